"""The Neo4j store's speed: `python -m tests.bench.neo4j [--passages N …] [--cache DIR] [--every N] [--json]`.

Ingest is compared with two floors in the same run, `tests.bench.plain` with one document a transaction and with many;
what is written is embedded before. Queries are timed at growing sizes: the store's part of one graph query, and the
whole of it with the embedding of the question. Half of the questions warm what the store knows of a revision, the
other half are timed; the first of all is told apart. Texts are those of `tests.bench.speed`, repeated under other
names; they are embedded once and kept in the folder of `--cache`. The server is the one of `NEO4J_URI`, or one that is
started; all graphs of a server share its indexes, so it should hold no other.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

import numpy as np

from graph.neo4j.connect import Transaction
from graph.neo4j.prepare import PreparedDocument, prepare_document
from graph.neo4j.store import Neo4jStore
from graph.sqlite.store import SqliteStore
from graph.store import GraphReader, GraphStore
from graph.types import Subgraph
from ingest.ledger import Ledger
from ingest.pipeline import ingest
from rag.embed.minilm import MiniLM
from rag.ner.rules import RuleTagger
from rag.retrieve import build_retriever
from rag.retrieve.spec import RetrieverParts
from tests.bench import plain
from tests.bench.corpus import embedder, extractor, questions
from tests.bench.renamed import grown
from tests.bench.speed import SETS, Measured, seconds, texts
from tests.support.neo4j_fixture import wipe
from tests.support.neo4j_server import Server, neo4j_server
from tests.support.shared import DATA

FLOOR_DOCUMENTS = 200


class Timed:
    """A store that adds up the time that is spent in it."""

    def __init__(self, inner: GraphReader) -> None:
        self._inner = inner
        self.seconds = 0.0

    @contextmanager
    def snapshot(self) -> Iterator[Timed]:
        with self._inner.snapshot() as snapshot:
            timed = Timed(snapshot)
            yield timed
        self.seconds += timed.seconds

    def __getattr__(self, name: str) -> Any:
        ask = getattr(self._inner, name)

        def timed(*values: object, **named: object) -> Any:
            begin = time.perf_counter()
            try:
                found = ask(*values, **named)
                return iter(list(found)) if hasattr(found, "__next__") else found
            finally:
                self.seconds += time.perf_counter() - begin

        return timed


class Shipped:
    """Counts questions to the server and the bytes of what it answers."""

    def __init__(self) -> None:
        self.questions = 0
        self.bytes = 0

    @contextmanager
    def counted(self) -> Iterator[None]:
        ask = Transaction.rows

        def rows(tx: Transaction, text: str, /, **values: object) -> list[Any]:
            found = ask(tx, text, **values)
            self.questions += 1
            self.bytes += _size(found)
            return found

        with patch.object(Transaction, "rows", rows):
            yield


def _size(value: object) -> int:
    if isinstance(value, bytes | str):
        return len(value)
    if isinstance(value, list):
        return sum(map(_size, value))
    return 8


def source(folder: Path, passages: int, embed: MiniLM) -> SqliteStore:
    """Texts with their vectors, at least so many passages; those that the folder holds are not made again."""
    folder.mkdir(parents=True, exist_ok=True)
    store = SqliteStore(folder / f"{passages}.db")
    if store.about().passages < passages:
        path = folder / f"{passages}.json"
        rows = [{"idx": number, "title": a, "text": b} for number, (a, b) in enumerate(grown(texts(), passages))]
        path.write_text(json.dumps(rows), encoding="utf-8")
        ingest([path], store, embed, extractor(), Ledger(folder / f"{passages}.journal.db"))
    return store


def written(server: Server, store: SqliteStore, name: str) -> Iterator[Measured]:
    """What a second writes into graphs that begin with this name, by the plain writer and by the store."""
    from neo4j import GraphDatabase

    about = store.about()
    ids = [document.id for document in store.documents()][:FLOOR_DOCUMENTS]
    parts = [store.read([one]) for one in ids]
    floors: dict[str, dict[str, float]] = {}
    with GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
        for what, batch in (("floor, a document a transaction", 1), ("floor, 100 documents a transaction", 100)):
            graph = f"{name}-{batch}"
            made = [prepare_document(graph, one, part) for one, part in zip(ids, parts, strict=True)]
            opened = _open(server, graph)
            opened.claim(about.embedder, about.dimensions, about.fingerprint)
            opened.close()
            with driver.session(database=server.database) as session:
                taken = seconds(partial(_plainly, session, graph, made, batch))
                floors[what] = _rates(session, graph, taken)
            for unit, rate in floors[what].items():
                yield Measured(what, FLOOR_DOCUMENTS, rate, unit)
        target = _open(server, f"{name}-store")
        target.claim(about.embedder, about.dimensions, about.fingerprint)
        taken = seconds(lambda: _store(target, parts))
        target.close()
        with driver.session(database=server.database) as session:
            own = _rates(session, f"{name}-store", taken)
    for against, floor in floors.items():
        for unit, rate in own.items():
            yield Measured("ingest", FLOOR_DOCUMENTS, rate, unit, rate / floor[unit], against)


def _rates(session: Any, graph: str, taken: float) -> dict[str, float]:
    """How many passages, nodes and edges of a graph were written in each of these seconds."""
    counts = {
        "passages/s": "MATCH (n:Passage) WHERE n.graph = $graph RETURN count(n)",
        "nodes/s": "MATCH (n) WHERE n.graph = $graph RETURN count(n)",
        "edges/s": "MATCH (n)-[r]->() WHERE n.graph = $graph RETURN count(r)",
    }
    return {unit: session.run(text, graph=graph).single(strict=True)[0] / taken for unit, text in counts.items()}


def _plainly(session: Any, graph: str, made: list[PreparedDocument], batch: int) -> None:
    for place in range(0, len(made), batch):
        plain.write(session, graph, made[place : place + batch], place + 1)


def _store(target: GraphStore, parts: list[Subgraph]) -> None:
    for part in parts:
        target.replace(part.documents[0].id, part)


def _open(server: Server, graph: str) -> Neo4jStore:
    return Neo4jStore(server.uri, server.user, server.password, server.database, graph)


def asked(store: GraphStore, texts_: list[str], embed: MiniLM, name: str, passages: int) -> dict[str, Measured]:
    """Times of one graph query in a store, by what was measured."""
    timed, shipped = Timed(store), Shipped()
    retrieve = build_retriever("graph", RetrieverParts(cast(GraphStore, timed), embed, RuleTagger()))
    first = 1000 * seconds(lambda: retrieve(texts_[0], 8))
    for text in texts_[2::2]:
        retrieve(text, 8)
    wholes, parts = [], []
    with shipped.counted():
        for text in texts_[1::2]:
            timed.seconds = 0.0
            wholes.append(1000 * seconds(partial(retrieve, text, 8)))
            parts.append(1000 * timed.seconds)
    found = {"first": first}
    for what, taken in (("store", parts), ("whole", wholes)):
        found |= {f"{what} p{share}": float(np.percentile(taken, share)) for share in (50, 95)}
    lines = {what: Measured(f"{name} {what}", passages, value, "ms") for what, value in found.items()}
    if shipped.questions:
        lines["bytes"] = Measured(f"{name} shipped", passages, shipped.bytes / len(wholes) / 1024, "KB a query")
        lines["asked"] = Measured(f"{name} questions", passages, shipped.questions / len(wholes), "a query")
    return lines


def at_size(server: Server, source_: SqliteStore, passages: int, embed: MiniLM, every: int) -> dict[str, Measured]:
    """The lines of one size; leaves a graph behind."""
    name = f"bench-{uuid.uuid4().hex}"
    store = _open(server, name)
    try:
        count = plain.copy(source_, store, server, name, passages)
        store.close()
        store = _open(server, name)
        texts_ = [one.text for held in SETS for one in questions(DATA / "retrieval" / held)][::every]
        return compared(store, source_, texts_, embed, count)
    finally:
        store.close()


def compared(
    store: GraphStore, sqlite: GraphStore, texts_: list[str], embed: MiniLM, passages: int
) -> dict[str, Measured]:
    """The lines of Neo4j, with their ratio to SQLite's."""
    base = asked(sqlite, texts_, embed, "SQLite", sqlite.about().passages)
    found = asked(store, texts_, embed, "Neo4j", passages)
    for what, line in found.items():
        if what in base:
            found[what] = Measured(
                line.what, passages, line.value, line.unit, line.value / base[what].value, "SQLite's"
            )
    return {**{f"SQLite {what}": line for what, line in base.items()}, **found}


