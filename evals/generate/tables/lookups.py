"""Questions for one cell of a table: by its row and column, or the row by one of its values."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from evals.generate.checks.filters import gives_away
from evals.generate.draft import AnswerStep, Draft
from evals.generate.tables.heading import Heading, read_heading
from evals.generate.tables.places import CellPlaces
from evals.generate.tables.sheet import Sheet
from evals.generate.tables.wording import (
    GENERAL,
    cell_question,
    draw_key,
    is_answer,
    is_asked,
    is_person_column,
    number_aliases,
    row_phrase,
    titled,
    value_phrase,
    without_place,
)
from evals.types import Case, Gold
from graph.text.names import name_key
from rag.answer.extractive.tables.grid import Row
from rag.answer.extractive.tables.values import read_number

MAX_TELLING_WORDS = 5
"""Words of a value by which a row is asked for."""
MAX_PER_SHEET = 24
"""Drafts of one rule from one table."""
KNOWN_BY_NAME = frozenset("city country model product part article sku film title book song album institution".split())
"""Columns whose cells say by themselves what is meant, without their table."""
FEW_FIGURES = re.compile(r"\d{1,2}")


def lookup_drafts(sheets: Sequence[Sheet], places: CellPlaces, seed: int) -> Iterator[Draft]:
    """Yield look-ups of cells and of rows from every table."""
    for sheet in sheets:
        generator = random.Random(f"{draw_key(seed, sheet)} lookups")  # noqa: S311 a draw that can be repeated
        for rule in (_cells, _periods, _rows):
            made = list(rule(sheet, places))
            yield from generator.sample(made, min(MAX_PER_SHEET, len(made)))


def make_draft(
    sheet: Sheet, rows: Sequence[Row], question: str, answer: str, rule: str, aliases: tuple[str, ...] = ()
) -> Draft:
    """Make a draft from rows of a table; their lines are its gold."""
    lines = [row.candidate for row in rows]
    gold = tuple(Gold(line.passage.id, line.text, line.passage.source) for line in lines)
    case = Case.make(question, answer, gold, "table", f"generated:{rule}", "", aliases)
    parts = tuple(AnswerStep(question, answer, line.passage) for line in lines)
    keys = tuple(name_key(sheet.name_of(row)) for row in rows)
    return Draft(case, sheet.document.id, keys, parts, composed=len(rows) > 1, grounded=True)


def _cells(sheet: Sheet, places: CellPlaces) -> Iterator[Draft]:
    for row in sheet.kept:
        for column in sheet.columns:
            heading, value = column.heading, row.cells[column.place]
            if column.place == sheet.key.place or heading is None or not is_answer(value):
                continue
            body = cell_question(sheet, row, column)
            question = _unambiguous(sheet, row, heading.label, value, body, places) if body else ""
            if question and not gives_away(body, value):
                unit = heading.unit if read_number(value) is not None else ""
                told = without_place(value) if heading.head == "opponent" else value
                aliases = (value,) if told != value else number_aliases(value, unit)
                asked = " ".join(body.split()[: 2 if body.startswith("How") else 1]).casefold()
                yield make_draft(sheet, [row], question, told, f"cell {asked}", aliases)


def _periods(sheet: Sheet, places: CellPlaces) -> Iterator[Draft]:
    """Yield look-ups of figures by row and period, where at least two columns are periods."""
    periods = [column for column in sheet.columns if column.period]
    if len(periods) < 2:
        return
    for row in sheet.kept:
        label = _label_of_figures(sheet.name_of(row))
        for column in periods:
            value = row.cells[column.place]
            if label and is_answer(value) and read_number(value) is not None:
                body = f"What figure is given for {label} {column.period}"
                name = column.period.split(" ", 1)[1]
                question = _unambiguous(sheet, row, name, value, body, places)
                if question:
                    yield make_draft(sheet, [row], question, value, "period", number_aliases(value, ""))


def _label_of_figures(name: str) -> str:
    heading = read_heading(name)
    if heading is None or len(name.split()) < 2 or heading.label.casefold().startswith(("less ", "plus ", "add ")):
        return ""
    return f"{heading.label} (in {heading.unit})" if len(heading.unit) > 1 else heading.label  # (g) may be a note


def _rows(sheet: Sheet, places: CellPlaces) -> Iterator[Draft]:
    """Yield look-ups of a row by a value that no other row has."""
    for column in sheet.columns:
        heading = column.heading
        if heading is None or column.place == sheet.key.place or not is_asked(heading) or sheet.is_running(column):
            continue
        cells = sheet.values(column)
        counts = Counter(name_key(cell) for cell in cells)
        for row in sheet.kept:
            value = row.cells[column.place]
            telling = is_answer(value) and counts[name_key(value)] == 1 and len(value.split()) <= MAX_TELLING_WORDS
            if telling and row_phrase(sheet, row) and not _is_within_another(value, cells):
                question = _row_question(sheet, heading, cells, value, places)
                if question and not gives_away(question, sheet.name_of(row)):
                    yield make_draft(sheet, [row], question, sheet.name_of(row), "row")


def _row_question(sheet: Sheet, heading: Heading, cells: Sequence[str], value: str, places: CellPlaces) -> str:
    """Return the question for the row that has a value; empty if it cannot be asked, or of several tables."""
    said = value_phrase(heading, cells, value)
    if not sheet.noun or not said:
        return ""
    key = sheet.key.heading
    people = key is not None and is_person_column(key, sheet.values(sheet.key))
    body = f"Which {sheet.noun} has {said}"
    if people or is_person_column(heading, cells):
        body = body.replace(" as its ", " as ")
    if heading.unit and places.is_only(sheet, heading) and not FEW_FIGURES.fullmatch(value):
        return f"{body}?"
    return titled(sheet, body, front=True) if places.is_titled(sheet) else ""


def _is_within_another(value: str, cells: Sequence[str]) -> bool:
    """Whether another cell of the column holds all words of a value or is the same number."""
    number, own = read_number(value), set(name_key(value).split())
    others = [cell for cell in cells if cell != value]
    same = number is not None and any(read_number(cell) == number for cell in others)
    return same or not own or any(own <= set(name_key(cell).split()) for cell in others)


def _unambiguous(sheet: Sheet, row: Row, label: str, value: str, body: str, places: CellPlaces) -> str:
    """Return a question that only this cell answers, with the title of the table where it is needed; else nothing."""
    name = sheet.name_of(row)
    general = bool({word.casefold() for word in label.split()} & GENERAL) or label[-4:].isdigit()
    heading = sheet.key.heading
    measured = any(one.heading and one.heading.label == label and one.heading.unit for one in sheet.columns)
    alone = measured or (heading is not None and heading.head in KNOWN_BY_NAME)
    distinct = re.search(r"[A-Z]|\d", name) is not None and not general and f" of {name}" in body and alone
    if distinct and not places.is_elsewhere(name, value, sheet):
        bare = not places.is_contradicted(sheet, name, label, value, titled=False)
        return f"{body}?" if bare else ""
    if not places.is_titled(sheet) or places.is_contradicted(sheet, name, label, value, titled=True):
        return ""
    return titled(sheet, body, front=False)
