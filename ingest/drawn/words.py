"""The words of a PDF page with their places, and the segments of lines that they form."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ingest.drawn.direction import ReadingDirection
from ingest.drawn.objects import Box
from ingest.drawn.shifted import mark_shifted

PARTED = "\x02"
"""Ends a word that is hyphenated at the end of its line; PDFium writes it as one of several characters."""
_PARTED_MARKS = ("\x02", "\ufffe")
# A gap wider than this share of the line's height parts segments; words this far off its middle are on another line.
_GAP, _OFF = 0.95, 0.6
_BOLD = 600
# One character in so many is asked whether its meaning is certain.
_SAMPLE = 5
_STOP_BEFORE = re.compile(r"(?<!\S)([.,:;،؛]+)(\d+)(?!\S)")
# Ligatures and the forms of Hebrew and Arabic letters.
_PRESENTATION = ("\ufb00", "\ufeff")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, where it stands, and the number of its line in the order in which the page is drawn."""

    text: str
    box: Box
    line: int
    index: int


@dataclass(slots=True)
class Segment:
    """Words side by side on a line, at a distance from others on it; `order` counts the segments of a page."""

    order: int
    line: int
    words: list[Word]
    box: Box
    bold: bool = False

    def add(self, word: Word) -> None:
        """Add a word at the end."""
        self.words.append(word)
        self.box = join_boxes(self.box, word.box)

    @property
    def text(self) -> str:
        ordered = _in_reading_order(self.words)
        text = " ".join(word.text for word in ordered)
        # PDFium puts the full stop after a number before it where letters run from right to left.
        return text if ordered is self.words else _STOP_BEFORE.sub(r"\2\1", text)


def join_boxes(one: Box, other: Box) -> Box:
    """Return the smallest box around two."""
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def read_words(
    characters: Any, direction: ReadingDirection, left_out: Callable[[int], bool]
) -> tuple[list[Word], float]:
    """Return the words of a page and the share of its letters that have no certain meaning in their font."""
    import pypdfium2.raw as pdfium

    text = mark_shifted(characters, direction, _characters(characters))
    words: list[Word] = []
    start, last, line, letters, uncertain = -1, -1, 0, 0, 0
    place = pdfium.FS_RECTF()

    def box_at(at: int) -> Box:
        return direction.turned(_box_of(characters, at, place))

    def close() -> None:
        nonlocal start, line
        if start >= 0:
            kept = [at for at in range(start, last + 1) if not left_out(at)]
            pieces = _by_lines(kept, text, box_at) if direction.is_level(characters, start) else [kept]
            words.extend(_word(piece, text, box_at, line + number) for number, piece in enumerate(pieces))
            line += len(pieces) - 1
            start = -1

    for at, character in enumerate(text):
        if not character:
            continue
        if character.isspace() or character == "\0":
            close()
            line += character in "\r\n"
        elif not left_out(at):
            start, last = (at, at) if start < 0 else (start, at)
            if character in _PARTED_MARKS:
                close()
                line += 1
            elif at % _SAMPLE == 0:
                letters += 1
                uncertain += pdfium.FPDFText_HasUnicodeMapError(characters.raw, at) == 1
    close()
    return [_mended(word) for word in words], uncertain / letters if letters else 0.0


def _word(places: Sequence[int], text: Sequence[str], box_at: Callable[[int], Box], line: int) -> Word:
    own = "".join(text[at] for at in places)
    first, end = box_at(places[0]), box_at(places[-1])
    backwards = first[0] < end[0] and is_right_to_left(own)
    return Word(own[::-1] if backwards else own, _around(first, end), line, places[0])


def _by_lines(places: Sequence[int], text: Sequence[str], box_at: Callable[[int], Box]) -> list[Sequence[int]]:
    """Return the characters of a word by lines: PDFium parts no lines where a short one stands right below another."""
    drawn = [at for at in places if text[at] not in _PARTED_MARKS]
    if len(drawn) < 2 or not _is_off(box_at(drawn[0]), box_at(drawn[-1])):
        return [places]
    lines: list[list[int]] = [[drawn[0]]]
    for one, other in pairwise(drawn):
        if _is_below(box_at(one), box_at(other)):
            lines.append([])
        lines[-1].append(other)
    # Letters one below another are a word that is written downwards.
    if len(lines) > 2 and all(len(line) == 1 and text[line[0]].isalpha() for line in lines):
        return [places]
    firsts = {line[0] for line in lines}
    starts = [place for place, at in enumerate(places) if at in firsts]
    return [places[first:end] for first, end in pairwise((0, *starts[1:], len(places)))]


