"""GraphML as `ui.graph_export` writes it, also after Gephi, Cytoscape or yEd saved it again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from graph.errors import UsageError
from ingest.xml_parser import make_parser
from ui.graph_import.written import WrittenEntity, WrittenGraph, WrittenStatement, read_page

NO_GRAPH_HINT = "give a file that graphloop graph export wrote, or one in its form"


def read_graphml(path: Path) -> WrittenGraph:
    """Read nodes as entities and edges as statements; UsageError if the file is no GraphML."""
    from lxml import etree

    try:
        root = etree.parse(path, make_parser()).getroot()
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or 'it is no XML'}", NO_GRAPH_HINT)
    except etree.XMLSyntaxError as error:
        raise UsageError(f"{path} is not whole: {error.msg}", NO_GRAPH_HINT)
    if etree.QName(root).localname != "graphml":
        raise UsageError(f"{path} is no GraphML", NO_GRAPH_HINT)
    names = {one.get("id", ""): one.get("attr.name", one.get("id", "")) for one in root.iter("{*}key")}
    entities: dict[str, WrittenEntity] = {}
    for node in root.iter("{*}node"):
        held = _values(node, names)
        aliases = tuple(filter(None, held.get("aliases", "").split("; ")))
        id_ = node.get("id", "")
        entities[id_] = WrittenEntity(held.get("name", held.get("label", "")), held.get("kind", ""), aliases, id_)
    statements = [
        WrittenStatement(
            edge.get("source", ""),
            held.get("predicate", held.get("label", "")),
            edge.get("target", ""),
            held.get("quote", ""),
            held.get("document", ""),
            read_page(held.get("page", "")),
        )
        for edge in root.iter("{*}edge")
        for held in [_values(edge, names)]
    ]
    return WrittenGraph(entities, tuple(statements))


def _values(element: Any, names: dict[str, str]) -> dict[str, str]:
    """Return the texts of a node or edge by the names of their attributes, in lower case."""
    found = ((names.get(one.get("key", ""), one.get("key", "")), one.text or "") for one in element.findall("{*}data"))
    return {name.casefold(): text for name, text in found}
