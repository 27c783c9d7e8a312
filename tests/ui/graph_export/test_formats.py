"""What is written of a graph is read back by the programs that it is written for."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from graph.entity_view import EntityView
from graph.errors import UsageError
from graph.types import Entity
from tests.support.neo4j_server import Server
from ui.graph_export.collected import CollectedGraph, Statement
from ui.graph_export.formats import write_graph

HOSTILE = 'O\'Neil \\ "Quay" & <b>Sons</b>\n\t=1+1 }) DETACH DELETE n;//\x01 ß 😀'
ADA, QUAY = Entity.make("ada"), Entity.make("quay")
GRAPH = CollectedGraph(
    (
        EntityView(ADA, "Ada", ("A. Teague", HOSTILE), mentions=3, passages=2, kind="person"),
        EntityView(QUAY, HOSTILE, mentions=1, passages=1),
    ),
    (
        Statement(ADA.id, "draw", QUAY.id, HOSTILE, HOSTILE, 2, "m"),
        Statement(ADA.id, "=SUM(A1)", ADA.id, "", "note.txt", 0, ""),
    ),
)
NS = {"g": "http://graphml.graphdrawing.org/xmlns"}


def test_graphml_is_xml_whose_values_are_the_texts(tmp_path: Path) -> None:
    write_graph(GRAPH, tmp_path / "graph.graphml")
    root = ET.parse(tmp_path / "graph.graphml").getroot()
    keys = {key.attrib["id"] for key in root.findall("g:key", NS)}
    nodes, edges = root.findall("g:graph/g:node", NS), root.findall("g:graph/g:edge", NS)
    assert [node.attrib["id"] for node in nodes] == [ADA.id, QUAY.id]
    assert [(edge.attrib["source"], edge.attrib["target"]) for edge in edges] == [(ADA.id, QUAY.id), (ADA.id, ADA.id)]
    data = [{one.attrib["key"]: one.text or "" for one in each.findall("g:data", NS)} for each in (*nodes, *edges)]
    assert {key for each in data for key in each} == keys
    assert data[1]["node-name"] == HOSTILE.replace("\x01", "")
    assert data[2]["edge-quote"] == HOSTILE.replace("\x01", "")
    assert (data[0]["node-kind"], data[0]["node-mentions"], data[2]["edge-page"]) == ("person", "3", "2")


def test_json_ld_names_every_end_and_term(tmp_path: Path) -> None:
    write_graph(GRAPH, tmp_path / "graph.jsonld")
    found = json.loads((tmp_path / "graph.jsonld").read_text("utf-8"))
    names = {node["@id"]: node["name"] for node in found["@graph"] if node["@type"] == "Entity"}
    stated = [node for node in found["@graph"] if node["@type"] == "Statement"]
    assert [(names[one["subject"]], one["predicate"], names[one["object"]]) for one in stated] == [
        ("Ada", "draw", HOSTILE),
        ("Ada", "=SUM(A1)", "Ada"),
    ]
    used = {key for node in found["@graph"] for key in node if not key.startswith("@")}
    assert used <= set(found["@context"])


def test_no_cell_of_the_table_is_a_formula(tmp_path: Path) -> None:
    write_graph(GRAPH, tmp_path / "graph.csv")
    with (tmp_path / "graph.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["object"] for row in rows] == [HOSTILE, "Ada"]
    assert rows[1]["predicate"] == "'=SUM(A1)"
    assert rows[0]["document"] == HOSTILE


def test_cypher_makes_the_same_graph_on_a_server(tmp_path: Path, neo4j: Server) -> None:
    from neo4j import GraphDatabase

    write_graph(GRAPH, tmp_path / "graph.cypher")
    lines = (tmp_path / "graph.cypher").read_text("utf-8").splitlines()
    assert len(lines) == 4
    with GraphDatabase.driver(neo4j.uri, auth=(neo4j.user, neo4j.password)) as driver:
        try:
            for line in lines:
                driver.execute_query(line.removesuffix(";"), database_=neo4j.database)
            found = driver.execute_query(
                "MATCH (a:Entity)-[r:RELATES]->(b:Entity) WHERE a.id IN $ids AND b.id IN $ids "
                "RETURN a.name, r.predicate, b.name, r.quote ORDER BY r.predicate",
                ids=[ADA.id, QUAY.id],
                database_=neo4j.database,
            ).records
        finally:
            driver.execute_query(
                "MATCH (n:Entity) WHERE n.id IN $ids DETACH DELETE n",
                ids=[ADA.id, QUAY.id],
                database_=neo4j.database,
            )
    assert [tuple(row.values()) for row in found] == [
        ("Ada", "=SUM(A1)", "Ada", ""),
        ("Ada", "draw", HOSTILE, HOSTILE),
    ]


def test_another_suffix_or_place_is_one_fault(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"graph\.txt names no format"):
        write_graph(GRAPH, tmp_path / "graph.txt")
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot write"):
        write_graph(GRAPH, tmp_path / "file" / "graph.csv")
