"""Read the typed values of a text (`evals.judges.values`), in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

from evals.judges.value_dates import FOOTNOTE, read_dates
from evals.judges.values import Value, with_unit
from graph.text.numbers import parse_number
from graph.text.units import CALENDAR, CURRENCY_SIGNS, DURATION, MONEY, Unit, find_units
from graph.text.words import STOP_WORDS
from rag.answer.claims.figures import read_bound, says_about
from rag.answer.claims.numerals import SCALES, find_spelled_numbers

_PLAIN = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "−": "-", "’": "'"})
_NUMBER = r"\d{1,3}(?:[ ']\d{3})+(?![\d.,]*\d)(?:[.,]\d+)?|\d+(?:[.,']\d+)*"
_CURRENCY = rf"(?:(?:US|AU?|C)?\$|[{CURRENCY_SIGNS}]|\b(?:USD|EUR|GBP|CHF|JPY|INR|CNY|SEK|AUD|CAD)\b)"
_GLUED = "|".join(rf"(?<=\b{word})" for word in ("in", "on", "of", "to", "has", "from", "until", "since", "In"))
_DIGITS = re.compile(rf"(?:(?<![\w.,])(?<![^\W\d_]-)|{_GLUED})(?P<minus>-\s?)?(?:(?P<sign>{_CURRENCY})\s?)?(?P<after>-)?(?P<number>{_NUMBER})")
_FRACTION = re.compile(r"(?<![\w/.,])(?:(\d+)\s)?(\d{1,2})\s?/\s?(\d{1,2})(?![\w/])")
_GLYPHS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_GLYPH = re.compile(rf"(\d+)?\s?([{''.join(_GLYPHS)}])")
_PART_WORDS = {"half": 0.5, "third": 1 / 3, "quarter": 0.25, "fifth": 0.2, "tenth": 0.1}
_PART = re.compile(
    r"\b(?:(?P<count>a|an|one|two|three|four|1|2|3|4)\s+(?P<noun>half|thirds?|quarters?|fifths?|tenths?)(?=\s+(?:of|the|an?)\b"
    r"|\s*[.,;]|\s*$)|(?P<alone>half)(?=\s+(?:of|the|an?|as)\b|\s*[.,;!?]|\s*$))",
    re.IGNORECASE,
)
_AND_A_HALF = re.compile(r"\s+and\s+a\s+half\b", re.IGNORECASE)
_DECADE = re.compile(r"['’]?s\b")
_YEARS_TO = re.compile(r"\b(\d\d)\d\d[-–/]$")
_IN_YEAR = re.compile(r"\b(?:in|from|to|since|until|of|by|and)\s*$", re.IGNORECASE)
_NOUN = re.compile(r"\s+([a-z]{3,})\b")
_NO_NOUNS = STOP_WORDS | frozenset("per plus respectively million".split())
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
_SCALE = re.compile(r"[\s-]?([^\W\d_]+)\b\.?")
_UNIT_WORD = r"[^\W\d_]+[²³23]?(?:/h\b)?"
_UNIT = re.compile(
    rf"[\s-]?(?:(?P<percent>per\s?cent\b|percentage\s+points?\b)|(?P<power>square|sq\.?|cubic)[\s-](?P<raised>[^\W\d_]+)"
    rf"|(?P<degrees>°\s?[CF]\b|degrees?\s+(?:Celsius|Fahrenheit)\b)"
    rf"|(?:(?:working|business|calendar|full|consecutive|whole|US|U\.S\.)[\s-])?(?P<name>[{CURRENCY_SIGNS}%‰]|{_UNIT_WORD}))",
    re.IGNORECASE,
)
_FEET_BEFORE = re.compile(r"\b(?:ft|feet|foot)\s*$")
_PER_HOUR = re.compile(r"\s+(?:per|an)\s+hour\b", re.IGNORECASE)
_OF_A = re.compile(r"\s+(?:of\s+)?an?\s+", re.IGNORECASE)
_ARTICLE_UNIT = re.compile(
    r"(?:^|\b(?:for|after|within|in|of|than|about|is|was|takes|took|lasts?|every)\s+)(an?\s+(?P<unit>[a-z]+))\b",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\s*(?:[-–—/,]|to|or|and|and/or|bis|und|oder)?\s*", re.IGNORECASE)
_COMPOSED = re.compile(r"\s*(?:,|and|,\s*and)?\s*", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?<![\w.:,])(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?)?\s?(?P<half>[ap]\.?\s?m\b\.?|Uhr\b|o'clock\b)"
    r"|(?<![\w.:,])(?P<hour2>\d{1,2}):(?P<minute2>[0-5]\d)(?::(?P<second2>[0-5]\d))?(?P<rest>\.\d+)?(?!\w)"
    r"|\b(?P<word>noon|midday|midnight)\b",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?<![\w-])(?=[\w/-]*\d)(?=[\w/-]*[^\W\d_])[^\W_][\w/-]*[^\W_](?![\w-])")
_VERSION = re.compile(r"(?<![\w.])\d+\.\d+(?:\.\d+)+(?![\w.]*\d)")
_WEEKDAY = re.compile(r"\b(mon|tues|wednes|thurs|fri|satur|sun)days?\b", re.IGNORECASE)
_PRONOUN_ONE = re.compile(r"\s+(?:of|who|that|which|another|or\s+more)\b|\s*[.,;:!?)]|\s*$", re.IGNORECASE)
_BEFORE_PRONOUN = re.compile(r"\b(?:the|this|that|which|any|every|each|no|some|only|not)\s*$", re.IGNORECASE)


@lru_cache(maxsize=4_096)
def read_values(text: str) -> tuple[Value, ...]:
    """Return the values of a text in order; none overlaps another."""
    plain = text.translate(_PLAIN)
    found: list[Value] = []
    readers: tuple[Callable[[str], Iterator[Value]], ...] = (
        read_dates, _clocks, _versions, _fractions, _numbers, _codes, _spelled, _article_units, _weekdays,
    )  # fmt: skip
    for read in readers:
        for value in read(plain):
            if not any(_overlap(value, other) for other in found):
                found.append(value)
    found.sort(key=lambda value: value.start)
    return tuple(_qualified(plain, value) for value in _composed(plain, _coordinated(plain, found)))


def _overlap(one: Value, other: Value) -> bool:
    return one.start < other.end and other.start < one.end


def _qualified(text: str, value: Value) -> Value:
    """Set what is said around an amount: at most, at least, about."""
    if not value.numbers or value.ordinal:
        return value
    bound = read_bound(text, value.start, value.end)
    return replace(value, bound=bound, about=says_about(text, value.start))


def _coordinated(text: str, found: list[Value]) -> list[Value]:
    """Give a number the unit of the next one if they share it: 75 or 82 euros."""
    for place in range(len(found) - 2, -1, -1):
        one, after = found[place], found[place + 1]
        bare = one.numbers and not one.units and not one.ordinal and not one.code
        gap = text[one.end : after.start]
        if bare and after.units and gap.strip() and _JOINED.fullmatch(gap) and not (one.is_year and len(gap) > 1):
            found[place] = with_unit(one, after.units, one.end)
    return found


def _composed(text: str, found: list[Value]) -> list[Value]:
    """Add up what is one amount in two units: 2 hours 30 minutes."""
    joined: list[Value] = []
    for value in found:
        last = joined[-1] if joined else None
        if last is not None and _COMPOSED.fullmatch(text[last.end : value.start]) and (sum_ := _sum(last, value)):
            joined[-1] = sum_
        else:
            joined.append(value)
    return joined


def _sum(one: Value, other: Value) -> Value | None:
    if len(one.units) != 1 or len(other.units) != 1 or len(one.numbers) != 1 or len(other.numbers) != 1:
        return None
    larger, smaller = one.units[0], other.units[0]
    if larger.quantity != smaller.quantity or larger.factor <= smaller.factor or larger.offset:
        return None
    rest = next(iter(other.numbers)) * smaller.factor / larger.factor
    if rest >= 1:
        return None
    return replace(one, numbers=frozenset({next(iter(one.numbers)) + rest}), end=other.end)


def _numbers(text: str) -> Iterator[Value]:
    for match in _DIGITS.finditer(text):
        numbers = parse_number(match["number"])
        if not numbers:
            continue
        sign = find_units(match["sign"] or "")
        minus = bool(match["minus"] or match["after"]) and not match.string[: match.start()].rstrip().endswith(
            tuple("0123456789")
        )
        if minus:
            numbers = {-number for number in numbers}
        parenthesised = text[match.start() - 1 : match.start()] == "(" and text[match.end() : match.end() + 1] == ")"
        if parenthesised:
            numbers |= {-number for number in numbers}
        value = Value(match.start(), match.end(), frozenset(numbers), sign, signed=minus or parenthesised)
        if _ORDINAL.match(text, match.end()):
            yield replace(value, ordinal=True, end=match.end() + 2)
            continue
        if _DECADE.match(text, match.end()) and match["number"].isdigit():
            yield Value(match.start(), match.end() + 1, code=f"decade:{match['number']}")
            continue
        if _is_code(text, match.end()):
            continue
        yield _counted(text, _measured(text, _as_year(text, match["number"], value)))


def _is_code(text: str, end: int) -> bool:
    """Whether letters that are neither a unit nor a scale follow a number at once: 3D."""
    letters = re.compile(r"[^\W\d_]+[²³]?").match(text, end)
    return bool(letters and not find_units(letters.group()) and letters.group().casefold() not in SCALES)


def _as_year(text: str, raw: str, value: Value) -> Value:
    """Add the reading as a year; behind a preposition, a footnote's number may follow the year at once."""
    if not raw.isdigit() or value.units or value.signed:
        return value
    before, digits = text[: value.start], raw
    if len(raw) == 2 and (century := _YEARS_TO.search(before)) is not None:  # 1979–80
        digits = century[1] + raw
    elif len(raw) > 4 and _IN_YEAR.search(before):
        digits = raw[:4] if re.match(rf"\d{{4}}{FOOTNOTE}", text[value.start :]) else raw
    if len(digits) != 4 or not 1000 <= int(digits) <= 2100:
        return value
    return replace(value, numbers=value.numbers | {float(digits)}, days=frozenset({(int(digits), 0, 0)}))


