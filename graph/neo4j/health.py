"""The checks of `graphloop doctor` for a graph on a Neo4j server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from graph.contents import describe_contents
from graph.errors import REEMBED_HINT, GraphloopError
from graph.finding import Finding, run_check
from graph.store_spec import StoreOptions, VectorSource
from graph.text.counting import count_noun

if TYPE_CHECKING:
    from graph.neo4j.connect import Connection
    from graph.neo4j.server import GraphInfo

SLOW_SECONDS = 0.05
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
MAX_LISTED = 5


def check_server(options: StoreOptions, embedder: Callable[[], VectorSource]) -> Iterator[Finding]:
    """Yield a finding per check, the server first; checks that need it are skipped if it is unusable."""
    from graph.neo4j import server

    try:
        connection = _connect(options)
    except GraphloopError as error:
        yield Finding("server", "fault", error.message, error.hint)
        return
    with closing(connection):
        yield run_check("server", lambda: _server(connection))
        yield check_channel(connection.address.uri)
        yield run_check("rights", lambda: _rights(connection))
        try:
            info = server.read_graph_info(connection)
        except GraphloopError as error:
            yield Finding("store", "fault", error.message, error.hint)
            return
        yield run_check("indexes", lambda: _indexes(connection, info))
        yield run_check("store", lambda: _store(connection, info))
        yield run_check("vectors", lambda: _vectors(info, embedder()))


def _connect(options: StoreOptions) -> Connection:
    from graph.neo4j.connect import Address, Connection

    address = Address(options.uri, options.user, options.password, options.database, options.graph)
    return Connection(address, options.patience)


def _server(connection: Connection) -> Finding:
    from graph.neo4j.server import server

    info = server(connection)
    detail = f"Neo4j {info.version} {info.edition} at {connection.address.uri}, answers in {info.seconds * 1000:.1f} ms"
    if info.seconds > SLOW_SECONDS:
        return Finding(
            "server", "note", detail, "every question asks it several times; use a server nearer to this machine"
        )
    return Finding("server", "ok", detail)


def check_channel(uri: str) -> Finding:
    """Check whether others can read the traffic to the server."""
    parts = urlsplit(uri)
    if "+" in parts.scheme:
        trusted = "with a trusted certificate" if parts.scheme.endswith("+s") else "with any certificate"
        return Finding("channel", "ok", f"encrypted, {trusted}")
    if parts.hostname in LOCAL_HOSTS:
        return Finding("channel", "ok", "not encrypted, but within this machine")
    secured = f"{parts.scheme}+s://{parts.netloc}"
    return Finding(
        "channel", "note", "texts and the password are sent unencrypted", f"graphloop config set store.uri {secured}"
    )


def _rights(connection: Connection) -> Finding:
    from graph.neo4j.server import find_missing_permissions

    missing = find_missing_permissions(connection)
    if not missing:
        return Finding("rights", "ok", f"{connection.address.user} may read, write and create indexes")
    may_not = ", ".join(permission.right for permission in missing)
    why = missing[0].why
    return Finding("rights", "fault", f"{connection.address.user} may not {may_not}: {why.message}", why.hint)


def _indexes(connection: Connection, info: GraphInfo) -> Finding:
    from graph.neo4j.server import list_index_problems

    if not info.there:
        return Finding("indexes", "ok", "created with the graph")
    faults = list_index_problems(connection)
    if not faults:
        return Finding("indexes", "ok", "all exist and are online")
    hint = (
        "wait until they are populated"
        if all("populating" in fault for fault in faults)
        else "graphloop store info creates what is missing"
    )
    return Finding("indexes", "fault", _list_some(faults), hint)


def _store(connection: Connection, info: GraphInfo) -> Finding:
    from graph.neo4j import check, store_metadata

    address = connection.address
    beside = f"; other graphs there: {_list_some(info.others)}" if info.others else ""
    where = f"graph {address.graph!r} of database {address.database!r}"
    if not info.there:
        return Finding("store", "ok", f"{where} does not exist yet; graphloop ingest PATH creates it{beside}")
    faults = check.find_problems(connection)
    if faults:
        return Finding(
            "store", "fault", f"{count_noun(len(faults), 'fault')}: {faults[0]}", "graphloop store check lists them"
        )
    about = store_metadata.read_store_info(connection)
    counts = describe_contents(about)
    return Finding("store", "ok", f"{counts} in {where}{beside}")


def _vectors(info: GraphInfo, embedder: VectorSource) -> Finding:
    if not info.embedder:
        return Finding("vectors", "ok", "none yet")
    stored = f"{info.dimensions} dimensions of {info.embedder}"
    if (info.embedder, info.dimensions) == (embedder.name, embedder.dimensions):
        return Finding("vectors", "ok", stored)
    return Finding(
        "vectors",
        "fault",
        f"the graph has {stored}, but the embedder has {embedder.dimensions} of {embedder.name}",
        REEMBED_HINT,
    )


def _list_some(names: list[str] | tuple[str, ...]) -> str:
    more = f" and {len(names) - MAX_LISTED} more" if len(names) > MAX_LISTED else ""
    return ", ".join(names[:MAX_LISTED]) + more
