"""Plain text, and any other text format."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from graph.blocks import Block, block_at
from graph.text.clean import clean, clean_line
from ingest.decode import ReadBytes, decode, decode_pieces, is_text
from ingest.load.spec import FormatSpec
from ingest.parts import cut_parts, locator
from ingest.plain_headings import find_headings, part_headings
from ingest.plain_tables import write_tables
from ingest.types import LoadedText
from ingest.wrapped_words import join_parted_words

SUFFIXES = (".txt", ".text", ".log", ".adoc", ".tex")
# Text that is mostly markup is of no use to a reader.
_MARKUP = (".xml", ".xsl", ".xslt", ".xsd", ".dtd", ".svg", ".rss", ".atom", ".wsdl", ".plist")


def looks_like(data: bytes, suffix: str) -> float:
    if suffix in _MARKUP or not is_text(data):
        return 0.0
    return 0.8 if suffix in SUFFIXES else 0.1


def load(data: bytes, name: str) -> list[LoadedText]:
    """Load one text, or the parts of a long one."""
    return list(_texts([decode(data)], name))


def stream_text(read: ReadBytes, name: str) -> Iterator[LoadedText]:
    """Load a file that is read piece by piece."""
    return _texts(decode_pieces(read), name)


def _texts(given: Iterable[str], name: str) -> Iterator[LoadedText]:
    """Yield the text or its parts, titled by a first line that stands alone like a heading, else the file's name."""
    title = ""
    parts = cut_parts(_with_one_line_end(given))
    first = next(parts, "")
    following = next(parts, "")
    text, blocks = _read_structure(first)
    title = _heading(text) or name
    yield LoadedText(title, text, locator("", 1) if following else "", blocks=blocks)
    number = 2
    while following:
        text, blocks = _read_structure(following)
        yield LoadedText(title, text, locator("", number), blocks=blocks)
        following, number = next(parts, ""), number + 1


def _read_structure(given: str) -> tuple[str, tuple[Block, ...]]:
    """Return a text with its words, tables and headings written out, and the blocks of these."""
    text, tables = write_tables(part_headings(join_parted_words(clean(given))))
    headings = [one for one in find_headings(text) if block_at(tables, one.start) is None]
    return text, tuple(sorted((*tables, *headings), key=lambda block: block.start))


def _with_one_line_end(given: Iterable[str]) -> Iterator[str]:
    """Convert line ends to line feeds; a line end of two characters may be split between pieces."""
    decoder = io.IncrementalNewlineDecoder(None, translate=True)
    for piece in given:
        yield decoder.decode(piece)
    yield decoder.decode("", final=True)


def _heading(text: str) -> str:
    first, blank, _ = text[:200].partition("\n\n")
    alone = blank and "\n" not in first and len(first) <= 80 and first[-1:].isalnum()
    return clean_line(first) if alone else ""


FORMAT = FormatSpec(
    "text", "text", "plain text, and any other text format", SUFFIXES, looks_like, load, stream_text, is_text=True
)
