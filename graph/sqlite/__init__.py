"""The embedded store: one SQLite file in the data folder, with an index in memory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from graph.store_spec import StoreLocation, StoreOptions, StoreSpec

if TYPE_CHECKING:
    from graph.store import GraphStore

NAME = "sqlite"
STORE_FILE = "graph.db"


def _locate(options: StoreOptions) -> StoreLocation:
    return StoreLocation(NAME, options.data_dir / STORE_FILE)


def _parse(address: str, _options: StoreOptions) -> StoreLocation:
    """Return the graph in a file, or in the file of a data folder."""
    path = Path(address)
    return StoreLocation(NAME, path / STORE_FILE if path.is_dir() else path)


def _open(options: StoreOptions, where: StoreLocation) -> GraphStore:
    from graph.sqlite.store import SqliteStore

    return SqliteStore(where.file or options.data_dir / STORE_FILE)


STORE = StoreSpec(NAME, "in the data folder", _locate, _open, _parse)
