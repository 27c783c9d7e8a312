"""GraphML, which Gephi, Cytoscape, yEd and NetworkX read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from ui.graph_export.collected import CollectedGraph

_NODE = {"name": "string", "kind": "string", "aliases": "string", "mentions": "int", "passages": "int"}
_EDGE = {"predicate": "string", "quote": "string", "document": "string", "page": "int", "origin": "string"}
# XML 1.0 cannot hold these at all.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_graphml(graph: CollectedGraph, file: TextIO) -> None:
    """Write entities as nodes and statements as directed edges."""
    file.write('<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
    for owner, columns in (("node", _NODE), ("edge", _EDGE)):
        for name, kind in columns.items():
            file.write(f'  <key id="{owner}-{name}" for="{owner}" attr.name="{name}" attr.type="{kind}"/>\n')
    file.write('  <graph edgedefault="directed">\n')
    for view in graph.entities:
        held = (view.name, view.kind, "; ".join(view.aliases), view.mentions, view.passages)
        file.write(f'    <node id="{view.entity.id}">{_data("node", _NODE, held)}</node>\n')
    for number, one in enumerate(graph.statements):
        values = (one.predicate, one.quote, one.document, one.page, one.origin)
        ends = f"source={quoteattr(one.subject_id)} target={quoteattr(one.object_id)}"
        file.write(f'    <edge id="e{number}" {ends}>{_data("edge", _EDGE, values)}</edge>\n')
    file.write("  </graph>\n</graphml>\n")


def _data(owner: str, columns: Iterable[str], values: Iterable[object]) -> str:
    pairs = zip(columns, values, strict=True)
    return "".join(f'<data key="{owner}-{name}">{escape(_NOT_XML.sub("", str(value)))}</data>' for name, value in pairs)
