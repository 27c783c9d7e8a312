"""Generates questions over the corpus's tables: cells, rows, extremes, and figures over a few rows."""

from __future__ import annotations

from collections.abc import Iterator

from evals.generate.draft import Draft
from evals.generate.kinds.spec import DraftParts, KindSpec
from evals.generate.tables.figures import figure_drafts
from evals.generate.tables.lookups import lookup_drafts
from evals.generate.tables.places import CellPlaces
from evals.generate.tables.sheet import read_sheets


def table_drafts(parts: DraftParts) -> Iterator[Draft]:
    """Yield drafts over every table whose columns and rows have names."""
    sheets = read_sheets(parts.corpus)
    places = CellPlaces(parts.corpus, parts.unique, sheets)
    yield from lookup_drafts(sheets, places, parts.seed)
    yield from figure_drafts(sheets, places, parts.seed)


KIND = KindSpec("table", "a cell, a row or a figure of a table", 0.15, 66, table_drafts)