def _is_below(one: Box, other: Box) -> bool:
    """Return whether a character stands on another line than the one before, and does not go on to its right."""
    return _is_off(one, other) and other[0] < one[2]


def _is_off(one: Box, other: Box) -> bool:
    size = max(1.0, min(one[3] - one[1], other[3] - other[1]))
    return abs(middle(one) - middle(other)) > _OFF * 1.5 * size


def build_segments(
    characters: Any, direction: ReadingDirection, words: Sequence[Word]
) -> tuple[list[Segment], list[Segment]]:
    """Return the segments of a page in the order in which they are drawn: level ones, and turned ones."""
    segments: list[Segment] = []
    turned: list[Segment] = []
    last: Segment | None = None
    for word in words:
        if last is None or _apart(last.words[-1], word):
            bold = _is_bold(characters, word.index)
            own = segments if direction.is_level(characters, word.index) else turned
            last = Segment(len(own), word.line, [word], word.box, bold)
            own.append(last)
        else:
            last.add(word)
    return segments, turned


def _is_bold(characters: Any, place: int) -> bool:
    import pypdfium2.raw as pdfium

    if pdfium.FPDFText_GetFontWeight(characters.raw, place) >= _BOLD:
        return True
    name = ctypes.create_string_buffer(100)
    pdfium.FPDFText_GetFontInfo(characters.raw, place, name, len(name), ctypes.c_int())
    return b"bold" in name.value.lower()


def _characters(characters: Any) -> str:
    """Return one code point per character of the page."""
    import pypdfium2.raw as pdfium

    text = str(characters.get_text_range())
    count = characters.count_chars()
    if len(text) == count:
        return text
    return "".join(chr(min(0x10FFFF, pdfium.FPDFText_GetUnicode(characters.raw, at))) for at in range(count))


def _box_of(characters: Any, at: int, place: Any) -> Box:
    import pypdfium2.raw as pdfium

    pdfium.FPDFText_GetLooseCharBox(characters.raw, at, place)
    return place.left, place.bottom, place.right, place.top


def _around(first: Box, last: Box) -> Box:
    """Return the box from the first to the last letter of a word, as high as the larger one: the other is shifted."""
    _, bottom, _, top = max(first, last, key=lambda box: box[3] - box[1])
    return min(first[0], last[0]), bottom, max(first[2], last[2]), top


def _apart(before: Word, after: Word) -> bool:
    if before.line != after.line:
        return True
    size = max(1.0, min(before.box[3] - before.box[1], after.box[3] - after.box[1]))
    gap = max(after.box[0] - before.box[2], before.box[0] - after.box[2])
    return gap > _GAP * size or abs(middle(before.box) - middle(after.box)) > _OFF * size * 1.5


def middle(box: Box) -> float:
    """Return the height of a box's middle."""
    return (box[1] + box[3]) / 2


def is_right_to_left(text: str) -> bool:
    """Return whether most letters of a text are written from right to left."""
    if not any("\u0590" <= letter <= "\ufeff" for letter in text):
        return False
    kinds = [unicodedata.bidirectional(letter) for letter in text if letter.isalpha()]
    return 2 * sum(kind in ("R", "AL") for kind in kinds) > len(kinds)


def _mended(word: Word) -> Word:
    text = word.text
    for mark in _PARTED_MARKS:
        text = text.replace(mark, PARTED)
    if any(_PRESENTATION[0] <= letter < _PRESENTATION[1] for letter in text):
        text = unicodedata.normalize("NFKC", text)
    return Word(text, word.box, word.line, word.index) if text != word.text else word


def _in_reading_order(words: Sequence[Word]) -> Sequence[Word]:
    """Return words of a line from right to left if their letters are, with numbers and Latin words as they are."""
    if not any("\u0590" <= letter <= "\u08ff" for word in words for letter in word.text):
        return words
    if not is_right_to_left("".join(word.text for word in words)):
        return words
    runs: list[list[Word]] = []
    for word in sorted(words, key=lambda word: -word.box[2]):
        if runs and _latin(word) and _latin(runs[-1][-1]):
            runs[-1].append(word)
        else:
            runs.append([word])
    return [word for run in runs for word in sorted(run, key=lambda word: word.box[0])]


def _latin(word: Word) -> bool:
    return not is_right_to_left(word.text) if any(map(str.isalpha, word.text)) else word.text.isalnum()
