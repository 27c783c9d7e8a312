"""What is found while someone writes is what is found when nobody does."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from graph.model import EVERYTHING, Where
from graph.neo4j import sight
from graph.neo4j.store import Neo4jStore
from tests.contract.corpus import corpus
from tests.contract.parts import name_of
from tests.contract.test_store_laws import answers
from tests.graph.neo4j.conftest import Ask
from tests.neo4j_fixture import wipe
from tests.neo4j_server import Server

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


@pytest.mark.parametrize("where", [EVERYTHING, Where(collection="default"), Where(access=("red",))])
def test_answers_are_the_same_while_another_writes(indexed: tuple[Neo4jStore, str], ask: Ask, where: Where) -> None:
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


def test_a_write_in_between_makes_the_question_be_asked_again(
    indexed: tuple[Neo4jStore, str], ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, name = indexed
    calm = answers(store)
    settled = sight._settled
    turns: list[bool] = []

    def interrupted(one: sight.Sight, revision: int) -> None:
        if not turns:
            ask("CREATE (:Write {graph: $graph, version: 'late', started: timestamp()})", graph=name)
        turns.append(one.calm)
        settled(one, revision)

    monkeypatch.setattr(sight, "_settled", interrupted)
    assert answers(store) == calm
    assert turns[:2] == [True, False]
