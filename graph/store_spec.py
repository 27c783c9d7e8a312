"""What a graph store declares so that it is found by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from graph.finding import Finding
    from graph.store import GraphStore


@dataclass(frozen=True, slots=True)
class StoreOptions:
    """The data folder and the settings of `store`; a store reads those that it needs.

    `patience` is how many seconds a busy or silent store is waited for.
    """

    data_dir: Path
    uri: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    database: str = ""
    graph: str = "graphloop"
    patience: float = 15.0


@dataclass(frozen=True, slots=True)
class StoreLocation:
    """The location of a graph: the name of its store, and a file, or a graph in a database of a server."""

    store: str
    file: Path | None = None
    uri: str = ""
    database: str = ""
    graph: str = ""

    def __str__(self) -> str:
        return str(self.file) if self.file else f"{self.uri}/{self.database}, graph {self.graph}"

    def is_missing(self) -> bool:
        """Whether it is a file that is not there; for a server only opening the graph tells."""
        return self.file is not None and not self.file.exists()


class VectorSource(Protocol):
    """What health needs to know of an embedder: whose vectors it makes, and how long they are."""

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...


@dataclass(frozen=True, slots=True)
class StoreSpec:
    """A graph store by name: `summary` says in a few words where the graph lives.

    `locate` gives the graph that the settings name, `parse` the one that an address with one of the `schemes` names
    (None if the address is not usable), and `open` opens either, creating it if there is none. `port` is the default
    port of the schemes, `settings` names the text options that a form asks for. `check` yields what health says of the
    graph of the settings; without it, health asks the open store.
    """

    name: str
    summary: str
    locate: Callable[[StoreOptions], StoreLocation]
    open: Callable[[StoreOptions, StoreLocation], GraphStore]
    parse: Callable[[str, StoreOptions], StoreLocation | None] = lambda _address, _options: None
    schemes: tuple[str, ...] = ()
    port: int = 0
    settings: tuple[str, ...] = ()
    check: Callable[[StoreOptions, Callable[[], VectorSource]], Iterator[Finding]] | None = None
