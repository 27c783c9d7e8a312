"""Parse the figures of a text into values: numbers with units, dates, ordinals and bounds, in any notation.

"1,200", "1.200" and "1 200" are the same figure, and so are "2.5 million" and "2,500,000", or "twenty-one" and "21". An
ambiguous figure ("1.200") has both values.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from graph.text.dates import ISO_DATE, MONTH_NUMBERS
from graph.text.numbers import GROUP_SPACES, MAX_NUMBER_CHARS, ROMAN_VALUES, parse_number
from rag.answer.claims.numerals import NON_NUMBER_OFFSET, SCALES, UNITS, find_spelled_numbers

_NUMBER = rf"\d{{1,3}}(?:[{GROUP_SPACES}]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,:'’]\d+)*"
_ISO = re.compile(rf"(?<!\w){ISO_DATE}(?!\w)")
_SLASHED = re.compile(r"(?<![\w/])(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?![\w/])")
_DIGITS = re.compile(rf"(?<![\w.,])([$€£¥]\s?)?({_NUMBER})([^\W\d_]*)(?:\s?([%‰°$€£¥]))?")
_ROMAN = re.compile(
    r"(?:\b[Tt]ype|[Pp]hase|[Ss]tage|[Cc]lass|[Cc]hapter|[Aa]rticle|[Vv]olume|[Pp]art|\b[A-Z]\w+)"
    rf"\s({'|'.join(ROMAN_VALUES)})\b"
)
_COORDINATED = re.compile(r"[-–—\s]*(?:and|or|to|,|/)?[-–—\s]*")
_UNSPACED = re.compile(rf"(?<![\d.,])({_NUMBER})(?=[\u3040-\u9fff\uac00-\ud7af\u0e00-\u0e7f])")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SCALE = re.compile(r"[\s-]?([^\W\d_]+)\.?")
_CJK_SCALE = {"千": 1e3, "万": 1e4, "萬": 1e4, "億": 1e8, "亿": 1e8, "兆": 1e12}
_UNIT = re.compile(r"[\s-]?(?:per\s?cent\b|([^\W\d_]+))")

_AT_MOST = re.compile(
    r"(?:\b(?:(?:no|not)\s+(?:\w+\s+)?(?:more|longer|later|higher|greater|older|larger|bigger)\s+than|at\s+(?:the\s+)?(?:very\s+)?most|up\s+to|"
    r"(?:a\s+)?maximum\s+(?:of|is)|less\s+than|fewer\s+than|under|below|within|not\s+(?:to\s+)?exceed(?:ing)?|höchstens|maximal|"
    r"au\s+plus|como\s+máximo)|[<≤])\s*[$€£¥]?\s*$",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    r"(?:\b(?:(?:no|not)\s+(?:\w+\s+)?(?:less|fewer|shorter|earlier|lower|smaller|younger)\s+than|at\s+(?:the\s+)?(?:very\s+)?least|"
    r"(?:a\s+)?minimum\s+(?:of|is)|more\s+than|greater\s+than|higher\s+than|over|above|exceed(?:s|ed|ing)?|mindestens|"
    r"au\s+moins|como\s+mínimo|al\s+menos)|[>≥])\s*[$€£¥]?\s*$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:\b(?:about|around|approximately|approx\.?|roughly|nearly|almost|some|circa|ca\.?|c\.|close\s+to|etwa|rund|"
    r"environ|unos|cerca\s+de|just\s+(?:over|under))|[~≈])\s*[$€£¥]?\s*$",
    re.IGNORECASE,
)
_OR_MORE = re.compile(r"\s*\w*\s*(?:or\s+(?:more|above|over|older|longer)|and\s+over)\b")
_OR_LESS = re.compile(r"\s*\w*\s*(?:or\s+(?:less|fewer|below|under|younger))\b")
_LOOK_BACK, _LOOK_AHEAD = 36, 24
_SHARED = frozenset({"%", "year", "$", "€", "£", "mile", "foot", "month's"})
"""Units whose values are not converted."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure at text[start:end]: its possible values, its unit ("" if none is given), and its qualifiers.

    `bound` is -1 for "at most", 1 for "at least", else 0; `digits` is the number of significant digits.
    """

    values: frozenset[float]
    start: int
    end: int
    unit: str = ""
    ordinal: bool = False
    bound: int = 0
    about: bool = False
    digits: int = 0

    def is_year(self) -> bool:
        """Whether it looks like a year."""
        return not self.unit and any(1000 <= value <= 2100 and value == int(value) for value in self.values)


def find_figures(text: str) -> list[Figure]:
    """Return the figures of a text in order."""
    plain = unicodedata.normalize("NFC", text).replace("−", "-")
    found: list[Figure] = []
    for read in (_dates, _digits, _words):
        found.extend(
            one for one in read(plain) if not any(one.start < two.end and two.start < one.end for two in found)
        )
    return _coordinated(plain, sorted((_meant(plain, one) for one in found), key=lambda one: one.start))


def _coordinated(text: str, found: list[Figure]) -> list[Figure]:
    """Give figures the unit of the next one if they share it: 55- and 65-year-old."""
    for place in range(len(found) - 2, -1, -1):
        one, after = found[place], found[place + 1]
        if not one.unit and after.unit in _SHARED and _COORDINATED.fullmatch(text, one.end, after.start):
            found[place] = replace(one, unit=after.unit)
    return found


def missing_figures(claimed: Sequence[Figure], known: Sequence[Figure]) -> list[Figure]:
    """Return the figures of a claim that do not occur among the known ones."""
    return [
        one
        for one in claimed
        if not _trivial(one, known) and not any(is_figure_supported(one, two, known) for two in known)
    ]


def is_figure_supported(one: Figure, other: Figure, among: Sequence[Figure]) -> bool:
    """Whether a figure of a claim is supported by a known one."""
    if not _same_value(one, other):
        return _derived(one, other, among)
    if one.bound * other.bound < 0:
        return False
    if one.unit and other.unit:
        return one.unit == other.unit
    rivals = [two for two in among if two.unit and two.unit == one.unit]
    return not (one.unit and rivals and not other.ordinal) or other.is_year() != one.is_year()


def _same_value(one: Figure, other: Figure) -> bool:
    if one.unit.startswith("month") != other.unit.startswith("month"):
        return False
    for wanted in one.values:
        for value in other.values:
            if abs(wanted - value) <= 1e-9 * max(1.0, abs(value)):
                return True
            near = abs(wanted - value) / max(abs(value), 1e-9)
            if other.is_year() or one.ordinal or other.ordinal:
                continue
            if one.about and near <= 0.05:
                return True
            if one.bound > 0 and value >= wanted and near <= 0.15:
                return True
            if one.bound < 0 and value <= wanted and near <= 0.15:
                return True
            if 2 <= one.digits < other.digits and _rounded(value, one.digits) == _rounded(wanted, one.digits):
                return True
    return False


def _rounded(value: float, digits: int) -> float:
    return float(f"{value:.{digits - 1}e}")


def _derived(one: Figure, other: Figure, among: Sequence[Figure]) -> bool:
    """Whether a number of years is the difference of two years."""
    if one.unit != "year" or not other.is_year():
        return False
    years = [value for two in among if two.is_year() for value in two.values]
    return any(abs(later - value) in one.values for later in years for value in other.values)


def _trivial(one: Figure, known: Sequence[Figure]) -> bool:
    """Whether a figure carries little information: "one of them", or "the first" if no other ordinal is known."""
    if one.values != frozenset({1.0}) or one.digits or one.unit:
        return False
    return not (one.ordinal and any(two.ordinal for two in known))


def _dates(text: str) -> list[Figure]:
    found = []
    for match in _ISO.finditer(text):
        found.append(Figure(frozenset({float(match[1])}), *match.span(1), digits=4))
        found.append(Figure(frozenset({float(match[2])}), *match.span(2), unit="month"))
        found.append(Figure(frozenset({float(match[3])}), *match.span(3)))
    for match in _SLASHED.finditer(text):
        found.append(Figure(frozenset({float(match[3])}), *match.span(3), digits=4))
        found.extend(Figure(frozenset({float(match[place])}), *match.span(place)) for place in (1, 2))
    return found


def _digits(text: str) -> list[Figure]:
    found = []
    for match in [*_DIGITS.finditer(text), *_UNSPACED.finditer(text)]:
        whole = len(match.groups()) > 1
        raw, suffix = (match[2], match[3] or "") if whole else (match[1], "")
        start = match.start()
        values = _values(raw)
        if not values:
            continue
        sign = (match[1] or match[4] or "").strip() if whole else ""
        digits = min(15, len(re.sub(r"\D", "", raw).strip("0")))
        figure = Figure(frozenset(values), start, match.end(), unit=UNITS.get(sign, ("", 1.0))[0], digits=digits)
        if suffix and not suffix.isascii():
            figure = replace(figure, end=match.end(2))
        elif suffix in ("st", "nd", "rd", "th"):
            figure = replace(figure, ordinal=True)
        elif suffix == "s":
            figure = replace(figure, unit="decade")
        elif (size := SCALES.get(suffix.casefold())) is not None:
            figure = replace(figure, values=figure.values | {value * size for value in values})
        elif suffix in UNITS:
            unit, factor = UNITS[suffix]
            figure = replace(figure, unit=unit, values=frozenset(value * factor for value in values))
        elif suffix and len(suffix) < 3 and suffix.isupper():
            continue  # a name such as 3D
        found.append(_with_unit(text, _scaled(text, figure)))
    return found


def _values(raw: str) -> frozenset[float]:
    """Return the possible values of a written number; a version or a time of day becomes one number, which equals
    none."""
    values = parse_number(raw)
    if values or not raw:
        return values
    plain = re.sub(rf"[{GROUP_SPACES}'’]", "", raw)
    if len(plain) > MAX_NUMBER_CHARS:
        return frozenset({float(re.sub(r"\D", "", plain)[:15]) + NON_NUMBER_OFFSET})
    parts = re.split(r"[.,:]", plain)
    return frozenset({sum(float(part) * 1e-3**place for place, part in enumerate(parts)) + NON_NUMBER_OFFSET})


def _words(text: str) -> list[Figure]:
    found = [
        Figure(frozenset({float(value)}), start, end, ordinal=ordinal)
        for start, end, value, ordinal in find_spelled_numbers(text)
    ]
    found = [_with_unit(text, one) if not one.ordinal else one for one in found]
    found += [Figure(frozenset({float(ROMAN_VALUES[one[1]])}), *one.span(1)) for one in _ROMAN.finditer(text)]
    for match in _WORD.finditer(text):
        month = MONTH_NUMBERS.get(match.group().casefold())
        if month and (match.group()[0].isupper() or match.group().casefold() not in ("may", "march", "mar", "mai")):
            alone = match.group() in ("May", "March", "Mar") and not _beside_a_number(text, match)
            if not alone:
                found.append(Figure(frozenset({float(month)}), *match.span(), unit="month"))
    return found


def _beside_a_number(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()], text[match.end() :]
    return bool(
        re.search(r"(?:\d\w{0,2}|\d\s+of|\bin|\bof|\bsince|\buntil)\s*$", before) or re.match(r"[\s,.]*\d", after)
    )


def _scaled(text: str, figure: Figure) -> Figure:
    """Multiply the figure by the scale word that follows it: 2.5 million."""
    cjk = _CJK_SCALE.get(text[figure.end : figure.end + 1])
    if cjk:
        return replace(figure, values=frozenset(value * cjk for value in figure.values), end=figure.end + 1)
    match = _SCALE.match(text, figure.end)
    size = SCALES.get(match[1].casefold()) if match and len(match[1]) > 1 else None
    if match is None or size is None:
        return figure
    return replace(figure, values=frozenset(value * size for value in figure.values), end=match.end(1))


def _with_unit(text: str, figure: Figure) -> Figure:
    if figure.unit and figure.unit != "decade":
        return figure
    match = _UNIT.match(text, figure.end)
    if match is None:
        return figure
    name = "%" if match[1] is None else match[1]
    unit = UNITS.get(name) or UNITS.get(name.casefold())
    if unit is None:
        return figure
    return replace(figure, unit=unit[0], values=frozenset(value * unit[1] for value in figure.values))


def _meant(text: str, figure: Figure) -> Figure:
    return replace(figure, bound=read_bound(text, figure.start, figure.end), about=says_about(text, figure.start))


def read_bound(text: str, start: int, end: int) -> int:
    """Return -1 if the figure at text[start:end] is said to be the most, 1 if the least, else 0."""
    after = text[end : end + _LOOK_AHEAD]
    if _OR_MORE.match(after):
        return 1
    if _OR_LESS.match(after):
        return -1
    before = text[max(0, start - _LOOK_BACK) : start]
    return -1 if _AT_MOST.search(before) else 1 if _AT_LEAST.search(before) else 0


def says_about(text: str, start: int) -> bool:
    """Whether the figure that starts there is said to be near: about, some, almost."""
    return bool(_ABOUT.search(text[max(0, start - _LOOK_BACK) : start]))
