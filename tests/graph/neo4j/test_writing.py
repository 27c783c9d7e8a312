"""What is found while someone writes is what is found when nobody does."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from graph.errors import EmbedderMismatch
from graph.neo4j import corpus_stats, filtered_view
from graph.neo4j.connect import Transaction
from graph.neo4j.store import Neo4jStore
from graph.neo4j.write import clean_up_abandoned
from graph.types import EVERYTHING, Filter, Vectors
from tests.contract.corpus import corpus
from tests.contract.parts import DIMENSIONS, name_of, part
from tests.contract.test_store_laws import answers
from tests.graph.neo4j.conftest import Ask
from tests.support.neo4j_fixture import wipe
from tests.support.neo4j_server import Server

MARKS = "MATCH (w:Write {graph: $graph}) RETURN count(w)"


@pytest.fixture
def indexed(neo4j: Server) -> Iterator[tuple[Neo4jStore, str]]:
    """A store that asks its indexes, with some documents."""
    name = f"test-{uuid.uuid4().hex}"
    store = Neo4jStore(neo4j.uri, neo4j.user, neo4j.password, neo4j.database, name, few=0)
    for found in corpus(seed=6, size=10):
        store.replace(name_of(found), found)
    yield store, name
    store.close()
    wipe(neo4j, name)


@pytest.mark.parametrize("where", [EVERYTHING, Filter(collection="default"), Filter(access=("red",))])
def test_answers_are_the_same_while_another_writes(indexed: tuple[Neo4jStore, str], ask: Ask, where: Filter) -> None:
    store, name = indexed
    assert ask(MARKS, graph=name) == [[1]]
    calm = answers(store, where)
    assert ask(MARKS, graph=name) == [[0]]
    ask("CREATE (:Write {graph: $graph, version: 'another', started: timestamp()})", graph=name)
    assert answers(store, where) == calm


def test_a_part_that_is_not_shown_is_not_found(indexed: tuple[Neo4jStore, str], ask: Ask) -> None:
    """As a writer leaves it that died between writing and showing."""
    store, name = indexed
    before = answers(store)
    ask(
        """CREATE (:Write {graph: $graph, version: 'dead', old: 'dead', document: 'none', started: timestamp()})
        WITH * MATCH (d:Document {graph: $graph})-[:HAS]->(p:Passage)-[:MENTIONS]->(e:Entity) WITH d, p, e LIMIT 1
        CREATE (d)-[:HAS]->(q) SET q = properties(p), q.id = 'unseen', q.version = 'dead' SET q:Passage
        CREATE (q)-[:MENTIONS {count: 9}]->(e)""",
        graph=name,
    )
    assert answers(store) == before


@pytest.mark.parametrize("hours", [-24, 24, 24 * 365])
def test_a_mark_of_long_ago_or_of_the_future_does_not_stay(
    indexed: tuple[Neo4jStore, str], ask: Ask, hours: int
) -> None:
    """The server's clock may be set back; a mark of now is that of a writer who lives."""
    store, name = indexed
    ask(
        """CREATE (:Write {graph: $graph, version: 'dead', started: timestamp() + 3600000 * $hours})
        CREATE (:Write {graph: $graph, version: 'alive', started: timestamp()})""",
        graph=name,
        hours=hours,
    )
    clean_up_abandoned(store._connection)
    left = {version for (version,) in ask("MATCH (w:Write {graph: $graph}) RETURN w.version", graph=name)}
    assert "alive" in left
    assert "dead" not in left


