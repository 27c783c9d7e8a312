"""Rich Text Format: paragraphs, headings, lists, tables and notes; what is hidden is marked."""

from __future__ import annotations

from ingest.hidden import append_hidden, hidden_note
from ingest.load.spec import FormatSpec
from ingest.types import LoadedText

SUFFIXES = (".rtf",)


def looks_like(data: bytes, suffix: str) -> float:  # noqa: ARG001
    return float(data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"))


def load(data: bytes, name: str) -> list[LoadedText]:
    """Load one text, titled by the file's properties, else its first heading, else its name."""
    from ingest.rtf.reader import RichTextReader

    reader = RichTextReader()
    reader.read(data)
    written, blocks = reader.writer.builder.build()
    text, stretches = append_hidden(written, reader.hidden)
    title = reader.title or reader.writer.heading() or name
    notes = hidden_note(reader.hidden)
    return [LoadedText(title, text, notes=notes, hidden=stretches, blocks=blocks, date=reader.date)]


FORMAT = FormatSpec("rtf", "RTF", "the paragraphs, lists, tables and notes of rich text", SUFFIXES, looks_like, load)
