"""The pages of a PDF joined to one text: paragraphs over page breaks whole, running lines once, tables in one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from graph.blocks import Block, BlockKind
from graph.text.clean import clean
from graph.text.sentences import sentence_bounds
from ingest.drawn.added import AddedText
from ingest.drawn.hyphens import PAGE_END, collect_words, join_lines
from ingest.drawn.layout import PageLayout
from ingest.drawn.paragraphs import Paragraph, build_paragraphs, mark_headings, write_bullet
from ingest.drawn.running import find_running_lines
from ingest.drawn.tables import DrawnTable
from ingest.table import Table, read_table
from ingest.text_builder import TextBuilder

_MAX_RUN_ON_CHARS = 400
"""Code points of a page that count as on the page before because their sentence began there."""


@dataclass(frozen=True, slots=True)
class PageContent:
    """What is read of a page: its layout, else its `plain` text; hidden text, and what is added to the page."""

    layout: PageLayout = PageLayout()
    plain: str = ""
    hidden: str = ""
    added: tuple[AddedText, ...] = ()
    edges: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class JoinedText:
    """A text with the offsets of its pages, its hidden spans and its blocks."""

    text: str
    pages: tuple[int, ...]
    hidden: tuple[tuple[int, int], ...]
    blocks: tuple[Block, ...]


@dataclass(slots=True)
class _Table:
    """A table over one or several pages; `starts` are its pages with the number of rows before them."""

    rows: list[tuple[str, ...]]
    columns: int
    page: int
    starts: list[tuple[int, int]]


@dataclass(slots=True)
class _Text:
    """Text that is not laid out: hidden text, notes, fields, or a page whose letters are turned."""

    text: str
    page: int
    kind: BlockKind | Literal["hidden"]


@dataclass(slots=True)
class _Writer:
    builder: TextBuilder = field(default_factory=TextBuilder)
    starts: dict[int, int] = field(default_factory=dict)
    hidden: list[tuple[int, int]] = field(default_factory=list)

    def add(self, kind: BlockKind, text: str, level: int = 0) -> int:
        """Add a block and return where it starts."""
        self.builder.add(kind, text, level)
        return len(self.builder) - len(clean(text))


def join_pages(pages: Sequence[PageContent], outline: Mapping[str, int]) -> JoinedText:
    """Return the text of the pages; `outline` are the titles of the file's bookmarks with their levels."""
    running = find_running_lines([page.layout.lines for page in pages], [page.edges for page in pages])
    parts: list[Paragraph | _Table | _Text] = []
    for number, (page, left_out) in enumerate(zip(pages, running.lines, strict=True)):
        _add_page(parts, page, number, left_out)
    paragraphs = [part for part in parts if isinstance(part, Paragraph)]
    words = collect_words("\n".join(part.text for part in paragraphs))
    mark_headings(paragraphs, outline)
    writer = _Writer()
    for part in parts:
        if isinstance(part, Paragraph):
            _write_paragraph(writer, part, words)
        elif isinstance(part, _Table):
            _write_table(writer, part)
        else:
            _write_text(writer, part)
    for line in running.texts:
        writer.builder.add("note", line)
    text, blocks = writer.builder.build()
    offsets: list[int] = []
    for number in reversed(range(len(pages))):
        offsets.append(writer.starts.get(number, offsets[-1] if offsets else len(text)))
    return JoinedText(text, tuple(reversed(offsets)), tuple(writer.hidden), blocks)


def _add_page(
    parts: list[Paragraph | _Table | _Text], page: PageContent, number: int, left_out: frozenset[int]
) -> None:
    done = 0
    for place, table in (*page.layout.tables, (len(page.layout.lines), None)):
        lines = [line for line in page.layout.lines[done:place] if line.order not in left_out]
        done = place
        if lines:
            before = parts[-1] if parts else None
            parts.extend(build_paragraphs(lines, number, before if isinstance(before, Paragraph) else None))
        if table is not None:
            _add_table(parts, table, number)
    if page.plain:
        parts.append(_Text(page.plain, number, "paragraph"))
    parts.extend(_Text(added.text, number, "field" if added.is_field else "note") for added in page.added)
    if page.hidden:
        parts.append(_Text(page.hidden, number, "hidden"))


def _add_table(parts: list[Paragraph | _Table | _Text], table: DrawnTable, number: int) -> None:
    """Add a table, or its rows to the table of the page before that it continues."""
    last = parts[-1] if parts else None
    if isinstance(last, _Table) and last.page == number - 1 and last.columns == table.columns:
        rows = table.rows[1:] if table.rows[0] in last.rows[:3] else table.rows
        last.starts.append((number, len(last.rows)))
        last.rows.extend(rows)
        last.page = number
    else:
        parts.append(_Table(list(table.rows), table.columns, number, [(number, 0)]))


def _write_paragraph(writer: _Writer, part: Paragraph, words: set[str]) -> None:
    text = join_lines(part.text, words)
    text = write_bullet(text) if part.kind == "item" else text
    *earlier, _ = pieces = text.split(PAGE_END)
    start = writer.add(part.kind, "".join(pieces), part.level)
    first_page = part.page - len(earlier)
    writer.starts.setdefault(first_page, start)
    before, whole = "", clean("".join(pieces))
    for number, piece in enumerate(earlier, 1):
        before += piece
        blank = pieces[number].startswith(" ")
        place = _after_sentence(whole, len(clean(before)) + blank)
        writer.starts.setdefault(first_page + number, start + place)


def _after_sentence(text: str, place: int) -> int:
    """Return where the sentence over a page break at this place ends: it counts as on the page it begins on."""
    ends = (end for begin, end in sentence_bounds(text) if begin < place < end)
    end = next(ends, place)
    return end if end - place <= _MAX_RUN_ON_CHARS else place


def _write_table(writer: _Writer, part: _Table) -> None:
    table = _named_table(part.rows)
    alone = TextBuilder()
    alone.add_table(table.lines, bool(table.names), table.caption, by_lines=True)
    text, _ = alone.build()
    if not text:
        return
    writer.builder.add_table(table.lines, bool(table.names), table.caption, by_lines=True)
    start = len(writer.builder) - len(text)
    lines = text.split("\n")
    for page, rows_before in part.starts:
        first = max(0, len(lines) - (len(part.rows) - rows_before)) if rows_before else 0
        writer.starts.setdefault(page, start + sum(len(line) + 1 for line in lines[:first]))


def _named_table(rows: Sequence[tuple[str, ...]]) -> Table:
    """Return the table of the rows; a full first row that names no row names the columns, also by numbers and dates."""
    table = read_table(rows)
    first = rows[0]
    if table.names or first[0] or not all(first[1:]) or not all(row[0] for row in rows[1:3]):
        return table
    return Table("", first, tuple(rows[1:]))


def _write_text(writer: _Writer, part: _Text) -> None:
    kind: BlockKind = "note" if part.kind == "hidden" else part.kind
    start = writer.add(kind, part.text)
    if part.kind == "hidden":
        writer.hidden.append((start, len(writer.builder)))
    writer.starts.setdefault(part.page, start)
