"""Questions over several rows of a table: the most and the least, differences, sums and counts."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from evals.generate.checks.filters import gives_away
from evals.generate.draft import Draft
from evals.generate.tables.heading import Heading
from evals.generate.tables.lookups import make_draft
from evals.generate.tables.places import CellPlaces
from evals.generate.tables.sheet import Column, Sheet
from evals.generate.tables.wording import (
    PLAIN_NUMBER,
    SORTS,
    draw_key,
    is_answer,
    is_asked,
    is_count_column,
    number_aliases,
    row_phrase,
    titled,
)
from graph.text.dates import DATE_PATTERN, YEAR
from graph.text.names import name_key
from rag.answer.extractive.tables.grid import Row
from rag.answer.extractive.tables.values import is_blank, read_number, read_order, show_number

MIN_ROWS = 4
"""Rows of a table of which the most or the least is asked."""
MIN_COUNTED, MAX_COUNTED = 2, 8
PAIRS_PER_COLUMN = 3
ADDED = frozenset(
    "population area price cost salary budget revenue weight enrollment attendance capacity length distance fee rent "
    "deposit expense income total wages duration".split()
)
"""What can be added up over rows."""
AMOUNTS = frozenset("population area staff enrollment attendance membership crowd capacity surface".split())
"""What is large or small rather than high or low."""
NUMBERS_THAT_NAME = re.compile(
    r"\b(?:code|zip|fips|phone|number|no|id|year|age|grid|rank|seed|week|round|position|pick|district|floor|room|tier"
    r"|extension|version|isbn|catalog|date|starting|ending|from|to|start|end|min|lap|record)\b",
    re.IGNORECASE,
)


def figure_drafts(sheets: Sequence[Sheet], places: CellPlaces, seed: int) -> Iterator[Draft]:
    """Yield questions over several rows of every table that can be named."""
    for sheet in sheets:
        generator = random.Random(f"{draw_key(seed, sheet)} figures")  # noqa: S311 a draw that can be repeated
        if not places.is_titled(sheet):
            continue
        for column in sheet.columns:
            if column.place == sheet.key.place or column.heading is None or not is_asked(column.heading):
                continue
            if sheet.whole:
                yield from _extremes(sheet, column, column.heading)
                yield from _counts(sheet, column, column.heading)
            yield from _pairs(sheet, column, column.heading, generator)


def _numbers(sheet: Sheet, column: Column, heading: Heading) -> dict[str, float]:
    """Return the numbers of a column by the name of their row; nothing if one is missing or is no plain number."""
    if (
        NUMBERS_THAT_NAME.search(heading.label)
        or sheet.is_running(column)
        or not heading.label.split()[-1].islower()
        or any(row.section for row in sheet.rows)
    ):
        return {}
    found: dict[str, float] = {}
    cells = sheet.values(column)
    if len(cells) != len(sheet.kept) or not all(PLAIN_NUMBER.fullmatch(cell) for cell in cells):
        return {}
    if all(re.fullmatch(YEAR, cell) for cell in cells):
        return {}
    if len({re.sub(r"[\d.,\s−–-]", "", cell) for cell in cells}) > 1:
        return {}  # of several units
    for row in sheet.kept:
        number = read_number(row.cells[column.place])
        if number is not None:
            found[sheet.name_of(row)] = number
    return found if len(found) == len(sheet.kept) else {}


def _extremes(sheet: Sheet, column: Column, heading: Heading) -> Iterator[Draft]:
    noun = sheet.noun
    values = _numbers(sheet, column, heading) or _dates(sheet, column, heading)
    if not noun or len(values) < MIN_ROWS:
        return
    ordered = sorted(values.values())
    most, least = _superlatives(sheet, column, heading)
    for asked, value, second in ((most, ordered[-1], ordered[-2]), (least, ordered[0], ordered[1])):
        row = next(row for row in sheet.kept if values[sheet.name_of(row)] == value)
        if asked and value != second and row_phrase(sheet, row):
            body = f"Which {noun} {asked}"
            if not gives_away(body, sheet.name_of(row)):
                yield make_draft(sheet, [row], titled(sheet, body, True), sheet.name_of(row), "extreme")


def _dates(sheet: Sheet, column: Column, heading: Heading) -> dict[str, float]:
    """Return the days of a column of dates by the name of their row; nothing if one is missing or has no year."""
    if "date" not in heading.label.casefold().split():
        return {}
    cells = sheet.values(column)
    dated = all(DATE_PATTERN.fullmatch(cell) and re.search(YEAR, cell) for cell in cells)
    if not dated or len(cells) != len(sheet.kept):
        return {}
    return {sheet.name_of(row): read_order(row.cells[column.place]) or 0.0 for row in sheet.kept}


def _superlatives(sheet: Sheet, column: Column, heading: Heading) -> tuple[str, str]:
    """Return how the greatest and the smallest value of a column are asked for."""
    year = f" in {heading.year}" if heading.year else ""
    if _dates(sheet, column, heading):
        return f"has the latest {heading.label}", f"has the earliest {heading.label}"
    if is_count_column(heading, sheet.values(column)):
        return f"has the most {heading.label}{year}", f"has the fewest {heading.label}{year}"
    if heading.plural:
        return "", ""
    high, low = ("largest", "smallest") if heading.head in AMOUNTS else ("highest", "lowest")
    return f"has the {high} {heading.label}{year}", f"has the {low} {heading.label}{year}"


def _pairs(sheet: Sheet, column: Column, heading: Heading, generator: random.Random) -> Iterator[Draft]:
    """Yield differences and sums over two rows of a column of numbers."""
    values = _numbers(sheet, column, heading)
    rows = [row for row in sheet.kept if row_phrase(sheet, row)]
    if len(rows) < 2 or not values:
        return
    for _ in range(PAIRS_PER_COLUMN):
        one, other = generator.sample(rows, 2)
        if values[sheet.name_of(one)] < values[sheet.name_of(other)]:
            one, other = other, one
        yield from _difference(sheet, heading, column, one, other)
        yield from _sum(sheet, heading, column, one, other)


def _difference(sheet: Sheet, heading: Heading, column: Column, one: Row, other: Row) -> Iterator[Draft]:
    high, low = (read_number(row.cells[column.place]) or 0.0 for row in (one, other))
    if high == low or low < 0:
        return
    first, second = row_phrase(sheet, one), row_phrase(sheet, other)
    unit = f" in {heading.unit}" if heading.unit else ""
    year = f" in {heading.year}" if heading.year else ""
    if is_count_column(heading, sheet.values(column)):
        body = f"How many more {heading.label} does {first} have than {second}{year}"
    elif heading.plural:
        return
    else:
        body = f"What is the difference in {heading.label} between {first} and {second}{year}{unit}"
    yield _computed(sheet, heading, body, high - low, (one, other), "figure")


def _sum(sheet: Sheet, heading: Heading, column: Column, one: Row, other: Row) -> Iterator[Draft]:
    numbers = [read_number(row.cells[column.place]) or 0.0 for row in (one, other)]
    if min(numbers) <= 0:
        return
    names = f"{row_phrase(sheet, one)} and {row_phrase(sheet, other)}"
    unit = f" in {heading.unit}" if heading.unit else ""
    year = f" in {heading.year}" if heading.year else ""
    if is_count_column(heading, sheet.values(column)):
        body = f"How many {heading.label} do {names} have together{year}"
    elif heading.head in ADDED and "%" not in heading.unit and "/" not in heading.unit:
        body = f"What is the combined {heading.label} of {names}{year}{unit}"
    else:
        return
    yield _computed(sheet, heading, body, sum(numbers), (one, other), "figure")


def _computed(sheet: Sheet, heading: Heading, body: str, value: float, rows: Sequence[Row], rule: str) -> Draft:
    shown = show_number(value)
    return make_draft(sheet, rows, titled(sheet, body, False), shown, rule, number_aliases(shown, heading.unit))


def _counts(sheet: Sheet, column: Column, heading: Heading) -> Iterator[Draft]:
    """Yield how many rows share a cell, where every row has one and no other cell holds it."""
    noun, cells = sheet.noun, sheet.values(column)
    if not noun or heading.head not in SORTS or heading.plural or any(map(is_blank, cells)):
        return
    if len(cells) != len(sheet.kept):
        return
    for key, count in sorted(Counter(name_key(cell) for cell in cells).items()):
        rows = [row for row in sheet.kept if name_key(row.cells[column.place]) == key]
        value = rows[0].cells[column.place] if rows else ""
        inside = any(set(key.split()) < set(name_key(cell).split()) for cell in cells)
        if MIN_COUNTED <= count <= MAX_COUNTED and is_answer(value) and not inside and read_number(value) is None:
            body = f"How many {plural_of(noun)} have {value} as {heading.label}"
            yield make_draft(sheet, rows, titled(sheet, body, True), str(count), "figure")


def plural_of(noun: str) -> str:
    """Return the plural of an English noun by its ending."""
    if noun.endswith(("s", "x", "ch", "sh")):
        return f"{noun}es"
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in tuple("aeiou") else f"{noun}s"
