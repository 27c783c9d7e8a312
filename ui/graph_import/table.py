"""The CSV table that `ui.graph_export` writes, a row for each statement."""

from __future__ import annotations

from pathlib import Path

from evals.table import read_rows
from graph.errors import UsageError
from ui.graph_export.formats import COLUMNS
from ui.graph_import.written import WrittenEntity, WrittenGraph, WrittenStatement, read_page

HINT = f"it should have the columns {', '.join(COLUMNS)}; document, page and quote may be empty"


def read_graph_table(path: Path) -> WrittenGraph:
    """Read a row as a statement about two named entities; UsageError for a row without one of the three."""
    entities: dict[str, WrittenEntity] = {}
    statements: list[WrittenStatement] = []
    for line, cells in read_rows(path, "predicate", HINT):
        ends: list[str] = []
        for column in ("subject", "object"):
            if not cells.get(column) or not cells.get("predicate"):
                raise UsageError(f"{path}, line {line}: there is no {column} or predicate", HINT)
            one = WrittenEntity(cells[column], cells.get(f"{column}_kind", ""))
            ends.append(f"{one.kind}: {one.name}")
            entities[ends[-1]] = one
        rest = cells.get("quote", ""), cells.get("document", ""), read_page(cells.get("page", ""))
        statements.append(WrittenStatement(ends[0], cells["predicate"], ends[1], *rest))
    return WrittenGraph(entities, tuple(statements))
