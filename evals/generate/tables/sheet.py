"""Reads the corpus's tables as sheets: the column that names the rows, what each column is called, and the rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from evals.generate.corpus import Corpus
from evals.generate.tables.heading import Heading, in_common_words, read_heading, read_period
from evals.generate.tables.titles import quotable_title
from graph.blocks import CELL_SEPARATOR, Block, block_at, heading_path
from graph.text.names import name_key
from graph.types import Document
from rag.answer.extractive.tables.grid import MAX_ROWS, Row, Table, read_tables
from rag.answer.extractive.tables.values import is_blank, read_number, read_order
from rag.dependency_parser import is_english

MAX_NAME_WORDS = 9
"""Words of the name of a row."""
KEY_COLUMNS = 4
"""The first columns, among which the one that names the rows is looked for."""
MIN_PROSE_WORDS = 12
"""Words of a document besides its tables that tell its language."""
NEARLY_ALL, MOST = 0.9, 0.6
ORDERING = frozenset("no nr num number rank pos position place pick seed sl # id index code sr serial".split())
NO_NAMES = ORDERING | frozenset(
    "result score record time notes note remarks comment comments motto coordinates date venue location status"
    " opponent site role address description value amount".split()
)
COUNTED_NAMES = frozenset("week season year round game episode match flat room lap stage race day month unit".split())
"""Columns of numbers that nevertheless name their rows: week 3, season 1962."""
_SECTION_NUMBER = re.compile(r"^(?:(?:\d+|[IVX]+|[A-Z])[.)](?:\d+[.)]?)*|\d+)\s+")
_LOWER_WORD = re.compile(r"\b[a-z]+\b")
SUMMARY = re.compile(r"\b(?:totals?|subtotals?|sum|average|overall|mean|median|balance|all)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its place, its name as a question says it (None if it cannot), and its period ("in 2018")."""

    place: int
    heading: Heading | None
    period: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table for questions: rows are named by the column `key`; `whole` if all of them are visible.

    `title` names it in a question, empty if nothing does. `kept` are the rows with a name of their own, and `rows`
    all of them.
    """

    document: Document
    title: str
    key: Column
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    kept: tuple[Row, ...]
    whole: bool
    passages: frozenset[str]

    @property
    def noun(self) -> str:
        """What a row is: "model"; empty if the column that names the rows does not say."""
        heading = self.key.heading
        if heading is None or heading.plural or heading.unit or heading.head in {"name", "item", "label"}:
            return ""
        return heading.label if len(heading.label.split()) <= 3 and len(heading.label) > 2 else ""

    def name_of(self, row: Row) -> str:
        """Return the cell that names a row."""
        return row.cells[self.key.place]

    def is_running(self, column: Column) -> bool:
        """Whether a column only numbers the rows."""
        numbers = [read_number(cell) for cell in self.values(column)]
        told = [number for number in numbers if number is not None]
        return len(told) > 1 and all(abs(after - before) == 1 for before, after in pairwise(told))

    def values(self, column: Column) -> list[str]:
        """Return the cells of a column in all rows but those that sum up."""
        return [row.cells[column.place] for row in self.rows if not is_summary(row)]


def is_summary(row: Row) -> bool:
    """Whether a row sums up others, by its first filled cell."""
    first = next((cell for cell in row.cells if not is_blank(cell)), "")
    return bool(SUMMARY.search(first))


def read_sheets(corpus: Corpus) -> list[Sheet]:
    """Return the tables of a corpus of which questions can be asked, in the order of its documents."""
    found: list[Sheet] = []
    common = frozenset(word for passage in corpus.passages for word in _LOWER_WORD.findall(passage.text))
    for name, document in corpus.documents.items():
        if not is_in_english(document):
            continue
        passages = [one for one in corpus.by_document.get(name, ()) if CELL_SEPARATOR in f" {one.text} "]
        tables = read_tables(passages) if passages else []
        alone = sum(block.kind == "table" for block in document.meta.blocks) <= 1
        found.extend(sheet for table in tables if (sheet := _sheet(table, document, common, alone)) is not None)
    return found


def is_in_english(document: Document) -> bool:
    """Return whether the prose of a document, if it has enough to tell, is in the language of the questions."""
    prose = [line for line in document.text.splitlines() if CELL_SEPARATOR not in line]
    return sum(len(line.split()) for line in prose) < MIN_PROSE_WORDS or is_english(" ".join(prose))


def _sheet(table: Table, document: Document, common: frozenset[str], alone: bool) -> Sheet | None:
    if not _is_sound(table, document):
        return None
    names = _without_section(table)
    grouped = _groups(names) if document.meta.format != "csv" else frozenset()
    if grouped and document.meta.format == "pdf":
        return None  # what stands over several columns may have been read as one of them
    headings = [None if name.partition(" ")[0] in grouped else read_heading(name) for name in names]
    columns = tuple(
        Column(place, heading and in_common_words(heading, common), read_period(name))
        for place, (name, heading) in enumerate(zip(names, headings, strict=True))
    )
    key = _key(columns, table.rows)
    if key is None:
        return None
    first = table.rows[0].candidate.passage
    place = first.start + table.rows[0].candidate.start
    block = block_at(document.meta.blocks, place)
    if CELL_SEPARATOR not in first.context and first.start > (block.start if block else 0):
        return None  # a later piece of a table, without the names of its columns
    title = _title(document, block, place, alone)
    passages = frozenset(row.candidate.passage.id for row in table.rows)
    whole = _is_whole(table, document, block)
    kept = tuple(_named_rows(table.rows, key))
    return Sheet(document, title, key, columns, table.rows, kept, whole, passages) if kept else None


def _is_sound(table: Table, document: Document) -> bool:
    """Whether the columns of a table are known: it has names above them, and no cell continues another one."""
    width = len(table.columns)
    if width < 2 or len(table.rows) < 2 or not any(table.columns[1:]):
        return False
    if width == 2 and (read_number(table.columns[1]) is not None or _share_of_numbers(table, 1) < NEARLY_ALL):
        return False  # pairs of a field and its value
    first = Counter(name for name in table.columns if name)
    if any(count > 1 for count in first.values()):
        return False
    continued = any(is_blank(row.cells[0]) for row in table.rows)
    return not (document.meta.format == "pdf" and continued)


def _share_of_numbers(table: Table, place: int) -> float:
    return sum(read_order(row.cells[place]) is not None for row in table.rows) / len(table.rows)


def _without_section(table: Table) -> tuple[str, ...]:
    """Return the names of the columns without a first section that has slipped into all of them."""
    section = table.columns[0]
    if not section or not all(name.endswith(section) for name in table.columns):
        return table.columns
    return tuple(name.removesuffix(section).strip() for name in table.columns)


def _groups(names: Sequence[str]) -> frozenset[str]:
    """Return the first words that stand over several columns, each of which has a name with a capital below them."""
    first = Counter(parts[0] for name in names if len(parts := name.split()) > 1 and not parts[1].islower())
    return frozenset(word for word, count in first.items() if count > 1)


def _title(document: Document, block: Block | None, start: int, alone: bool) -> str:
    """Return what names a table in a question: its caption, its heading, or its document's title."""
    own = quotable_title(document)
    caption = "" if block is None else block.context.rpartition("\n")[0].strip()
    if 0 < len(caption.split()) <= MAX_NAME_WORDS and "\n" not in caption:
        return caption.rstrip(":.")
    if alone:
        return own
    headings = heading_path(document.meta.blocks, start)
    last = document.text[headings[-1].start : headings[-1].end].strip() if headings else ""
    last = _SECTION_NUMBER.sub("", last.lstrip("# ")).rstrip(":.")
    usable = own and 0 < len(last.split()) <= MAX_NAME_WORDS and name_key(last) != name_key(own)
    return f"{last}” of “{own}" if usable else ""


