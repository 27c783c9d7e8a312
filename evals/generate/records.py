"""Reads the fields of documents: heads of mails, forms, records of data, and tables of pairs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evals.generate.corpus import Corpus
from evals.generate.tables.heading import Heading, read_heading
from evals.generate.tables.titles import quotable_title
from evals.generate.tables.wording import MAX_VALUE_WORDS, PERSON
from graph.text.names import name_key
from graph.types import Document, Passage
from rag.answer.extractive.tables.grid import split_cells

MIN_LINES = 3
"""Lines like "Key: value" in a row that make a form of a text without structure."""
MAX_KEY_WORDS = 5
_FIELD = re.compile(r"(?P<key>[^\W\d_][^:|\n]{0,40}?)\s*:[ \t]+(?P<value>\S[^\n]*)")
_SAID = re.compile(r"[?!,;{}()'\[\]]$|[a-z]\.$|^['\[{]|\.\.\.|__")
_NAMED_PARTS = frozenset({"name", "amount", "value"})


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its key as it is written, the name that a question gives it, its value, and its line."""

    key: str
    heading: Heading
    value: str
    quote: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of one document, each key once; `title` names the document in a question."""

    document: Document
    title: str
    fields: tuple[Field, ...]

    def get(self, key: str) -> Field | None:
        """Return the field with a key, whatever its capitals; None if there is none."""
        return next((field for field in self.fields if field.key.casefold() == key), None)


def read_records(corpus: Corpus) -> list[Record]:
    """Return the documents that have fields, in their order."""
    found: list[Record] = []
    for document in corpus.documents.values():
        every = list(_fields(document, corpus))
        counts = Counter(name_key(field.key) for field in every)
        once = tuple(field for field in every if counts[name_key(field.key)] == 1)
        if once:
            found.append(Record(document, quotable_title(document), once))
    return found


def _fields(document: Document, corpus: Corpus) -> Iterator[Field]:
    for start, end, key, value in _pairs(document):
        heading = _heading(key)
        passage = corpus.passage_at(document.id, start, end)
        if heading and passage and not document.hides(start, end):
            yield Field(key, heading, " ".join(value.split()), document.text[start:end], passage)


def _pairs(document: Document) -> Iterator[tuple[int, int, str, str]]:
    """Yield start, end, key and value of every field."""
    text, blocks = document.text, document.meta.blocks
    for block in blocks:
        said = text[block.start : block.end].rstrip()
        match = _FIELD.fullmatch(said) if block.kind == "field" else None
        if match:
            yield block.start, block.start + len(said), match["key"], match["value"]
        elif block.kind == "table" and document.meta.format != "pdf":  # columns of a page may be no pairs
            yield from _pairs_of_table(said, block.start)
    if not any(block.kind in ("field", "heading", "table") for block in blocks):
        yield from _form(text)


def _pairs_of_table(text: str, start: int) -> Iterator[tuple[int, int, str, str]]:
    """Yield the rows of a table of two columns whose first row holds a value, not names of columns."""
    lines = text.splitlines()
    rows = [split_cells(line) for line in lines]
    first = rows[0][1] if rows and len(rows[0]) == 2 else ""
    valued = any(letter.isdigit() for letter in first) or PERSON.fullmatch(first)
    if not valued or len(rows) < 2 or any(len(row) != 2 for row in rows) or first.isdigit():
        return
    place = start
    for line, (key, value) in zip(lines, rows, strict=True):
        if value:
            yield place, place + len(line), key, value
        place += len(line) + 1


def _form(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield the fields of a text of which at least `MIN_LINES` lines in a row are "Key: value", with other keys."""
    run: list[tuple[int, int, str, str]] = []
    place = 0
    for line in [*text.splitlines(keepends=True), ""]:
        said = line.strip()
        match = _FIELD.fullmatch(said) if len(said.split()) <= MAX_KEY_WORDS + 9 else None
        if match and len(match["key"].split()) <= MAX_KEY_WORDS:
            start = place + line.index(said)
            run.append((start, start + len(said), match["key"], match["value"]))
        elif said or not line:
            if len({key for *_, key, _ in run}) == len(run) >= MIN_LINES and _is_data([value for *_, value in run]):
                yield from run
            run = []
        place += len(line)


def _is_data(values: Sequence[str]) -> bool:
    """Whether values are those of a form, and neither what speakers say nor code: short, with figures or names."""
    told = sum(any(letter.isdigit() or letter == "@" for letter in value) for value in values)
    told += sum(PERSON.fullmatch(value) is not None for value in values)
    said = any(_SAID.search(value) or len(value.split()) > MAX_VALUE_WORDS for value in values)
    return not said and told * 2 >= len(values)


def _heading(key: str) -> Heading | None:
    """Return what a question calls a field: "owner" for "owner.name", "city of the owner" for "owner.city"."""
    parts = [part.replace("_", " ") for part in key.split(".") if part]
    if len(parts) == 2 and parts[1] in _NAMED_PARTS:
        parts = parts[:1]
    if len(parts) == 2 and not parts[0].endswith("s"):
        parts = [f"{parts[1]} of the {parts[0]}"]
    return read_heading(parts[0]) if len(parts) == 1 else None
