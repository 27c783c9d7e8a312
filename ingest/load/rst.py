"""reStructuredText: headings, lists, tables, code and notes, with roles, links and directives as readable words."""

from __future__ import annotations

from graph.text.clean import clean_line
from ingest.decode import decode, is_text
from ingest.document_date import find_field_date
from ingest.load.spec import FormatSpec
from ingest.types import LoadedText

SUFFIXES = (".rst", ".rest")


def looks_like(data: bytes, suffix: str) -> float:
    return 0.85 if suffix in SUFFIXES and is_text(data) else 0.0


def load(data: bytes, name: str) -> list[LoadedText]:
    """Load one text, titled by the first heading, else the file's name."""
    from ingest.restructured.inline import InlineMarks
    from ingest.restructured.reader import PageReader

    source = decode(data).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").expandtabs(8)
    page = PageReader(source.split("\n"), InlineMarks.of(source))
    page.read()
    text, blocks = page.builder.build()
    title = clean_line(page.title) or name
    return [LoadedText(title, text, blocks=blocks, date=find_field_date(page.fields))]


FORMAT = FormatSpec("rst", "reStructuredText", "the text of the page with its structure", SUFFIXES, looks_like, load)
