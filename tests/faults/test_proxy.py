"""What a faulty network does to a store on a server: nothing doubled, nothing lost, and no waiting without end."""

from __future__ import annotations

import random
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise

import pytest

from graph.errors import StoreUnavailable
from graph.neo4j.connect import Transaction
from graph.neo4j.store import Neo4jStore
from graph.sqlite.store import SqliteStore
from graph.store import GraphStore
from tests.contract.dump import dump
from tests.contract.parts import name_of, part
from tests.faults.proxy import Link, Proxy, Way, faithful, proxy
from tests.support.neo4j_fixture import neo4j, wipe
from tests.support.neo4j_server import Server

__all__ = ["neo4j"]

# Bolt's message that asks for a commit, as it stands alone on the wire.
COMMIT = bytes.fromhex("0002b0120000")
PEOPLE = ["Ada", "Bo", "Cy", "Di"]
PARTS = [
    part(
        f"{number}.txt",
        [f"{one} met {other} in room {number}." for one, other in pairwise(PEOPLE)] * 3,
        PEOPLE,
        relations=[("Ada", "met", "Bo"), ("Bo", "met", "Cy")],
    )
    for number in range(6)
]


@pytest.fixture
def graph(neo4j: Server) -> Iterator[str]:
    name = f"test-{uuid.uuid4().hex}"
    yield name
    wipe(neo4j, name)


@pytest.fixture
def between(neo4j: Server) -> Iterator[Proxy]:
    with proxy(neo4j.uri) as running:
        yield running


def opened(server: Server, uri: str, graph: str, patience: float = 15.0) -> Neo4jStore:
    return Neo4jStore(uri, server.user, server.password, server.database, graph, patience)


