"""JSON-LD: entities as things with names, statements with their words, in terms of schema.org and RDF."""

from __future__ import annotations

import json
from typing import TextIO

from ui.graph_export.collected import CollectedGraph

CONTEXT = {
    "name": "http://schema.org/name",
    "alternateName": "http://schema.org/alternateName",
    "kind": "http://schema.org/additionalType",
    "Entity": "http://schema.org/Thing",
    "Statement": "http://www.w3.org/1999/02/22-rdf-syntax-ns#Statement",
    "subject": {"@id": "http://www.w3.org/1999/02/22-rdf-syntax-ns#subject", "@type": "@id"},
    "predicate": "http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate",
    "object": {"@id": "http://www.w3.org/1999/02/22-rdf-syntax-ns#object", "@type": "@id"},
    "quote": "http://schema.org/text",
    "document": "http://schema.org/isPartOf",
    "page": "http://schema.org/pageStart",
    "origin": "http://schema.org/creator",
}


def write_jsonld(graph: CollectedGraph, file: TextIO) -> None:
    """Write one document with a context; what is empty is left out."""
    entities: list[dict[str, object]] = [
        {
            "@id": _name(view.entity.id),
            "@type": "Entity",
            "name": view.name,
            "alternateName": list(view.aliases),
            "kind": view.kind,
        }
        for view in graph.entities
    ]
    statements: list[dict[str, object]] = [
        {
            "@type": "Statement",
            "subject": _name(one.subject_id),
            "predicate": one.predicate,
            "object": _name(one.object_id),
            "quote": one.quote,
            "document": one.document,
            "page": one.page,
            "origin": one.origin,
        }
        for one in graph.statements
    ]
    kept = [{key: value for key, value in node.items() if value} for node in (*entities, *statements)]
    json.dump({"@context": CONTEXT, "@graph": kept}, file, ensure_ascii=False, indent=1)
    file.write("\n")


def _name(entity_id: str) -> str:
    return f"urn:graphloop:entity:{entity_id}"
