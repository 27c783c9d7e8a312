"""Questions that look answerable and are not: a row or a field that its table or document does not have."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from evals.generate.checks.filters import WordIndex
from evals.generate.corpus import Corpus
from evals.generate.draft import Draft
from evals.generate.kinds.field import field_question, is_mail
from evals.generate.records import Record, read_records
from evals.generate.tables.sheet import Sheet, read_sheets
from evals.generate.tables.wording import cell_question, draw_key, titled
from evals.types import Case
from graph.text.names import name_key
from graph.text.words import words
from graph.types import Document
from rag.answer.extractive.tables.grid import Row

MAX_PER_SHEET = 4
"""Rows of other tables that are asked of one table."""
MAX_OTHERS = 8
"""Tables from which the rows are taken."""
MIN_SHARED_FIELDS = 2
"""Fields that two documents share if they are of one sort."""


def near_miss_drafts(corpus: Corpus, unique: WordIndex, seed: int) -> Iterator[Draft]:
    """Yield drafts with an empty reference over the tables and the fields of a corpus."""
    sheets = [sheet for sheet in read_sheets(corpus) if sheet.title and sheet.noun]
    for sheet in sheets:
        generator = random.Random(f"{draw_key(seed, sheet)} near misses")  # noqa: S311 a draw that can be repeated
        like = [other for other in sheets if _is_like(other, sheet)]
        near = generator.sample(like, min(MAX_OTHERS, len(like)))
        made = [*_foreign_rows(sheet, near, unique)]
        yield from generator.sample(made, min(MAX_PER_SHEET, len(made)))
    yield from _missing_fields(read_records(corpus), unique)


def _foreign_rows(sheet: Sheet, sheets: Sequence[Sheet], unique: WordIndex) -> Iterator[Draft]:
    """Yield questions for a row of another table whose rows are of the same sort, asked of this table.

    No passage holds the name of the row together with the name of the column, and none of the table's document holds
    the row's name.
    """
    for other in sheets:
        for row in other.kept:
            name = other.name_of(row)
            known = {passage.document_id for passage in unique.passages_mentioning(name)}
            if sheet.document.id in known or not words(name):
                continue
            for column in sheet.columns:
                if column.heading and column.place != sheet.key.place:
                    body = cell_question(sheet, _with_name(sheet, name), column)
                    if body and not unique.having([*words(name), *words(column.heading.label)]):
                        yield _draft(titled(sheet, body, front=False), sheet.document, name)


def _is_like(other: Sheet, sheet: Sheet) -> bool:
    """Whether the rows of another document's table are of the same sort."""
    return other.document.id != sheet.document.id and other.noun.casefold() == sheet.noun.casefold()


def _with_name(sheet: Sheet, name: str) -> Row:
    """Return a row of the sheet under another name."""
    row = sheet.kept[0]
    cells = list(row.cells)
    cells[sheet.key.place] = name
    return replace(row, cells=tuple(cells))


def _missing_fields(records: Sequence[Record], unique: WordIndex) -> Iterator[Draft]:
    """Yield questions for a field that a document of the same sort has, and this one nowhere."""
    forms = [record for record in records if record.title and not is_mail(record)]
    labels = {record.document.id: {name_key(field.key) for field in record.fields} for record in forms}
    titles = [name_key(record.title) for record in forms]
    for record, title in zip(forms, titles, strict=True):
        own = labels[record.document.id]
        for other in forms:
            shared = own & labels[other.document.id]
            if other is record or len(shared) < MIN_SHARED_FIELDS or titles.count(title) > 1:
                continue
            for field in other.fields:
                holders = unique.passages_mentioning(field.heading.label)
                lacking = all(passage.document_id != record.document.id for passage in holders)
                question = field_question(record, field) if lacking and name_key(field.key) not in own else ""
                if question:
                    yield _draft(question, record.document, field.heading.label)


def _draft(question: str, document: Document, name: str) -> Draft:
    case = Case.make(question, "", (), "unanswerable", "generated:near miss", name)
    return Draft(case, document.id, (name_key(name),))
