"""Plain text, and anything else that is text."""

from __future__ import annotations

from graph.clean import clean, clean_line
from ingest.decode import decode, is_text
from ingest.loaded import Loaded

SUFFIXES = (".txt", ".text", ".log", ".rst", ".adoc", ".org", ".tex", ".srt", ".vtt")
# Text that is mostly markup says nothing to a reader.
_MARKUP = (".xml", ".xsl", ".xslt", ".xsd", ".dtd", ".svg", ".rss", ".atom", ".wsdl", ".plist")


def looks_like(data: bytes, suffix: str) -> float:
    if suffix in _MARKUP or not is_text(data):
        return 0.0
    return 0.8 if suffix in SUFFIXES else 0.1


def load(data: bytes, name: str) -> list[Loaded]:
    """One text; its title is the first line where that stands alone like a heading, else the file's name."""
    text = clean(decode(data))
    return [Loaded(_heading(text) or name, text)]


def _heading(text: str) -> str:
    first, blank, _ = text[:200].partition("\n\n")
    alone = blank and "\n" not in first and len(first) <= 80 and first[-1:].isalnum()
    return clean_line(first) if alone else ""
