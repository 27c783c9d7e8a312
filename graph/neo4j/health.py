"""The checks of `graphloop doctor` for a graph on a Neo4j server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from graph.errors import GraphloopError
from graph.finding import Finding, run_check
from graph.store_spec import StoreOptions, VectorSource

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
        connection = _connected(options)
    except GraphloopError as error:
        yield Finding("server", "fault", error.message, error.hint)
        return
    with closing(connection):
        yield run_check("server", lambda: _server(connection))
        yield check_channel(connection.address.uri)
        yield run_check("rights", lambda: _rights(connection))
        try:
            held = server.read_graph_info(connection)
        except GraphloopError as error:
            yield Finding("store", "fault", error.message, error.hint)
            return
        yield run_check("indexes", lambda: _indexes(connection, held))
        yield run_check("store", lambda: _store(connection, held))
        yield run_check("vectors", lambda: _vectors(held, embedder()))


def _connected(options: StoreOptions) -> Connection:
    from graph.neo4j.connect import Address, Connection

    address = Address(options.uri, options.user, options.password, options.database, options.graph)
    return Connection(address, options.patience)


def _server(connection: Connection) -> Finding:
    from graph.neo4j.server import server

    found = server(connection)
    told = (
        f"Neo4j {found.version} {found.edition} at {connection.address.uri}, answers in {found.seconds * 1000:.1f} ms"
    )
    if found.seconds > SLOW_SECONDS:
        return Finding("server", "note", told, "a question asks it several times: bring it nearer")
    return Finding("server", "ok", told)


def check_channel(uri: str) -> Finding:
    """Check whether others can read the traffic to the server."""
    found = urlsplit(uri)
    if "+" in found.scheme:
        trusted = "with a trusted certificate" if found.scheme.endswith("+s") else "with any certificate"
        return Finding("channel", "ok", f"encrypted, {trusted}")
    if found.hostname in LOCAL_HOSTS:
        return Finding("channel", "ok", "not encrypted, within this machine")
    secured = f"{found.scheme}+s://{found.netloc}"
    return Finding(
        "channel", "note", "texts and the password travel unencrypted", f"graphloop config set store.uri {secured}"
    )


def _rights(connection: Connection) -> Finding:
    from graph.neo4j.server import find_missing_permissions

    refused = find_missing_permissions(connection)
    if not refused:
        return Finding("rights", "ok", f"{connection.address.user} may read, write and make indexes")
    may_not = ", ".join(one.right for one in refused)
    why = refused[0].why
    return Finding("rights", "fault", f"{connection.address.user} may not {may_not}: {why.message}", why.hint)


def _indexes(connection: Connection, held: GraphInfo) -> Finding:
    from graph.neo4j.server import list_index_problems

    if not held.there:
        return Finding("indexes", "ok", "made with the graph")
    faults = list_index_problems(connection)
    if not faults:
        return Finding("indexes", "ok", "all are there and online")
    hint = (
        "wait until they are filled"
        if all("populating" in fault for fault in faults)
        else "graphloop store info makes what is missing"
    )
    return Finding("indexes", "fault", _several(faults), hint)


def _store(connection: Connection, held: GraphInfo) -> Finding:
    from graph.neo4j import check, store_metadata

    address = connection.address
    beside = f"; beside it: {_several(held.others)}" if held.others else ""
    where = f"graph {address.graph!r} of database {address.database!r}"
    if not held.there:
        return Finding("store", "ok", f"{where} is not there yet; graphloop ingest PATH makes it{beside}")
    faults = check.find_problems(connection)
    if faults:
        return Finding("store", "fault", f"{len(faults)} fault(s): {faults[0]}", "graphloop store check lists them")
    about = store_metadata.read_store_info(connection)
    told = f"{about.documents} document(s), {about.passages} passage(s), {about.entities} entities"
    return Finding("store", "ok", f"{told} in {where}{beside}")


def _vectors(held: GraphInfo, embedder: VectorSource) -> Finding:
    if not held.embedder:
        return Finding("vectors", "ok", "none yet")
    own = f"{held.dimensions} dimensions of {held.embedder}"
    if (held.embedder, held.dimensions) == (embedder.name, embedder.dimensions):
        return Finding("vectors", "ok", own)
    return Finding(
        "vectors",
        "fault",
        f"the graph holds {own}, the embedder makes {embedder.dimensions} of {embedder.name}",
        "set embedder.name back, or ingest into another graph: graphloop config set store.graph NAME",
    )


def _several(found: list[str] | tuple[str, ...]) -> str:
    more = f" and {len(found) - MAX_LISTED} more" if len(found) > MAX_LISTED else ""
    return ", ".join(found[:MAX_LISTED]) + more
