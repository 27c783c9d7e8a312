"""Addresses of graphs on a Neo4j server: SERVER[/DATABASE[/GRAPH]]."""

from __future__ import annotations

from urllib.parse import urlsplit

from graph.store_spec import StoreLocation, StoreOptions

STORE_NAME = "neo4j"
DEFAULT_PORT = 7687
URI_SCHEMES = tuple(f"{name}{secured}" for name in ("bolt", "neo4j") for secured in ("", "+s", "+ssc"))
"""Schemes of Neo4j addresses: `+s` is TLS with a trusted certificate, `+ssc` also accepts a self-signed one."""


def locate_graph(options: StoreOptions) -> StoreLocation:
    """Return the location of the graph that the settings name."""
    return StoreLocation(STORE_NAME, None, options.uri, options.database, options.graph)


def parse_address(address: str, options: StoreOptions) -> StoreLocation | None:
    """Return the graph at an address, what it leaves out taken from the settings; None if it is no usable address.

    User and password may not stand in the address.
    """
    parts = urlsplit(address)
    if parts.scheme not in URI_SCHEMES or not parts.hostname or "@" in parts.netloc:
        return None
    database, graph = [*(part for part in parts.path.split("/") if part), "", ""][:2]
    server = f"{parts.scheme}://{parts.netloc}"
    return StoreLocation(STORE_NAME, None, server, database or options.database, graph or options.graph)
