"""Small graphs as charts: the entities and passages behind an answer, and the neighbourhood of an entity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from graph.entity_view import EntityView
from graph.local import LocalGraph, Seeds
from graph.store import GraphStore
from graph.types import EVERYTHING, Filter, Passage
from rag.types import Answer, Hit, ProvenanceStep
from ui.entity_kinds import is_value
from ui.terminal import one_line
from ui.web.layout import find_free_labels, layout_nodes

NodeRole = Literal["entity", "cited", "passage", "centre"]

MAX_NAME_CHARS = 34
MAX_WORDS_CHARS = 22
MAX_OTHER_PASSAGES = 3
"""Passages shown in addition to the cited ones."""

ENTITIES_PER_PASSAGE = 4
"""Entities shown per passage, including those on its provenance path."""

_NODE_STYLES: dict[NodeRole, tuple[str, str, int]] = {
    "entity": ("entity", "#4c78c8", 14),
    "cited": ("cited passage", "#e0a100", 24),
    "passage": ("passage", "#a9b4c2", 18),
    "centre": ("chosen entity", "#d1495b", 26),
}


_KIND_COLORS = {
    "person": "#e07b39",
    "organisation": "#2a9d8f",
    "organization": "#2a9d8f",
    "org": "#2a9d8f",
    "place": "#8f6fd1",
    "location": "#8f6fd1",
    "gpe": "#8f6fd1",
    "loc": "#8f6fd1",
    "date": "#8a94a3",
}
_OTHER_COLORS = ("#c2528b", "#8a9a1f", "#2f9fb3", "#b5651d", "#5b8c5a")


def kind_color(kind: str) -> str:
    """Return the color of a kind of entity, the same on every picture."""
    name = kind.casefold()
    return _KIND_COLORS.get(name) or _OTHER_COLORS[sum(name.encode()) % len(_OTHER_COLORS)]


@dataclass(frozen=True, slots=True)
class NodeGroup:
    """A group of nodes in the legend; the size is that of a node in pixels."""

    title: str
    color: str
    size: int


@dataclass(frozen=True, slots=True)
class Node:
    """An entity or a passage; `id` is its id in the graph, `kind` that of an entity, empty if it is not known."""

    id: str
    name: str
    role: NodeRole
    kind: str = ""

    @property
    def group(self) -> NodeGroup:
        """What its colour stands for."""
        title, color, size = _NODE_STYLES[self.role]
        if self.role != "entity" or not self.kind:
            return NodeGroup(title, color, size)
        return NodeGroup(one_line(self.kind, MAX_NAME_CHARS), kind_color(self.kind), size)


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge between two nodes; bold edges are relations or on a provenance path, and have their words if known."""

    source: str
    target: str
    bold: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A graph to draw; every edge joins two of its nodes."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @staticmethod
    def of(nodes: Iterable[Node], edges: Iterable[Edge], most: int) -> Drawing:
        """Keep the first `most` nodes and the edges between them, one per pair."""
        shown = tuple({node.id: node for node in nodes}.values())[:most]
        known = {node.id for node in shown}
        pairs: dict[frozenset[str], Edge] = {}
        for edge in edges:
            pair = frozenset((edge.source, edge.target))
            if len(pair) == 2 and pair <= known and (pair not in pairs or edge.bold):
                pairs[pair] = edge
        return Drawing(shown, tuple(pairs.values()))


def passage_name(passage: Passage) -> str:
    """Return the display name of a passage: its document and page."""
    page = f", page {passage.page}" if passage.page else ""
    return f"{Path(passage.source).name or passage.title or 'document'}{page}"


def draw_answer(answer: Answer, store: GraphStore, where: Filter = EVERYTHING, most: int = 60) -> Drawing:
    """Draw the cited passages and the best others, the entities that led to them, and their relations."""
    cited = {citation.passage_id for citation in answer.citations}
    rest = [hit for hit in answer.hits if hit.passage.id not in cited]
    shown = [hit for hit in answer.hits if hit.passage.id in cited] + rest[:MAX_OTHER_PASSAGES]
    passages = [
        Node(hit.passage.id, passage_name(hit.passage), "cited" if hit.passage.id in cited else "passage")
        for hit in shown
    ]
    local = store.around(Seeds(passages={node.id: 1.0 for node in passages}), len(passages), where)
    views = _path_views(shown, store, where)
    stepped = _path_entities(shown, views)
    others = _other_entities(local, store, where, ENTITIES_PER_PASSAGE * len(shown) - len(stepped))
    edges = [*_path_edges(shown, views), *_mention_edges(local), *_relation_edges(local)]
    return Drawing.of([*passages, *stepped, *others], edges, most)


