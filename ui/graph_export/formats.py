"""The formats in which the graph is written, by the suffix of the file."""

from __future__ import annotations

from pathlib import Path

from evals.atomic_write import open_atomic
from evals.table import write_rows
from graph.errors import UsageError
from ui.graph_export.collected import CollectedGraph
from ui.graph_export.cypher import write_cypher
from ui.graph_export.graphml import write_graphml
from ui.graph_export.jsonld import write_jsonld

WRITERS = {".graphml": write_graphml, ".jsonld": write_jsonld, ".cypher": write_cypher}
COLUMNS = ("subject", "subject_kind", "predicate", "object", "object_kind", "quote", "document", "page", "origin")


def require_format(path: Path) -> str:
    """Return the suffix that names the format; UsageError for another one."""
    suffix = path.suffix.lower()
    if suffix not in (*WRITERS, ".csv"):
        known = ", ".join((*WRITERS, ".csv"))
        raise UsageError(f"{path.name} names no format that a graph is written in", f"end the name with {known}")
    return suffix


def write_graph(graph: CollectedGraph, path: Path) -> None:
    """Write the graph in the format of the suffix; UsageError if that is unknown, or the file cannot be written."""
    suffix = require_format(path)
    if suffix == ".csv":
        _write_table(graph, path)
        return
    with open_atomic(path) as file:
        WRITERS[suffix](graph, file)


def _write_table(graph: CollectedGraph, path: Path) -> None:
    """Write a row for each statement; no cell can run as a formula."""
    views = graph.by_id
    rows = (
        (
            views[one.subject_id].name,
            views[one.subject_id].kind,
            one.predicate,
            views[one.object_id].name,
            views[one.object_id].kind,
            one.quote,
            one.document,
            str(one.page or ""),
            one.origin,
        )
        for one in graph.statements
    )
    write_rows(path, COLUMNS, rows)
