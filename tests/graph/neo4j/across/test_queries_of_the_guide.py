"""The queries that `docs/neo4j.md` offers find what they say."""

from __future__ import annotations

import re
from pathlib import Path

from graph.neo4j import schema
from graph.neo4j.store import Neo4jStore
from tests.contract.parts import entity_id, name_of, part
from tests.graph.neo4j.conftest import Ask

GUIDE = (Path(__file__).parents[4] / "docs" / "neo4j.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```cypher\n(.*?)```", GUIDE, re.DOTALL)
# What each must find among the rows, as text.
FOUND = ("Passage", "Ada", "Ada", "", "met", "", "babbage", "Babbage", "alike", "Ada and the Engine")


def test_ten_queries_are_offered_and_each_finds_something(store: Neo4jStore, ask: Ask) -> None:
    names = ["Ada Lovelace", "Charles Babbage", "Engine"]
    found = part(
        "ada.txt",
        ["Ada Lovelace met Charles Babbage.", "The Engine was his."],
        names,
        title="Ada and the Engine",
        relations=[("Ada Lovelace", "met", "Charles Babbage")],
    )
    store.replace(name_of(found), found)
    store.decide((entity_id(names[0]), entity_id(names[1])), "same", "alike", 0.5)
    graph = store._connection.address.graph
    assert len(QUERIES) == len(FOUND) == 10
    for query, expected in zip(QUERIES, FOUND, strict=True):
        rows = ask(query, graph=graph)
        assert rows, query
        assert expected.lower() in str(rows).lower(), query


def test_the_guide_names_every_label_and_type() -> None:
    for name in (*schema.NODE_LABELS, *schema.RELATIONSHIP_TYPES, schema.PASSAGE_INDEX, schema.NAME_WORD_INDEX):
        assert name in GUIDE


def test_nodes_have_captions(store: Neo4jStore, ask: Ask) -> None:
    found = part("ada.txt", ["Ada Lovelace sat."], ["Ada Lovelace"], title="Ada")
    store.replace(name_of(found), found)
    graph = store._connection.address.graph
    rows = ask("MATCH (n) WHERE n.graph = $graph RETURN labels(n)[0], n.name", graph=graph)
    shown = {label: name for label, name in rows if label not in ("Change", "Write")}
    assert shown == {
        "Store": graph,
        "Document": "Ada",
        "Passage": "Ada 1",
        "Sentence": "Ada Lovelace sat.",
        "Entity": "ada lovelace",
        "Name": "Ada Lovelace",
    }