def measure(sizes: list[int], folder: Path, every: int) -> Iterator[Measured]:
    """Lines as they are measured."""
    embed = embedder()
    embed.embed(["warm"])
    smallest: dict[str, Measured] = {}
    with neo4j_server() as server:
        for size in sizes:
            store = source(folder, size, embed)
            if not smallest:
                yield from written(server, store, f"bench-{uuid.uuid4().hex}")
                wipe(server, "bench-")
            lines = at_size(server, store, size, embed, every)
            yield from lines.values()
            smallest = smallest or lines
            for what in ("store p50", "whole p50"):
                ratio = lines[what].value / smallest[what].value
                yield Measured(f"Neo4j {what}", lines[what].passages, lines[what].value, "ms", ratio, "at first size")
            store.close()
            wipe(server, "bench-")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, nargs="+", default=[2_000, 50_000], metavar="N")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="where embedded texts are kept")
    parser.add_argument("--every", type=int, default=5, metavar="N", help="ask one question of N")
    parser.add_argument("--json", action="store_true", help="one object a line")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(f"load of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
        for line in measure(options.passages, options.cache or Path(folder), options.every):
            show(line, options.json)


def show(line: Measured, as_json: bool) -> None:
    if as_json:
        print(json.dumps(asdict(line)), flush=True)
        return
    ratio = f"{line.ratio:6.2f} x {line.floor}" if line.ratio is not None else ""
    print(f"{line.what:>36} {line.passages:>7} {line.value:>10.1f} {line.unit:<11} {ratio}", flush=True)


if __name__ == "__main__":
    main()
