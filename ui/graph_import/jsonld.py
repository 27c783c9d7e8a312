"""JSON-LD as `ui.graph_export` writes it."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, Field

from evals.files import read_json
from ui.graph_import.written import WrittenEntity, WrittenGraph, WrittenStatement

ID_PREFIX = "urn:graphloop:entity:"


class _Node(BaseModel):
    """An entity, or a statement about two."""

    id: str = Field("", alias="@id")
    kind_of_node: str = Field(alias="@type")
    name: str = ""
    aliases: list[str] = Field(default=[], alias="alternateName")
    kind: str = ""
    subject: str = ""
    predicate: str = ""
    object: str = ""
    quote: str = ""
    document: str = ""
    page: int = Field(default=0, ge=0)


class _File(BaseModel):
    nodes: list[_Node] = Field(alias="@graph")


def read_jsonld(path: Path) -> WrittenGraph:
    """Read a document with a context; UsageError if it is not of this form."""
    nodes = read_json(path, _File).nodes
    entities = {
        node.id: WrittenEntity(node.name, node.kind, tuple(node.aliases), node.id.removeprefix(ID_PREFIX))
        for node in nodes
        if node.kind_of_node == "Entity"
    }
    statements = [
        WrittenStatement(node.subject, node.predicate, node.object, node.quote, node.document, node.page)
        for node in nodes
        if node.kind_of_node == "Statement"
    ]
    return WrittenGraph(entities, tuple(statements))
