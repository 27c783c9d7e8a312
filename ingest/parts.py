"""Cut a very long text into parts, each its own document, to bound the size of a document.

Where a part ends depends only on the nearby words. A file that changes in one place, or grows at its end, keeps its
other parts with their vectors.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from graph.blocks import Block
from graph.errors import Reason, Refused
from ingest.types import LoadedText

MAX_DOCUMENT_CHARS = 2_000_000
"""Maximum code points of one document; a longer text is split."""
MAX_PART_CHARS = 500_000
"""Maximum code points of a part; the minimum is half of it."""
_ENDS = (re.compile(r"\n[^\S\n]*\n"), re.compile("\n"), re.compile(r"\s"))
_LOOK_AHEAD = 64
_LONGEST_CHARACTER = 64

# Limits on the text extracted from a file by its size: compressed formats exceed their size in bytes, bombs thousands
# of times over.
_FREE_CHARACTERS, _CHARACTERS_PER_BYTE = MAX_DOCUMENT_CHARS, 20
_FREE_TEXTS, _BYTES_PER_TEXT = 10_000, 50


def limit_texts(texts: Iterable[LoadedText], file_bytes: int) -> Iterator[LoadedText]:
    """Pass the texts through; raise Refused once they exceed what a file of this size can plausibly hold."""
    most = _FREE_CHARACTERS + _CHARACTERS_PER_BYTE * file_bytes
    most_texts = _FREE_TEXTS + file_bytes // _BYTES_PER_TEXT
    characters = 0
    for count, text in enumerate(texts, 1):
        characters += len(text.text)
        if characters > most:
            raise _too_much(f"more than {most:,} characters of text", file_bytes)
        if count > most_texts:
            raise _too_much(f"more than {most_texts:,} records", file_bytes)
        yield text


def split_text(loaded: LoadedText) -> Iterator[LoadedText]:
    """Yield a text as it is, or in parts distinguished by locator; notes stay with the first."""
    if len(loaded.text) <= MAX_DOCUMENT_CHARS:
        yield loaded
        return
    start = 0
    for number, part in enumerate(cut_parts([loaded.text]), 1):
        yield replace(
            loaded,
            text=part.rstrip(),
            locator=locator(loaded.locator, number),
            # A page that is not in the part starts where the next one does.
            pages=tuple(max(0, page - start) for page in loaded.pages if page < start + len(part)),
            hidden=tuple(_within(loaded.hidden, start, len(part.rstrip()))),
            blocks=tuple(_blocks_within(loaded.blocks, start, len(part.rstrip()))),
            notes=loaded.notes if number == 1 else (),
        )
        start += len(part)


def _within(stretches: Iterable[tuple[int, int]], start: int, length: int) -> Iterator[tuple[int, int]]:
    """Yield the overlap of these spans with the part that starts at `start`."""
    for left, right in stretches:
        bounds = max(0, left - start), min(length, right - start)
        if bounds[0] < bounds[1]:
            yield bounds


def _blocks_within(blocks: Iterable[Block], start: int, length: int) -> Iterator[Block]:
    """Yield the overlap of these blocks with the part that starts at `start`."""
    for block in blocks:
        left, right = max(0, block.start - start), min(length, block.end - start)
        if left < right:
            yield replace(block, start=left, end=right)


def locator(of: str, number: int) -> str:
    """Return the locator of a part."""
    return f"{of} part {number}".strip()


def cut_parts(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the joined text of the pieces: whole if not too long, else in parts that join to the same text.

    Buffers no more text than is needed to find where a part ends.
    """
    held, parting = "", False
    for piece in pieces:
        held += piece
        parting = parting or len(held) > MAX_DOCUMENT_CHARS
        start = 0
        while parting and len(held) - start > MAX_PART_CHARS + _LOOK_AHEAD:
            end = _end(held, start)
            yield held[start:end]
            start = end
        held = held[start:]
    if held:
        yield held


def _end(text: str, start: int) -> int:
    """Return where a part ends: before a paragraph, or else a line or a word, chosen by a hash of what follows."""
    last = start + MAX_PART_CHARS
    for pattern in _ENDS:
        places = [match.end() for match in pattern.finditer(text, start + MAX_PART_CHARS // 2, last)]
        if places:
            return min(places, key=lambda place: (_mark(text, place), place))
    place = last
    while place > last - _LONGEST_CHARACTER and (unicodedata.combining(text[place]) or text[place - 1] == "\u200d"):
        place -= 1
    return place


def _mark(text: str, place: int) -> int:
    """Return a hash of the text that follows."""
    return zlib.crc32(text[place : place + _LOOK_AHEAD].encode("utf-8", "replace"))


def _too_much(held: str, file_bytes: int) -> Refused:
    return Refused(Reason.TOO_LARGE, f"it holds {held}, too much for a file of {file_bytes:,} bytes", "split the file")
