"""Read the numbers of a text as values, in digits or words, with their scale and unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from evals.judges.value_dates import FOOTNOTE
from evals.judges.values import Value, with_unit
from graph.text.numbers import CARDINAL_VALUES, parse_number
from graph.text.units import CALENDAR, CURRENCY_SIGNS, DURATION, Unit, find_units
from graph.text.words import STOP_WORDS
from rag.answer.claims.numerals import MULTIPLIERS, SCALES, find_spelled_numbers

_NUMBER = r"\d{1,3}(?:[ ']\d{3})+(?![\d.,]*\d)(?:[.,]\d+)?|\d+(?:[.,']\d+)*"
_CURRENCY = rf"(?:(?:US|AU?|C)?\$|[{CURRENCY_SIGNS}]|\b(?:USD|EUR|GBP|CHF|JPY|INR|CNY|SEK|AUD|CAD)\b)"
_GLUED = "|".join(rf"(?<=\b{word})" for word in ("in", "on", "of", "to", "has", "from", "until", "since", "In"))
_GLUED = rf"{_GLUED}|(?<=\bmid-)"
_DIGITS = re.compile(
    rf"(?:(?<![\w.,])(?<![^\W\d_]-)|{_GLUED})(?P<minus>-\s?)?(?:(?P<sign>{_CURRENCY})\s?)?(?P<after>-)?(?P<number>{_NUMBER})"
)
_FRACTION = re.compile(r"(?<![\w/.,])(?:(\d+)\s)?(\d{1,2})\s?/\s?(\d{1,2})(?![\w/])")
_GLYPHS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_GLYPH = re.compile(rf"(\d+)?\s?([{''.join(_GLYPHS)}])")
_PART_WORDS = {"half": 0.5, "third": 1 / 3, "quarter": 0.25, "fifth": 0.2, "tenth": 0.1}
_PART_WORDS |= {"sixth": 1 / 6, "seventh": 1 / 7, "eighth": 0.125, "ninth": 1 / 9}
_PART = re.compile(
    r"\b(?:(?P<count>a|an|one|two|three|four|1|2|3|4)\s+(?P<noun>half|thirds?|quarters?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?)(?=\s+(?:of|the|an?)\b"
    r"|\s*[.,;]|\s*$)|(?P<alone>half)(?=\s+(?:of|the|an?|as)\b|\s*[.,;!?]|\s*$))",
    re.IGNORECASE,
)
_AND_A_HALF = re.compile(r"\s+and\s+a\s+half\b", re.IGNORECASE)
_COUNTS = {name: value for name, value in CARDINAL_VALUES.items() if value}
_ONE_IN = re.compile(
    rf"\b(?P<part>{'|'.join(_COUNTS)}|\d{{1,2}})\s+in\s+(?:every\s+)?(?P<whole>{'|'.join(_COUNTS)}|(?:a\s+)?hundred|\d{{1,3}})\b(?![.,:/]\d)",
    re.IGNORECASE,
)
_HALF_A = re.compile(rf"\bhalf\s+an?\s+(?P<scale>{'|'.join(MULTIPLIERS)})\b", re.IGNORECASE)
_DECADE = re.compile(r"['’]?s\b")
_YEARS_TO = re.compile(r"\b(\d\d)\d\d[-–/]$")
_IN_YEAR = re.compile(r"\b(?:in|from|to|since|until|of|by|and)\s*$", re.IGNORECASE)
_NOUN = re.compile(r"\s+([^\W\d_]{3,})\b")
_NO_NOUNS = STOP_WORDS | frozenset("per plus respectively million".split())
_LETTERS = re.compile(r"[^\W\d_]+[²³]?")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
_ABBREVIATED_SCALES = frozenset({"mio", "mrd", "bn", "mn"})
_SCALE = re.compile(r"[\s-]?([^\W\d_]+)\b\.?")
_UNIT_WORD = r"[^\W\d_]+[²³23]?(?:/h\b)?"
_UNIT = re.compile(
    rf"[\s-]?(?:(?P<percent>per\s?cent\b|percentage\s+points?\b)|(?P<power>square|sq\.?|cubic)[\s-](?P<raised>[^\W\d_]+)"
    rf"|(?P<degrees>°\s?[CF]\b|degrees?\s+(?:Celsius|Fahrenheit)\b)"
    rf"|(?:(?:working|business|calendar|full|consecutive|whole|US|U\.S\.)[\s-])?(?P<name>[{CURRENCY_SIGNS}%‰]|{_UNIT_WORD}))",
    re.IGNORECASE,
)
_FEET_AND = re.compile(r"(?:ft|feet|foot)\s*\d+$")
_FEET_BEFORE = re.compile(r"(?:ft|feet|foot)\s*$")
_PER_HOUR = re.compile(r"\s+(?:per|an)\s+hour\b", re.IGNORECASE)
_OF_A = re.compile(r"\s+(?:of\s+)?an?\s+", re.IGNORECASE)
_ARTICLE_UNIT = re.compile(
    r"(?:^|\b(?:for|after|within|in|of|than|about|is|was|takes|took|lasts?|every)\s+)(an?\s+(?P<unit>[a-z]+))\b",
    re.IGNORECASE,
)
_NONE = re.compile(r"\W*(none|nobody|no one|nil)(?=\W*$|[.,;])", re.IGNORECASE)
_NO_ONE = re.compile(r"\bno[\s-]$", re.IGNORECASE)
_PRONOUN_ONE = re.compile(r"\s+(?:of|who|that|which|another|or\s+more)\b|\s*[.,;:!?)]|\s*$", re.IGNORECASE)
_BEFORE_PRONOUN = re.compile(r"\b(?:the|this|that|which|any|every|each|no|some|only|not)\s*$", re.IGNORECASE)


def read_numbers(text: str) -> Iterator[Value]:
    """Yield the numbers in digits: amounts, years, places in an order and decades."""
    for match in _DIGITS.finditer(text):
        numbers = parse_number(match["number"])
        if not numbers:
            continue
        sign = find_units(match["sign"] or "")
        signed = bool(match["minus"] or match["after"]) and not text[: match.start()].rstrip()[-1:].isdigit()
        if signed:
            numbers = frozenset(-number for number in numbers)
        elif text[match.start() - 1 : match.start()] == "(" and text[match.end() : match.end() + 1] == ")":
            signed, numbers = True, numbers | {-number for number in numbers}  # (461) in a table of money
        value = Value(match.start(), match.end(), numbers, sign, signed=signed)
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
    letters = _LETTERS.match(text, end)
    if letters and letters.group() == "in" and _FEET_AND.search(text[:end]):
        return False
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
    return replace(value, counted=noun[1].casefold() not in _NO_NOUNS)


def _measured(text: str, value: Value) -> Value:
    """Read the scale and the unit that follow a number."""
    plain = value
    scaled = _scaled(text, value)
    if (half := _AND_A_HALF.match(text, scaled.end)) is not None:
        scaled = replace(scaled, numbers=frozenset(number + 0.5 for number in scaled.numbers), end=half.end())
        scaled = _scaled(text, scaled)
    value = _of_unit(text, scaled)
    if scaled is not plain and scaled.end - plain.end <= 2 and not plain.units:  # "5 m" are metres or millions
        other = _of_unit(text, plain)
        if other.units:
            return replace(other, numbers=other.numbers)
    return _as_euros(value) if set(value.units) & set(find_units("€")) else value


def _as_euros(value: Value) -> Value:
    """Read euros with three digits after the point as thousands, as where they are paid."""
    return replace(value, numbers=frozenset({max(value.numbers)})) if len(value.numbers) > 1 else value


def _scaled(text: str, value: Value) -> Value:
    match = _SCALE.match(text, value.end)
    size = SCALES.get(match[1].casefold()) if match else None
    if match is None or size is None or (len(match[1]) == 1 and text[value.end] in " -"):
        return value
    numbers = frozenset(number * size for number in value.numbers)
    end = match.end() if match[1].casefold() in _ABBREVIATED_SCALES else match.end(1)
    return replace(value, numbers=numbers, days=frozenset(), end=end)


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


def read_fractions(text: str) -> Iterator[Value]:
    """Yield the fractions: 1/2, ½, a half, two thirds, half a year, one in five; and half a dozen."""
    for match in _HALF_A.finditer(text):
        yield Value(match.start(), match.end(), frozenset({MULTIPLIERS[match["scale"].casefold()] / 2}))
    for match in _ONE_IN.finditer(text):
        counted, whole = _count(match["part"]), _count(match["whole"])
        value = Value(match.start(), match.end(), frozenset({counted / whole}))
        if counted < whole and not _of_unit(text, value).units:
            yield value
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


def _count(word: str) -> int:
    return int(word) if word.isdigit() else _COUNTS.get(word.casefold(), 100)


def read_none(text: str) -> Iterator[Value]:
    """Read the number that a text begins with if it says that there is nothing: none, nobody."""
    if match := _NONE.match(text):
        yield Value(match.start(1), match.end(1), frozenset({0.0}))


def read_spelled(text: str) -> Iterator[Value]:
    """Yield the numbers in words; "one" is a number only where it is no pronoun."""
    for start, end, number, ordinal in find_spelled_numbers(text):
        value = Value(start, end, frozenset({number}), ordinal=ordinal)
        if ordinal:
            yield value
            continue
        measured = _measured(text, value)
        pronoun = text[start:end].casefold() == "one" and not measured.units
        if pronoun and _NO_ONE.search(text[:start]):
            continue
        if pronoun and (_PRONOUN_ONE.match(text, end) or _BEFORE_PRONOUN.search(text[:start])) and len(text) > end + 1:
            continue
        yield measured


def read_article_units(text: str) -> Iterator[Value]:
    """Read "a week" where it is a length of time rather than a rate."""
    for match in _ARTICLE_UNIT.finditer(text):
        times = tuple(unit for unit in find_units(match["unit"]) if unit.quantity in (DURATION, CALENDAR))
        if times and len(match["unit"]) > 2 and match["unit"].casefold() not in ("second", "minute", "quarter"):
            half = _AND_A_HALF.match(text, match.end())
            number, end = (1.5, half.end()) if half else (1.0, match.end())
            yield Value(match.start(1), end, frozenset({number}), times)