def test_a_write_in_between_makes_the_question_be_asked_again(
    indexed: tuple[Neo4jStore, str], ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, name = indexed
    calm = answers(store)
    store._sights.forget()
    settled = filtered_view._settled
    turns: list[bool] = []

    def interrupted(one: filtered_view.Neo4jView, revision: int) -> None:
        if not turns:
            ask("CREATE (:Write {graph: $graph, version: 'late', started: timestamp()})", graph=name)
        turns.append(one.calm)
        settled(one, revision)

    monkeypatch.setattr(filtered_view, "_settled", interrupted)
    assert answers(store) == calm
    assert turns[:2] == [True, False]


def test_a_write_since_the_last_question_makes_the_next_be_asked_again(
    indexed: tuple[Neo4jStore, str], ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, name = indexed
    calm = answers(store)
    state = filtered_view._state
    found: list[tuple[int, int]] = []

    def interrupted(tx: Transaction) -> tuple[int, int]:
        if not found:
            ask("CREATE (:Write {graph: $graph, version: 'late', started: timestamp()})", graph=name)
        found.append(state(tx))
        return found[-1]

    monkeypatch.setattr(filtered_view, "_state", interrupted)
    assert answers(store) == calm
    assert {writing for writing, _ in found} == {1}


@pytest.mark.parametrize("where", [EVERYTHING, Filter(collection="default"), Filter(access=("red",))])
def test_what_another_store_writes_is_found_by_the_next_question(
    indexed: tuple[Neo4jStore, str], neo4j: Server, where: Filter
) -> None:
    store, name = indexed
    before = answers(store, where)
    held = corpus(seed=6, size=10)
    with closing(Neo4jStore(neo4j.uri, neo4j.user, neo4j.password, neo4j.database, name, few=0)) as other:
        for one in held[:5]:
            other.replace(name_of(one), None)
        left = answers(other, where)
        assert answers(store, where) == left != before
        for one in held[:5]:
            other.replace(name_of(one), one)
        assert answers(store, where) == answers(other, where) == before


def test_a_store_that_was_emptied_for_another_embedder_is_asked_with_that(
    indexed: tuple[Neo4jStore, str], neo4j: Server
) -> None:
    store, name = indexed
    assert store.nearest(np.ones(DIMENSIONS, np.float32), 3)
    new = part("wide.txt", ["Ada met Charles."])
    wide = replace(new, vectors={"passage": Vectors(new.vectors["passage"].ids, np.eye(1, 9, dtype=np.float32))})
    with closing(Neo4jStore(neo4j.uri, neo4j.user, neo4j.password, neo4j.database, name, few=0)) as other:
        for one in corpus(seed=6, size=10):
            other.replace(name_of(one), None)
        other.claim("another", 9, "another")
        other.replace(name_of(wide), wide)
    assert store.nearest(np.eye(1, 9, dtype=np.float32)[0], 3) == [(wide.passages[0].id, 1.0)]
    with pytest.raises(EmbedderMismatch):
        store.nearest(np.ones(DIMENSIONS, np.float32), 3)


def test_totals_follow_the_log(indexed: tuple[Neo4jStore, str], neo4j: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents are added up once, for the graph and for a collection; then only the log is read."""
    store, name = indexed
    inside = Filter(collection="default")
    held = corpus(seed=6, size=10)
    aside = part("aside.txt", ["Ada Moss knew the river."], ["Ada Moss"], collection="aside")
    calm = [answers(store), answers(store, inside)]
    with closing(Neo4jStore(neo4j.uri, neo4j.user, neo4j.password, neo4j.database, name, few=0)) as other:
        for one in held[:4]:
            other.replace(name_of(one), None)
        other.replace(name_of(held[0]), held[0])
        other.replace(name_of(aside), aside)
    with monkeypatch.context() as patched:
        patched.setattr(corpus_stats, "scanned", None)
        found = [answers(store), answers(store, inside)]
    assert found != calm
    with closing(Neo4jStore(neo4j.uri, neo4j.user, neo4j.password, neo4j.database, name, few=0)) as anew:
        assert [answers(anew), answers(anew, inside)] == found
        assert anew.check() == []
        for one in held[1:4]:
            anew.replace(name_of(one), one)
        anew.replace(name_of(aside), None)
    with monkeypatch.context() as patched:
        patched.setattr(corpus_stats, "scanned", None)
        assert [answers(store), answers(store, inside)] == calm


def test_totals_are_added_up_where_the_log_does_not_tell(indexed: tuple[Neo4jStore, str], ask: Ask) -> None:
    """As in a graph that an earlier version or another program wrote."""
    store, name = indexed
    before = answers(store)
    one = corpus(seed=6, size=10)[0]
    store.replace(name_of(one), None)
    store.replace(name_of(one), one)
    ask("MATCH (c:Change {graph: $graph}) REMOVE c.documents SET c.passages = 99", graph=name)
    assert answers(store) == before
    assert store.check() == []


def test_a_log_that_tells_of_too_much_is_a_fault(indexed: tuple[Neo4jStore, str], ask: Ask) -> None:
    store, name = indexed
    assert store.check() == []
    ask("MATCH (c:Change {graph: $graph, revision: 3}) SET c.length = c.length + 1", graph=name)
    assert store.check() == ["the log and the graph do not agree on how much there is"]