def _counted(text: str, value: Value) -> Value:
    """Mark a bare number before a noun: 65 cinema halls."""
    if value.units or value.is_year or (noun := _NOUN.match(text, value.end)) is None:
        return value
    return replace(value, counted=noun[1] not in _NO_NOUNS)


def _measured(text: str, value: Value) -> Value:
    """Read the scale and the unit that follow a number."""
    plain = value
    scaled = _scaled(text, value)
    if (half := _AND_A_HALF.match(text, scaled.end)) is not None:
        scaled = replace(scaled, numbers=frozenset(number + 0.5 for number in scaled.numbers), end=half.end())
    value = _of_unit(text, scaled)
    if scaled is not plain and scaled.end - plain.end <= 2 and not plain.units:  # "5 m" are metres or millions
        other = _of_unit(text, plain)
        if other.units:
            return replace(other, numbers=other.numbers)
    if any(unit.quantity.startswith(MONEY) for unit in value.units):
        return _as_money(value)
    return value


def _as_money(value: Value) -> Value:
    """Read euros with three digits after the point as thousands, as where they are paid."""
    in_euros = any(unit.quantity == f"{MONEY}:€" for unit in value.units)
    return replace(value, numbers=frozenset({max(value.numbers)})) if in_euros and len(value.numbers) == 2 else value