def fill(store: GraphStore) -> None:
    for one in PARTS:
        store.replace(name_of(one), one)
    store.replace(name_of(PARTS[0]), PARTS[0])
    store.replace(name_of(PARTS[1]), None)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What a store holds that nothing disturbed."""
    with closing(SqliteStore(tmp_path_factory.mktemp("undisturbed") / "graph.db")) as store:
        fill(store)
        return dump(store)


def is_whole(server: Server, graph: str, expected: dict[str, list[str]]) -> None:
    """Seen without the proxy: what was meant to be there, once."""
    with closing(opened(server, server.uri, graph)) as store:
        assert store.check() == []
        assert dump(store) == expected
        assert store.about().revision == len(PARTS) + 2


class Cuts:
    """Breaks links off in the middle of what passes, so many times in all, each after so many bytes at random."""

    def __init__(self, times: int, within: int, seed: int) -> None:
        self._chance = random.Random(seed)
        self._within = within
        self._lock = threading.Lock()
        self._left: dict[Link, int] = {}
        self.times = times

    def __call__(self, link: Link, way: Way, data: bytes) -> bytes:
        with self._lock:
            left = self._left.setdefault(link, self._chance.randint(1, self._within))
            self._left[link] = left - len(data)
            if left > len(data) or self.times <= 0:
                return data
            self.times -= 1
        link.send(way, data[:left])
        self.end(link, way)
        return b""

    def end(self, link: Link, way: Way) -> None:
        link.cut()


class HalfCloses(Cuts):
    """Tells the one who listens that nothing more will come, and hears on."""

    def end(self, link: Link, way: Way) -> None:
        link.half_close(way)


class LostCommits:
    """Lets requests for a commit through and breaks off before the answer: the client cannot know what became of it."""

    def __init__(self, times: int) -> None:
        self._waiting: set[Link] = set()
        self.times = times

    def __call__(self, link: Link, way: Way, data: bytes) -> bytes:
        if way is Way.TO_SERVER and data.endswith(COMMIT) and self.times > 0:
            self.times -= 1
            self._waiting.add(link)
        elif way is Way.TO_CLIENT and link in self._waiting:
            link.cut()
            return b""
        return data


@pytest.mark.parametrize("kind", [Cuts, HalfCloses])
def test_links_that_break_off(
    neo4j: Server, between: Proxy, graph: str, expected: dict[str, list[str]], kind: type[Cuts]
) -> None:
    with closing(opened(neo4j, between.uri, graph)) as store:
        between.spoil = spoil = kind(4, 20_000, seed=1)
        fill(store)
        between.spoil = faithful
    assert spoil.times == 0
    is_whole(neo4j, graph, expected)


def test_commits_whose_answer_is_lost(
    neo4j: Server, between: Proxy, graph: str, expected: dict[str, list[str]]
) -> None:
    with closing(opened(neo4j, between.uri, graph)) as store:
        between.spoil = spoil = LostCommits(12)
        fill(store)
    assert spoil.times == 0
    is_whole(neo4j, graph, expected)


def test_a_slow_network(neo4j: Server, between: Proxy, graph: str, expected: dict[str, list[str]]) -> None:
    def slow(link: Link, way: Way, data: bytes) -> bytes:
        time.sleep(0.005)
        return data

    between.spoil = slow
    with closing(opened(neo4j, between.uri, graph)) as store:
        fill(store)
        assert dump(store) == expected
    is_whole(neo4j, graph, expected)


def test_idle_connections_that_died_are_not_used(neo4j: Server, between: Proxy, graph: str) -> None:
    with closing(opened(neo4j, between.uri, graph)) as store:
        fill(store)
        between.cut()
        assert store.about().documents == len(PARTS) - 1


def test_a_server_that_stays_away(neo4j: Server, between: Proxy, graph: str) -> None:
    with closing(opened(neo4j, between.uri, graph, patience=2)) as store:
        between.refuses = True
        between.cut()
        started = time.monotonic()
        with pytest.raises(StoreUnavailable, match="cannot be reached") as caught:
            store.replace(name_of(PARTS[0]), PARTS[0])
        assert time.monotonic() - started < 25
        assert len(str(caught.value).splitlines()) == 1
        between.refuses = False
        store.replace(name_of(PARTS[0]), PARTS[0])
        assert store.about().documents == 1


def test_a_server_that_falls_silent_is_not_waited_for(neo4j: Server, between: Proxy, graph: str) -> None:
    with closing(opened(neo4j, between.uri, graph, patience=1.5)) as store:
        fill(store)
        between.hold()
        for work in (store.about, lambda: store.replace(name_of(PARTS[1]), PARTS[1])):
            started = time.monotonic()
            with pytest.raises(StoreUnavailable, match="does not answer"):
                work()
            assert time.monotonic() - started < 25
        between.cut()
        between.spoil = faithful
        store.replace(name_of(PARTS[1]), PARTS[1])
        assert store.about().documents == len(PARTS)


def test_silence_in_the_middle_of_a_transaction(neo4j: Server, between: Proxy, graph: str) -> None:
    with closing(opened(neo4j, between.uri, graph, patience=1.5)) as store:

        def asks(tx: Transaction) -> None:
            tx.rows("RETURN 1")
            between.hold()
            tx.rows("RETURN 2")

        started = time.monotonic()
        with pytest.raises(StoreUnavailable, match="does not answer"):
            store._connection.read(asks)
        assert time.monotonic() - started < 25


def test_an_answer_that_takes_long_is_waited_for(neo4j: Server, between: Proxy, graph: str) -> None:
    """The server answers others meanwhile: it lives."""
    with closing(opened(neo4j, between.uri, graph, patience=1.5)) as store:
        busy = list(between.links)

        def late(link: Link, way: Way, data: bytes) -> bytes:
            if link in busy and way is Way.TO_CLIENT:
                busy.remove(link)
                time.sleep(5)
            return data

        between.spoil = late
        started = time.monotonic()
        assert store.about().documents == 0
        assert time.monotonic() - started > 4.5


def test_opening_a_store_behind_silence(neo4j: Server, between: Proxy, graph: str) -> None:
    between.hold()
    started = time.monotonic()
    with pytest.raises(StoreUnavailable, match="does not answer"):
        opened(neo4j, between.uri, graph, patience=1.5)
    assert time.monotonic() - started < 25
