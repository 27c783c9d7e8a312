"""Small digits above or below a line of a PDF page: powers, marks of notes, and the lowered digits of formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.drawn.direction import ReadingDirection
from ingest.drawn.objects import Box
from ingest.raised import raise_text

# In heights of the letter before: how small a shifted digit is, how far it is raised, and how far apart it stands.
_SMALL, _RAISED, _LOWERED = 0.86, 0.2, 0.0
_GAP, _CLOSE, _OVERLAP = 0.25, 0.12, 0.3
_LEVEL = 0.15
_MAX_DIGITS = 3
_SIGNS = frozenset("-+−–")
_SHIFTED = re.compile(r"(?<=[^\s])\s*[-+−–]?[0-9]")
_NOTE = re.compile(r"(?:\A|[\r\n])\s*([1-9][0-9]{0,2})\s*(?=[^\W\d_]{2}|https?:)")
_TOKEN = re.compile(r"[^\s(\[/·*×=,;]+\Z")
_UNIT = re.compile(r"[\d.,]*(?:[kcdmµμn]?m|ft)\Z")
_MEASURED = re.compile(r"(?:\d\s*|/\s*|\bper )(?:in|yd|mi|s)\Z")
_VARIABLE = re.compile(r"(?:[a-zR]|mc|sin|cos|tan|log|ln)\Z")
# What a mark of a note follows, and what is never parted from shifted digits before it.
_BEFORE, _BEHIND = frozenset(".,;:!?)]%\"'”’»"), frozenset(".,;:!?)]}")
_BASE = re.compile(r"(?:\A|[^\d.,])(\d{1,2})\Z")


@dataclass(frozen=True, slots=True)
class _ShiftedDigits:
    """Digits, with a sign before them, that stand above or below the character at `base`; `end` is after them."""

    base: int
    start: int
    end: int
    raised: bool


def mark_shifted(characters: Any, direction: ReadingDirection, text: str) -> list[str]:
    """Return what each character of a page is read as.

    Powers are written in raised digits, marks of notes in brackets where they would be read as part of a number or
    where their note is on the page. Blanks and line ends that PDFium sets around shifted digits are left out.
    """
    page = _PageLetters(characters, direction, text)
    read = list(text)
    found = list(page.shifted())
    notes = page.notes({one.start for one in found})
    for one in found:
        digits = text[one.start : one.end]
        if one.raised:
            written = _written(text[max(0, one.base - 30) : one.base + 1], digits, page.refers(one, notes))
            read[one.start : one.end] = [written, *[""] * (len(digits) - 1)]
        page.glue(read, one)
    return read


def _written(before: str, digits: str, refers: bool) -> str:
    """Return raised digits as a power, as the mark of a note, or as they are if neither is certain."""
    if _is_power(before, digits, refers):
        return raise_text(digits.replace("–", "−")) or digits
    return f"[{digits}]" if refers or (before[-1].isdigit() and digits != "0") else digits


def _is_power(before: str, digits: str, refers: bool) -> bool:
    """Return whether digits raised after a text are its exponent: after units, variables and the bases of powers.

    `refers` is set if they may be the mark of a note instead.
    """
    if digits[0] in _SIGNS:
        return before[-1].isalnum()
    if digits in ("0", "1"):
        return False
    token = _TOKEN.search(before)
    if token is not None and _UNIT.match(token.group()):
        return digits in ("2", "3", "4")
    if token is not None and _VARIABLE.match(token.group()):
        return True
    if refers:
        return False
    if (base := _BASE.search(before)) is not None:
        return base.group(1) in ("2", "10") or len(digits) > 1
    return digits in ("2", "3", "4") and bool(_MEASURED.search(before))


@dataclass(frozen=True, slots=True)
class _PageLetters:
    characters: Any
    direction: ReadingDirection
    text: str

    def shifted(self) -> Iterator[_ShiftedDigits]:
        """Yield the shifted digits of the page in order."""
        end = 0
        for match in _SHIFTED.finditer(self.text):
            base, start = match.start() - 1, match.end() - 1
            if not (self.text[base].isalnum() or self.text[base] in _BEFORE):
                continue
            start -= self.text[start - 1] in _SIGNS
            if base < end and end:
                continue
            raised = self._shift(base, start)
            if raised is None or any(not self._generated(at) for at in range(base + 1, start)):
                continue
            end = self._end(start, raised)
            if end:
                yield _ShiftedDigits(base, start, end, raised)

    def notes(self, shifted: set[int]) -> dict[str, float]:
        """Return the numbers that lines begin with, as notes do, with the height of the text behind each."""
        found: dict[str, float] = {}
        for match in _NOTE.finditer(self.text):
            start, behind = match.start(1), match.end()
            number, note = self._box(match.end(1) - 1), self._box(behind)
            height = _height(note)
            if start in shifted or not -_OVERLAP * height < note[0] - number[2] < 2 * height:
                continue
            raised = number[1] - note[1] > _RAISED * height and _height(number) < _SMALL * height
            level = abs(number[1] - note[1]) < _LEVEL * height
            if raised or level:
                found[match.group(1)] = min(0.0 if raised else height, found.get(match.group(1), height))
        return found

    def refers(self, one: _ShiftedDigits, notes: dict[str, float]) -> bool:
        """Return whether a note of this number, in smaller type or with a raised number, is on the page."""
        height = notes.get(self.text[one.start : one.end])
        return height is not None and height < 0.95 * _height(self._box(one.base))

    def glue(self, read: list[str], one: _ShiftedDigits) -> None:
        """Leave out the blanks before shifted digits, and the line end after them if the line goes on there."""
        read[one.base + 1 : one.start] = [""] * (one.start - one.base - 1)
        after = next(
            (at for at in range(one.end, min(one.end + 4, len(self.text))) if not self._generated(at)), one.end
        )
        if after == one.end:
            return
        base, last, box = self._box(one.base), self._box(one.end - 1), self._box(after)
        gap, height = box[0] - last[2], _height(base)
        if abs(box[1] - base[1]) > _LEVEL * height or not -_OVERLAP * height < gap < 2 * _GAP * height:
            return
        close = gap < _CLOSE * height or self.text[after].isspace() or self.text[after] in _BEHIND
        read[one.end : after] = ["" if close else " ", *[""] * (after - one.end - 1)]

    def _shift(self, base: int, at: int) -> bool | None:
        """Return whether a character is raised beside another one; None if it is neither raised nor lowered."""
        one, other = self._box(base), self._box(at)
        height = _height(one)
        if not _height(other) < _SMALL * height or not -_OVERLAP * height < other[0] - one[2] < _GAP * height:
            return None
        up = (other[1] - one[1]) / height
        if _RAISED < up < 1:
            return True
        return False if -1 < up < _LOWERED and (self.text[base].isalpha() or self.text[base] == ")") else None

    def _end(self, start: int, raised: bool) -> int:
        """Return the end of the digits from `start` on; 0 if more than digits is shifted there."""
        first = self._box(start)
        end = start + 1
        while end < len(self.text) and self.text[end].isdigit() and abs(self._box(end)[1] - first[1]) < 0.5:
            end += 1
        after = end
        while after < len(self.text) and self._generated(after):
            after += 1
        along = after < len(self.text) and abs(self._box(after)[1] - first[1]) < 0.5
        more = raised and along and not self.text[after].isspace() and (after == end or self.text[after] == ",")
        return 0 if more or end - start > _MAX_DIGITS else end

    def _generated(self, at: int) -> bool:
        import pypdfium2.raw as pdfium

        return bool(pdfium.FPDFText_IsGenerated(self.characters.raw, at) == 1)

    def _box(self, at: int) -> Box:
        left, bottom, right, top = self.characters.get_charbox(at, loose=True)
        return self.direction.turned((left, bottom, right, top))


def _height(box: Box) -> float:
    return box[3] - box[1]
