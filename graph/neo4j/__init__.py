"""The store on a Neo4j server: a named graph in one of its databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from graph.neo4j.address import DEFAULT_PORT, STORE_NAME, URI_SCHEMES, locate_graph, parse_address
from graph.store_spec import StoreLocation, StoreOptions, StoreSpec, VectorSource

if TYPE_CHECKING:
    from graph.finding import Finding
    from graph.store import GraphStore


def _open(options: StoreOptions, where: StoreLocation) -> GraphStore:
    from graph.neo4j.store import Neo4jStore

    return Neo4jStore(where.uri, options.user, options.password, where.database, where.graph, options.patience)


def _check(options: StoreOptions, embedder: Callable[[], VectorSource]) -> Iterator[Finding]:
    from graph.neo4j.health import check_server

    return check_server(options, embedder)


STORE = StoreSpec(
    name=STORE_NAME,
    summary="on a Neo4j server",
    locate=locate_graph,
    open=_open,
    parse=parse_address,
    schemes=URI_SCHEMES,
    port=DEFAULT_PORT,
    settings=("uri", "user", "password", "database", "graph"),
    check=_check,
)
