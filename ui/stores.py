"""Resolves the graph store of the settings or of an address on the command line, and opens it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from graph.errors import UsageError
from graph.store import GraphStore
from ui.key_address import may_send, place_of
from ui.settings import Settings
from ui.settings_file import expanded
from ui.settings_schema import SERVERS

FILE = "graph.db"


@dataclass(frozen=True, slots=True)
class Place:
    """The location of a graph: a file, or a graph in a database of a server."""

    file: Path | None = None
    uri: str = ""
    database: str = ""
    graph: str = ""

    def __str__(self) -> str:
        return str(self.file) if self.file else f"{self.uri}/{self.database}, graph {self.graph}"


def place(settings: Settings) -> Place:
    """Return the location of the graph given by the settings."""
    own = settings.store
    return _file(settings) if own.backend == "sqlite" else Place(None, own.uri, own.database, own.graph)


def named(settings: Settings, address: str) -> Place:
    """Return the location of the graph that an address names.

    `sqlite` and `neo4j` are those of the settings; otherwise it is a file, a data folder, or
    SERVER[/DATABASE[/GRAPH]] with user and password from the settings.
    """
    own = settings.store
    if address == "sqlite":
        return _file(settings)
    if address == "neo4j":
        return Place(None, own.uri, own.database, own.graph)
    if "://" not in address:
        path = expanded(Path(address)).absolute()
        return Place(path / FILE if path.is_dir() else path)
    found = urlsplit(address)
    if found.scheme not in SERVERS or not found.hostname or "@" in found.netloc:
        raise UsageError(
            "that is no address of a store",
            "sqlite, neo4j, a file, or SERVER/DATABASE/GRAPH such as bolt://localhost:7687/neo4j/graphloop; "
            "the user and password are taken from the settings",
        )
    database, graph = [*(part for part in found.path.split("/") if part), "", ""][:2]
    return Place(None, f"{found.scheme}://{found.netloc}", database or own.database, graph or own.graph)


def open_store(settings: Settings, where: Place) -> GraphStore:
    """Open the store at a location, creating it if there is none. Raises StoreError."""
    if where.file is not None:
        from graph.sqlite.store import SqliteStore

        return SqliteStore(where.file)
    from graph.neo4j.store import Neo4jStore

    own = settings.store
    password = own.password.get_secret_value()
    if password and not may_send(own.uri, where.uri):
        raise UsageError(
            f"store.password was set for {place_of(own.uri)} and is not sent to {place_of(where.uri)}",
            "set both to those of that server, or copy by way of a file: graphloop store copy neo4j FILE",
        )
    return Neo4jStore(where.uri, own.user, password, where.database, where.graph, own.patience)


def _file(settings: Settings) -> Place:
    return Place(settings.data_dir / FILE)
