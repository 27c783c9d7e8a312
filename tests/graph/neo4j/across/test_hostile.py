"""Text that would be a query is text: it comes back as it went in, and nothing else is touched."""

from __future__ import annotations

from graph.neo4j import schema
from graph.neo4j.store import Neo4jStore
from graph.types import Filter, Meta
from tests.contract.dump import dump
from tests.contract.parts import entity_id, name_of, part
from tests.graph.neo4j.conftest import Ask

HOSTILE = (
    "Foo`}) DETACH DELETE n //",
    "'}) MATCH (n) DETACH DELETE n RETURN {x: '",
    "$graph",
    "{graph: 'x'}",
    "\\u0027 OR 1=1",
    "+scope:(*) OR words:*",
    "n) CALL db.dropAll() //",
)
SENTINEL = (
    "MATCH (n:Sentinel {mark: $mark})-[r:GUARDS]->(m:Sentinel) RETURN properties(n), properties(r), properties(m)"
)


def tokens_of(ask: Ask) -> set[str]:
    """All labels and relationship types of the database."""
    ((labels,),) = ask("CALL db.labels() YIELD label RETURN collect(label)")
    ((types,),) = ask("CALL db.relationshipTypes() YIELD relationshipType AS type RETURN collect(type)")
    return {*labels, *types}


def test_hostile_names_are_only_names(store: Neo4jStore, ask: Ask) -> None:
    mark = f"sentinel {id(store)}"
    ask("CREATE (:Sentinel {mark: $mark, n: 1})-[:GUARDS {n: 2}]->(:Sentinel {mark: $mark, n: 3})", mark=mark)
    before = ask(SENTINEL, mark=mark)
    tokens = tokens_of(ask)
    parts = [
        part(
            source=f"{number} {name}",
            paragraphs=[f"It is {name} x.", "Nothing else."],
            title=name,
            meta=Meta(format=name, language=name, tags=(name,), access=(name,)),
            collection=name,
        )
        for number, name in enumerate(HOSTILE)
    ]
    for found in parts:
        store.replace(name_of(found), found)
    for name, found in zip(HOSTILE, parts, strict=True):
        where = Filter(collection=name, tags=(name,), access=(name,), sources=(found.documents[0].source,))
        assert store.read([name_of(found)], where).documents == found.documents
        assert store.read([name_of(found)], where).passages == found.passages
        assert [p.id for p in store.passages(where=where)] == [p.id for p in found.passages]
        store.search(name, 5, where=where)
        store.search(name, 5, of="entity", where=where)
    assert store.check() == []
    assert ask(SENTINEL, mark=mark) == before
    for found in parts:
        store.replace(name_of(found), None)
    assert dump(store)["documents"] == []
    assert ask(SENTINEL, mark=mark) == before
    assert tokens_of(ask) - tokens <= {*schema.NODE_LABELS, *schema.RELATIONSHIP_TYPES}
    ask("MATCH (n:Sentinel {mark: $mark}) DETACH DELETE n", mark=mark)


def test_hostile_entities_come_back(store: Neo4jStore) -> None:
    names = ["Foo DETACH DELETE n", "MATCH", "DROP INDEX graphloop_names"]
    found = part(
        "a.txt", [f"{names[0]} met {names[1]} and {names[2]}."], names, relations=[(names[0], "`]-() //", names[1])]
    )
    store.replace(name_of(found), found)
    assert {view.name for view in store.entities()} == set(names)
    assert store.read([name_of(found)]).relations == found.relations
    assert store.search("DETACH DELETE", 1, of="entity")[0][0] == entity_id(names[0])
    store.decide((entity_id(names[0]), entity_id(names[1])), "same", "'}) DETACH DELETE r //")
    assert [decision.reason for decision in store.decisions()] == ["'}) DETACH DELETE r //"]
    assert store.check() == []
