"""Resolves the graph store of the settings or of an address on the command line, and opens it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from graph.errors import UsageError
from graph.store import GraphStore
from ui.key_address import format_origin, may_send
from ui.settings import Settings
from ui.settings_file import expand_home
from ui.settings_schema import NEO4J_SCHEMES

STORE_FILE = "graph.db"


@dataclass(frozen=True, slots=True)
class StoreLocation:
    """The location of a graph: a file, or a graph in a database of a server."""

    file: Path | None = None
    uri: str = ""
    database: str = ""
    graph: str = ""

    def __str__(self) -> str:
        return str(self.file) if self.file else f"{self.uri}/{self.database}, graph {self.graph}"


def locate_store(settings: Settings) -> StoreLocation:
    """Return the location of the graph given by the settings."""
    own = settings.store
    return _file(settings) if own.backend == "sqlite" else StoreLocation(None, own.uri, own.database, own.graph)


def parse_location(settings: Settings, address: str) -> StoreLocation:
    """Return the location of the graph that an address names.

    `sqlite` and `neo4j` are those of the settings; otherwise it is a file, a data folder, or
    SERVER[/DATABASE[/GRAPH]] with user and password from the settings.
    """
    own = settings.store
    if address == "sqlite":
        return _file(settings)
    if address == "neo4j":
        return StoreLocation(None, own.uri, own.database, own.graph)
    if "://" not in address:
        path = expand_home(Path(address)).absolute()
        return StoreLocation(path / STORE_FILE if path.is_dir() else path)
    found = urlsplit(address)
    if found.scheme not in NEO4J_SCHEMES or not found.hostname or "@" in found.netloc:
        raise UsageError(
            "this is not the address of a store",
            "sqlite, neo4j, a file, or SERVER/DATABASE/GRAPH such as bolt://localhost:7687/neo4j/graphloop; "
            "the user and password are taken from the settings",
        )
    database, graph = [*(part for part in found.path.split("/") if part), "", ""][:2]
    return StoreLocation(None, f"{found.scheme}://{found.netloc}", database or own.database, graph or own.graph)


def open_store(settings: Settings, where: StoreLocation) -> GraphStore:
    """Open the store at a location, creating it if there is none. Raises StoreError."""
    if where.file is not None:
        from graph.sqlite.store import SqliteStore

        return SqliteStore(where.file)
    from graph.neo4j.store import Neo4jStore

    own = settings.store
    password = own.password.get_secret_value()
    if password and not may_send(own.uri, where.uri):
        raise UsageError(
            f"store.password was set for {format_origin(own.uri)} and is not sent to {format_origin(where.uri)}",
            "set both to those of that server, or copy through a file: graphloop store copy neo4j FILE",
        )
    return Neo4jStore(where.uri, own.user, password, where.database, where.graph, own.patience)


def _file(settings: Settings) -> StoreLocation:
    return StoreLocation(settings.data_dir / STORE_FILE)
