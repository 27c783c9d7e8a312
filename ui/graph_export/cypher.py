"""Cypher: statements that make the same entities and relations on a Neo4j server, values as literals only."""

from __future__ import annotations

from typing import TextIO

from ui.graph_export.collected import CollectedGraph

_ESCAPES = str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def write_cypher(graph: CollectedGraph, file: TextIO) -> None:
    """Write one statement a line: entities are merged by id, then their relations are created."""
    for view in graph.entities:
        aliases = ", ".join(map(_literal, view.aliases))
        file.write(
            f"MERGE (e:Entity {{id: {_literal(view.entity.id)}}}) SET e.name = {_literal(view.name)}, "
            f"e.kind = {_literal(view.kind)}, e.aliases = [{aliases}], e.mentions = {view.mentions};\n"
        )
    for one in graph.statements:
        file.write(
            f"MATCH (a:Entity {{id: {_literal(one.subject_id)}}}), (b:Entity {{id: {_literal(one.object_id)}}}) "
            f"CREATE (a)-[:RELATES {{predicate: {_literal(one.predicate)}, quote: {_literal(one.quote)}, "
            f"document: {_literal(one.document)}, page: {one.page}, origin: {_literal(one.origin)}}}]->(b);\n"
        )


def _literal(text: str) -> str:
    return f"'{text.translate(_ESCAPES)}'"