def _scaled(text: str, value: Value) -> Value:
    match = _SCALE.match(text, value.end)
    size = SCALES.get(match[1].casefold()) if match else None
    if match is None or size is None or (len(match[1]) == 1 and text[value.end] in " -"):
        return value
    numbers = frozenset(number * size for number in value.numbers)
    return replace(value, numbers=numbers, days=frozenset(), end=match.end(1))


def _of_unit(text: str, value: Value) -> Value:
    match = _UNIT.match(text, value.end)
    if match is None:
        return value
    if match["percent"]:
        return with_unit(value, find_units("%"), match.end())
    if match["degrees"]:
        return with_unit(value, find_units("°F" if "f" in match["degrees"].casefold() else "°C"), match.end())
    if match["power"]:
        units = _raised(match["power"], match["raised"])
        return with_unit(value, units, match.end()) if units else value
    units = find_units(match["name"])
    if match["name"] == "in" and _FEET_BEFORE.search(text[: value.start]):
        units = find_units("inch")
    hourly = _PER_HOUR.match(text, match.end())
    lengths = [unit for unit in units if unit.quantity == "length"]
    if hourly and lengths:
        return with_unit(value, tuple(Unit("speed", unit.factor / 3600) for unit in lengths), hourly.end())
    if value.units:  # a sign before the number
        return replace(value, end=match.end()) if set(units) & set(value.units) else value
    return with_unit(value, units, match.end()) if units else value