def _is_whole(table: Table, document: Document, block: Block | None) -> bool:
    """Whether every row of a table is visible and was read."""
    if block is None or not table.whole or document.hides(block.start, block.end) or len(table.rows) >= MAX_ROWS:
        return False
    lines = sum(1 for line in document.text[block.start : block.end].splitlines() if line.strip())
    return len(table.rows) >= lines - 2


def _key(columns: Sequence[Column], rows: Sequence[Row]) -> Column | None:
    """Return the column that names the rows: the first of texts that differ, else of weeks, seasons or dates."""
    first = columns[:KEY_COLUMNS]
    for wanted, share in ((_is_text, NEARLY_ALL), (_is_counted, NEARLY_ALL), (_is_text, MOST)):
        for column in first:
            cells = [row.cells[column.place] for row in rows if not is_summary(row)]
            filled = [cell for cell in cells if not is_blank(cell)]
            different = len({name_key(cell) for cell in filled})
            if filled and different >= share * len(cells) and wanted(column, filled):
                return column
    return None


def _is_text(column: Column, cells: Sequence[str]) -> bool:
    if column.heading is None and (column.place or column.period):
        return False
    if column.heading and {*column.heading.label.casefold().split()} & NO_NAMES:
        return False
    return sum(_is_name(cell) for cell in cells) >= NEARLY_ALL * len(cells)


def _is_name(cell: str) -> bool:
    letters = sum(letter.isalpha() for letter in cell)
    coded = bool(re.fullmatch(r"[A-Z]{1,4}-?\d[\w-]*|\d+[A-Z]", cell))
    return coded or (letters * 2 > len(cell) and read_order(cell) is None and len(cell.split()) <= MAX_NAME_WORDS)


def _is_counted(column: Column, cells: Sequence[str]) -> bool:
    named = column.heading is not None and column.heading.label.casefold() in COUNTED_NAMES
    return named and all(len(cell) <= 20 for cell in cells)


def _named_rows(rows: Sequence[Row], key: Column) -> Iterator[Row]:
    """Yield the rows whose name no other row has."""
    names = Counter(name_key(row.cells[key.place]) for row in rows)
    for row in rows:
        name = row.cells[key.place]
        usable = not is_blank(name) and names[name_key(name)] == 1 and len(name.split()) <= MAX_NAME_WORDS
        if usable and not (is_summary(row) or row.section or name.endswith(":")):
            yield row
