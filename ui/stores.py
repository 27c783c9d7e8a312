"""Resolves the graph store of the settings or of an address on the command line, and opens it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from graph.errors import UsageError
from graph.resolution.corrected import CorrectedStore
from graph.resolution.store import ResolvedStore
from graph.store import GraphStore
from graph.store_spec import StoreLocation, StoreOptions
from graph.stores import find_store_by_scheme, require_store, store_names
from ui.key_address import format_origin, may_send
from ui.reembedding_folder import ReembeddingFolder
from ui.settings import Settings
from ui.settings_file import expand_home
from ui.tuned_models import TunedModels

EMBEDDED_STORE = "sqlite"
"""The store of graphs in files: those of backups, of temporary data folders, and of paths on the command line."""


def store_options(settings: Settings, version: str | None = None) -> StoreOptions:
    """Return what the settings say of the store, for the graph of a version of the embedder; without one, of that in
    use."""
    own, models = settings.store, TunedModels(settings)
    version = models.current() if version is None else version
    folder = models.folder_of(version) if version else settings.data_dir
    graph = f"{own.graph}-{version}" if version else own.graph
    password = own.password.get_secret_value()
    return StoreOptions(folder, own.uri, own.user, password, own.database, graph, own.patience)


def locate_store(settings: Settings, version: str | None = None) -> StoreLocation:
    """Return the location of the graph given by the settings, or of that of a version of the embedder."""
    return require_store(settings.store.backend).locate(store_options(settings, version))


def parse_location(settings: Settings, address: str) -> StoreLocation:
    """Return the location of the graph that an address names.

    The name of a store stands for its graph of the settings; otherwise it is a file, a data folder, or
    SERVER[/DATABASE[/GRAPH]] with user and password from the settings.
    """
    options = store_options(settings)
    if address in store_names():
        return require_store(address).locate(options)
    if "://" in address:
        spec = find_store_by_scheme(urlsplit(address).scheme)
        location = spec.parse(address, options) if spec else None
    else:
        location = require_store(EMBEDDED_STORE).parse(str(expand_home(Path(address)).absolute()), options)
    if location is None:
        raise UsageError(
            "this is not the address of a store",
            f"{', '.join(reversed(store_names()))}, a file, or SERVER/DATABASE/GRAPH such as "
            "bolt://localhost:7687/neo4j/graphloop; the user and password are taken from the settings",
        )
    return location


def open_graph(settings: Settings, version: str | None = None) -> GraphStore:
    """Open the graph of the settings, or of a version of the embedder, as people corrected it; entities decided to be
    the same are one.

    Raises StoreError.
    """
    return ResolvedStore(CorrectedStore(open_store(settings, locate_store(settings, version))))


def open_store(settings: Settings, where: StoreLocation) -> GraphStore:
    """Open the store at a location as it is stored, creating it if there is none. Raises StoreError."""
    ReembeddingFolder(settings.data_dir).refuse_use(where)
    return open_closed_store(settings, where)


def refuse_use(settings: Settings, version: str) -> None:
    """Raise StoreUnavailable if the graph of a version of the embedder is being replaced by one embedded anew."""
    folder = ReembeddingFolder(settings.data_dir)
    if folder.closed_graph():
        folder.refuse_use(locate_store(settings, version))


def open_closed_store(settings: Settings, where: StoreLocation) -> GraphStore:
    """Open a store as `open_store` does, also one that is being embedded anew: for what replaces its graph."""
    options = store_options(settings)
    if where.uri and options.password and not may_send(options.uri, where.uri):
        raise UsageError(
            f"store.password was set for {format_origin(options.uri)} and is not sent to {format_origin(where.uri)}",
            f"set both to those of that server, or copy through a file: graphloop store copy {where.store} FILE",
        )
    return require_store(where.store).open(options, where)
