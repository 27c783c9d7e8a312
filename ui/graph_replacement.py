"""Make a graph equal to one in an SQLite file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from graph.copy import copy_graph
from graph.database_copy import copy_database, delete_database
from graph.errors import StoreError
from graph.sqlite.generation import begin_generation, last_revision
from graph.store_spec import StoreLocation
from ui.database_faults import database_faults
from ui.kept_graphs import clear_decisions, clear_graph
from ui.settings import Settings
from ui.stores import EMBEDDED_STORE, open_closed_store, open_store


def replace_graph(
    settings: Settings, source: Path, where: StoreLocation, step: Callable[[int, int], None] = lambda _done, _all: None
) -> None:
    """Make the graph at a location equal to that in a file, empty if there is no file; `step` gets the progress.

    A file is replaced in one transaction. A graph in another store is written document by document, which can be
    interrupted and run again. Raises StoreError.
    """
    if where.file is not None and where.store == EMBEDDED_STORE:
        before = last_revision(where.file) if where.file.exists() else 0
        if database_faults(where.file) or not source.exists():
            delete_database(where.file)
        if source.exists():
            copy_database(source, where.file)
            begin_generation(where.file, before)
        return
    file = StoreLocation(EMBEDDED_STORE, source)
    with closing(open_store(settings, file)) as origin, closing(open_closed_store(settings, where)) as target:
        known = {document.id for document in origin.documents()}
        wanted, held = origin.about(), target.about()
        if (held.embedder, held.dimensions) != (wanted.embedder, wanted.dimensions):
            clear_graph(target)
        for document in [document.id for document in target.documents() if document.id not in known]:
            target.replace(document, None)
        clear_decisions(target)
        copied = copy_graph(origin, target, step)
    if copied.differences:
        raise StoreError(f"the graph at {where} differs: {copied.differences[0]}", "graphloop store check")
