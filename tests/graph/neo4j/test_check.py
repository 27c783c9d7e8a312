"""What `check` says is broken is broken, and what is not is not."""

from __future__ import annotations

from graph.neo4j.store import Neo4jStore
from tests.contract.parts import name_of, part
from tests.graph.neo4j.conftest import Ask

PEOPLE = ["Ada", "Bo", "Cy"]


def related(store: Neo4jStore) -> str:
    """A document with relations in an order that is not that of their names; returns its name."""
    found = part(
        "a.txt",
        ["Ada met Bo and Cy."],
        PEOPLE,
        relations=[("Cy", "met", "Bo"), ("Ada", "met", "Cy"), ("Bo", "met", "Ada")],
    )
    assert len(found.relations) == 3
    store.replace(name_of(found), found)
    return name_of(found)


def test_the_order_of_relations_is_no_fault(store: Neo4jStore) -> None:
    related(store)
    assert store.check() == []


def test_relations_that_are_not_those_of_the_passage_are_a_fault(store: Neo4jStore, ask: Ask) -> None:
    name = related(store)
    ask("MATCH (p:Passage {document: $name}) SET p.weights = $weights", name=name, weights=bytes(16))
    (fault,) = store.check()
    assert "are not those of its text" in fault