def _raised(power: str, name: str) -> tuple[Unit, ...]:
    """Return the unit of area or volume of a unit of length."""
    lengths = [unit for unit in find_units(name) if unit.quantity == "length"]
    if power.casefold() == "cubic":
        return tuple(Unit("volume", unit.factor**3 * 1000) for unit in lengths)
    return tuple(Unit("area", unit.factor**2) for unit in lengths)


def _fractions(text: str) -> Iterator[Value]:
    for match in _FRACTION.finditer(text):
        if 0 < int(match[2]) < int(match[3]):
            number = int(match[1] or 0) + int(match[2]) / int(match[3])
            yield _of_unit(text, Value(match.start(), match.end(), frozenset({number})))
    for match in _GLYPH.finditer(text):
        number = int(match[1] or 0) + _GLYPHS[match[2]]
        yield _of_unit(text, Value(match.start(), match.end(), frozenset({number})))
    for match in _PART.finditer(text):
        noun = (match["noun"] or match["alone"]).casefold()
        part = _PART_WORDS[noun if noun == "half" else noun.rstrip("s")]
        count = {"two": 2, "three": 3, "four": 4}.get((match["count"] or "").casefold(), 0)
        count = count or (int(match["count"]) if (match["count"] or "").isdigit() else 1)
        value = Value(match.start(), match.end(), frozenset({part * count}))
        article = _OF_A.match(text, value.end)
        measured = _of_unit(text, replace(value, end=article.end() - 1)) if article else value
        yield measured if measured.units else value


def _spelled(text: str) -> Iterator[Value]:
    for start, end, number, ordinal in find_spelled_numbers(text):
        value = Value(start, end, frozenset({number}), ordinal=ordinal)
        if ordinal:
            yield value
            continue
        measured = _measured(text, value)
        pronoun = text[start:end].casefold() == "one" and not measured.units
        if pronoun and (_PRONOUN_ONE.match(text, end) or _BEFORE_PRONOUN.search(text[:start])) and len(text) > end + 1:
            continue
        yield measured


def _article_units(text: str) -> Iterator[Value]:
    """Read "a week" where it is a length of time rather than a rate."""
    for match in _ARTICLE_UNIT.finditer(text):
        times = tuple(unit for unit in find_units(match["unit"]) if unit.quantity in (DURATION, CALENDAR))
        if times and len(match["unit"]) > 2 and match["unit"].casefold() not in ("second", "minute", "quarter"):
            yield Value(match.start(1), match.end(), frozenset({1.0}), times)


def _clocks(text: str) -> Iterator[Value]:
    for match in _CLOCK.finditer(text):
        if match["word"]:
            hours = {0.0} if match["word"].casefold() == "midnight" else {12.0}
            yield Value(match.start(), match.end(), code=f"clock:{_clock(hours.pop(), 0, 0)}")
            continue
        hour = int(match["hour"] or match["hour2"])
        minute = int(match["minute"] or match["minute2"] or 0)
        second = float((match["second"] or match["second2"] or "0") + (match["rest"] or ""))
        half = (match["half"] or "").casefold()[:1]
        if half == "p" and hour < 12:
            hour += 12
        elif half == "a" and hour == 12:
            hour = 0
        yield Value(match.start(), match.end(), code=f"clock:{_clock(hour, minute, second)}")


def _clock(hour: float, minute: int, second: float) -> str:
    return f"{hour:02g}:{minute:02g}:{second:06.3f}"


def _versions(text: str) -> Iterator[Value]:
    for match in _VERSION.finditer(text):
        if not parse_number(match.group()) or any(len(part) != 3 for part in match.group().split(".")[1:]):
            yield Value(match.start(), match.end(), code=f"version:{match.group()}")


def _codes(text: str) -> Iterator[Value]:
    for match in _CODE.finditer(text):
        letters = [part for part in re.split(r"[-/]", match.group()) if not part.isdigit()]
        if re.fullmatch(r"\d+(?:st|nd|rd|th)", match.group()) or not re.search(r"\d", "".join(letters)) and max(map(len, letters), default=9) > 4:
            continue  # an ordinal, or a word with a number: COVID-19 is compared as words, its number apart
        yield Value(match.start(), match.end(), code=f"code:{match.group().casefold()}")


def _weekdays(text: str) -> Iterator[Value]:
    for match in _WEEKDAY.finditer(text):
        yield Value(match.start(), match.end(), code=f"weekday:{match[1].casefold()}")