def echarts_option(drawing: Drawing) -> dict[str, Any]:
    """Return the drawing as an Apache ECharts option; names are plain text, never HTML."""
    groups = list(dict.fromkeys(node.group for node in drawing.nodes))
    number = {node.id: index for index, node in enumerate(drawing.nodes)}
    at = layout_nodes(len(number), [(number[edge.source], number[edge.target]) for edge in drawing.edges])
    # ECharts can hide overlapping names by itself, but then it leaves out the words of edges.
    has_words = any(edge.label for edge in drawing.edges)
    names = [_plain(node.name) for node in drawing.nodes]
    named = find_free_labels(at, names) if has_words else set(range(len(names)))
    return {
        "animation": False,
        "tooltip": {"show": False},
        "legend": {"bottom": 0, "data": [group.title for group in groups]},
        "series": [
            {
                "type": "graph",
                "selectedMode": "single",
                "layout": "none",
                "preserveAspect": True,
                "roam": True,
                "left": 30,
                "right": 150,
                "top": 16,
                "bottom": 48,
                "categories": [{"name": group.title, "itemStyle": {"color": group.color}} for group in groups],
                "data": [
                    _node_data(node, groups, at[index], index in named) for index, node in enumerate(drawing.nodes)
                ],
                "links": [_edge_data(edge) for edge in drawing.edges],
                "edgeLabel": {"fontSize": 10, "position": "middle"},
                "select": {"itemStyle": {"borderColor": "#1d1d1d", "borderWidth": 2}},
                "emphasis": {"focus": "adjacency", "label": {"show": True}},
                **({} if has_words else {"labelLayout": {"hideOverlap": True}}),
            }
        ],
    }


def find_clicked_node(drawing: Drawing, state: Mapping[str, Any]) -> Node | None:
    """Return the node selected in a chart of the drawing, given the chart's state; None if there is none."""
    groups = [group for group in state["selection"]["selected"] if group["data_type"] == "node"]
    indices: list[int] = [index for group in groups for index in group["data_indices"]]
    return next((drawing.nodes[index] for index in indices if index < len(drawing.nodes)), None)


def find_clicked_edge(drawing: Drawing, state: Mapping[str, Any]) -> Edge | None:
    """Return the edge selected in a chart of the drawing, given the chart's state; None if there is none."""
    groups = [group for group in state["selection"]["selected"] if group["data_type"] == "edge"]
    indices: list[int] = [index for group in groups for index in group["data_indices"]]
    return next((drawing.edges[index] for index in indices if index < len(drawing.edges)), None)


def _node_data(node: Node, groups: Sequence[NodeGroup], place: npt.NDArray[np.float64], named: bool) -> dict[str, Any]:
    is_entity = node.role in ("entity", "centre")
    label = {"show": named, "position": "right" if is_entity else "top", "formatter": _plain(node.name)}
    return {
        "id": node.id,
        "name": node.id,
        "x": float(place[0]) * 1000,
        "y": float(place[1]) * 1000,
        "category": groups.index(node.group),
        "symbol": "circle" if is_entity else "roundRect",
        "symbolSize": node.group.size,
        "label": label,
    }


def _edge_data(edge: Edge) -> dict[str, Any]:
    style = {"width": 2.2, "opacity": 0.8} if edge.bold else {"width": 1, "opacity": 0.35}
    label = {"show": bool(edge.label), "formatter": _plain(edge.label, MAX_WORDS_CHARS)}
    return {"source": edge.source, "target": edge.target, "lineStyle": style, "label": label}


def _plain(text: str, longest: int = MAX_NAME_CHARS) -> str:
    """Return a short line that ECharts does not read as a template."""
    return one_line(text, longest).replace("{", "(")


def _path_views(hits: Sequence[Hit], store: GraphStore, where: Filter) -> Mapping[str, EntityView]:
    """Return the entities on the provenance paths that the store knows, by id."""
    ids = dict.fromkeys(step.entity_id for hit in hits for step in hit.trail.steps)
    return {view.entity.id: view for view in store.entities(list(ids), where)}


def _is_shown(step: ProvenanceStep, views: Mapping[str, EntityView]) -> bool:
    return step.entity_id not in views or views[step.entity_id].is_name


def _path_entities(hits: Sequence[Hit], views: Mapping[str, EntityView]) -> list[Node]:
    """Return the entities on the provenance paths, highest weight first, without what is hardly a name."""
    steps = sorted((step for hit in hits for step in hit.trail.steps), key=lambda step: -step.weight)
    return [Node(step.entity_id, step.name, "entity") for step in steps if _is_shown(step, views)]


def _path_edges(hits: Sequence[Hit], views: Mapping[str, EntityView]) -> list[Edge]:
    """Return the edges of the provenance paths: from the passage that names an entity, via the entity, to the next.

    Where the entity is hardly a name, the edge is one between the passages.
    """
    edges: list[Edge] = []
    for hit in hits:
        steps = hit.trail.steps
        reached = [step.from_passage for step in steps[1:]] + [hit.passage.id] * bool(steps)
        for step, to in zip(steps, reached, strict=True):
            via = step.entity_id if _is_shown(step, views) else step.from_passage
            edges += [Edge(via, to, bold=True), Edge(step.from_passage, via, bold=True)]
    return edges


def _other_entities(local: LocalGraph, store: GraphStore, where: Filter, most: int) -> list[Node]:
    """Return the entities mentioned in the passages, rare ones first, without dates and amounts."""
    order = sorted(range(len(local.entities)), key=lambda index: (local.frequency[index], local.entities[index]))
    views = store.entities([local.entities[index] for index in order[: max(0, 2 * most)]], where)
    named = [view for view in views if view.is_name and not is_value(view)]
    return [Node(view.entity.id, view.name, "entity", view.kind) for view in named[: max(0, most)]]


def _mention_edges(local: LocalGraph) -> list[Edge]:
    pairs = zip(local.mention_entity.tolist(), local.mention_passage.tolist(), strict=True)
    return [Edge(local.entities[entity], local.passages[passage]) for entity, passage in pairs]


def _relation_edges(local: LocalGraph) -> list[Edge]:
    pairs = zip(local.edge_subject.tolist(), local.edge_object.tolist(), strict=True)
    return [Edge(local.entities[source], local.entities[target]) for source, target in pairs]
