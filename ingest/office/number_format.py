"""Show a number as its format in a spreadsheet shows it; days are shown by ISO 8601."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|_.|\*.|\[([^\]]*)\]|(General)|([Ee][+-])|([0#?.,%/@])|(.)', re.DOTALL | re.IGNORECASE
)
_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_MAX_DATE = 2_958_466  # the day after 9999-12-31
_MAX_CODE_CHARS = 255
_EPOCH, _EPOCH_1904 = datetime.fromisoformat("1899-12-30"), datetime.fromisoformat("1904-01-01")


def show_number(value: float, code: str, from_1904: bool = False) -> str:
    """Return the number as text; empty if its format hides it."""
    code = code.strip()[:_MAX_CODE_CHARS] or "General"
    sections = _split_sections(code)
    letters = _LITERALS.sub("", sections[0]).lower()
    if "general" not in letters and (_ELAPSED.search(code) or re.search(r"[ydhs]|m", letters)):
        return _show_time(value, code, letters, from_1904)
    section, signed = _choose_section(value, sections)
    number = abs(value) if signed else value
    return _Pattern.read(section).show(number)


def show_general(value: float) -> str:
    """Return a number without a format, as people write it."""
    if value == int(value) and abs(value) < 1e18:
        return str(int(value))
    return f"{value:.11g}" if 1e-5 <= abs(value) < 1e11 else f"{value:.15g}"


def _split_sections(code: str) -> list[str]:
    parts, start = [], 0
    for match in re.finditer(r'"[^"]*"|\\.|(;)', code, re.DOTALL):
        if match.group(1):
            parts.append(code[start : match.start()])
            start = match.end()
    return [*parts, code[start:]]


def _choose_section(value: float, sections: list[str]) -> tuple[str, bool]:
    """Return the section for a number, and whether that section shows the sign itself."""
    if value < 0 and len(sections) > 1:
        return sections[1], True
    if value == 0 and len(sections) > 2:
        return sections[2], True
    return sections[0], False


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A section of a format: texts before and after the digits, and how the digits are shown."""

    before: str
    after: str
    whole: str
    decimals: str
    percent: int
    thousands: bool
    scale: int
    exponent: bool
    plain: bool

    @staticmethod
    @lru_cache(10_000)
    def read(section: str) -> _Pattern:
        before, after, digits = "", "", ""
        percent, plain, exponent = 0, False, False
        for quoted, escaped, bracket, general, power, mark, other in _TOKEN.findall(section):
            text = quoted or escaped or (other if not power else "") or _currency(bracket)
            plain = plain or bool(general) or (mark in ("/", "@") and bool(mark))
            exponent = exponent or bool(power)
            if mark == "%":
                percent, text = percent + 1, "%"
            if mark and mark in "0#?.,":
                digits, after = digits + after + mark, ""
            elif text and (digits or plain):
                after += text
            elif text:
                before += text
        whole, _, decimals = digits.partition(".")
        scaled = whole.rstrip(",")
        return _Pattern(
            before.lstrip(),
            after.rstrip(),
            scaled.replace(",", ""),
            re.sub(r"[^0#?]", "", decimals),
            percent,
            "," in scaled,
            len(whole) - len(scaled),
            exponent,
            plain,
        )

    def show(self, value: float) -> str:
        """Return the number with what stands around it."""
        if not self.plain and not self.whole and not self.decimals:
            return self.before + self.after
        scaled = value * 100**self.percent / 1000**self.scale
        digits = show_general(abs(scaled)) if self.plain else self._digits(abs(scaled))
        sign = "-" if value < 0 and re.search("[1-9]", digits) else ""
        return f"{sign}{self.before}{digits}{self.after}"

    def _digits(self, value: float) -> str:
        places = len(self.decimals)
        if self.exponent:
            return f"{value:.{min(places, 2)}E}"
        exact = (
            Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) if value < 1e20 else Decimal(value)
        )
        whole, _, decimals = f"{exact:f}".partition(".")
        needed = len(self.decimals.rstrip("#?"))
        decimals = decimals[:needed] + decimals[needed:].rstrip("0")
        grouped = f"{int(whole):,}" if self.thousands else self._fill(whole)
        return f"{grouped}.{decimals}" if decimals else grouped

    def _fill(self, whole: str) -> str:
        """Put digits in the places of the pattern, which may hold other signs, as a telephone number does."""
        shown: list[str] = []
        left = list(whole.lstrip("0"))
        for mark in reversed(self.whole):
            if mark in "0#?":
                shown.append(left.pop() if left else "0" if mark == "0" else "")
            elif left or "0" in self.whole:
                shown.append(mark)
        return "".join((*left, *reversed(shown))) or "0"


def _currency(bracket: str) -> str:
    """Return the sign of a currency in brackets: [$€-407]."""
    return bracket[1:].partition("-")[0] if bracket.startswith("$") else ""


def _show_time(value: float, code: str, letters: str, from_1904: bool) -> str:
    """Return a day, a time or both; a span of time for elapsed hours."""
    if _ELAPSED.search(code):
        seconds = round(abs(value) * 86400)
        hours, minutes = f"{seconds // 3600}", f"{seconds // 60 % 60:02}"
        spent = f":{seconds % 60:02}" if "s" in letters + code.lower() else ""
        return f"{'-' if value < 0 else ''}{hours}:{minutes}{spent}"
    if not 0 <= value < _MAX_DATE:
        return show_general(value)
    # The first two months of 1900 are a day off, for the year is taken as a leap year.
    shift = 1 if not from_1904 and 1 <= value < 60 else 0
    moment = (_EPOCH_1904 if from_1904 else _EPOCH) + timedelta(days=int(value) + shift)
    moment += timedelta(seconds=min(86399, round((value - int(value)) * 86400)))
    has_time = bool(re.search("[hs]", letters))
    has_day = "y" in letters or "d" in letters or ("m" in letters and not has_time)
    clock = moment.strftime("%H:%M:%S" if "s" in letters or moment.second else "%H:%M")
    if not has_day:
        return clock
    day = moment.strftime("%Y-%m-%d") if "d" in letters else moment.strftime("%Y-%m" if "m" in letters else "%Y")
    return f"{day} {clock}" if has_time and (moment.hour or moment.minute or moment.second) else day
