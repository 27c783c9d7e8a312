"""The formats from which a graph is read, by the suffix of the file."""

from __future__ import annotations

from pathlib import Path

from graph.errors import UsageError
from ui.graph_import.graphml import read_graphml
from ui.graph_import.jsonld import read_jsonld
from ui.graph_import.table import read_graph_table
from ui.graph_import.written import WrittenGraph

READERS = {".graphml": read_graphml, ".jsonld": read_jsonld, ".csv": read_graph_table}


def read_graph(path: Path) -> WrittenGraph:
    """Read the whole graph of a file; UsageError for another suffix, or a file that is not whole."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UsageError(f"{path.name} names no format that a graph is read from", f"one of {', '.join(READERS)}")
    return reader(path)
