"""The neighbourhood of an entity: the passages that mention it, and the entities that co-occur with it."""

from __future__ import annotations

from dataclasses import dataclass

from graph.local import LocalGraph, Seeds
from graph.store import GraphStore
from graph.types import EVERYTHING, EntityView, Filter, Passage
from ui.web.draw import Drawing, Edge, Node

MAX_PASSAGES_SEARCHED = 200
"""Passages that are searched for neighbours."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A co-occurring entity, the passages that mention both, and whether a relation links the two."""

    id: str
    name: str
    passages: tuple[str, ...]
    related: bool


@dataclass(frozen=True, slots=True)
class EntityNeighbourhood:
    """An entity with its passages and neighbours, related and frequent ones first; `edges` relate neighbours."""

    view: EntityView
    passages: tuple[Passage, ...]
    neighbours: tuple[Neighbour, ...]
    edges: tuple[tuple[str, str], ...]


def find_entities(store: GraphStore, name: str, where: Filter = EVERYTHING, most: int = 20) -> list[EntityView]:
    """Return entities whose names share words with a text, best first."""
    found = store.search(name, most, of="entity", where=where) if name.strip() else []
    return list(store.entities([identity for identity, _ in found], where))


def load_neighbourhood(
    store: GraphStore, entity_id: str, where: Filter = EVERYTHING, most: int = 48
) -> EntityNeighbourhood | None:
    """Return an entity with at most `most` neighbours; None if no passage mentions it."""
    view = next(iter(store.entities([entity_id], where)), None)
    local = store.around(Seeds(entities={entity_id: 1.0}), MAX_PASSAGES_SEARCHED, where)
    if view is None or entity_id not in local.entities:
        return None
    own = local.entities.index(entity_id)
    own_rows = set(local.mention_passage[local.mention_entity == own].tolist())
    shared = _shared(local, own_rows, own)
    said = _said(local)
    order = sorted(shared, key=lambda other: ((own, other) not in said, -len(shared[other]), local.entities[other]))
    names = {one.entity.id: one.name for one in store.entities([local.entities[row] for row in order[:most]], where)}
    neighbours = tuple(
        Neighbour(
            local.entities[row],
            names[local.entities[row]],
            tuple(local.passages[place] for place in sorted(shared[row])),
            (own, row) in said,
        )
        for row in order[:most]
        if local.entities[row] in names
    )
    passages = tuple(store.passages([local.passages[row] for row in sorted(own_rows)], where))
    known = {one.id for one in neighbours}
    pairs = ((local.entities[a], local.entities[b]) for a, b in said if a < b)
    return EntityNeighbourhood(view, passages, neighbours, tuple(pair for pair in pairs if set(pair) <= known))


def draw_neighbourhood(found: EntityNeighbourhood) -> Drawing:
    """Draw the entity in the centre with its neighbours; bold edges are relations."""
    centre = found.view.entity.id
    nodes = [Node(centre, found.view.name, "centre"), *(Node(one.id, one.name, "entity") for one in found.neighbours)]
    edges = [Edge(centre, one.id, bold=one.related) for one in found.neighbours]
    return Drawing.of(nodes, [*edges, *(Edge(a, b) for a, b in found.edges)], len(nodes))


def _shared(local: LocalGraph, rows: set[int], own: int) -> dict[int, set[int]]:
    shared: dict[int, set[int]] = {}
    for passage, entity in zip(local.mention_passage.tolist(), local.mention_entity.tolist(), strict=True):
        if passage in rows and entity != own:
            shared.setdefault(entity, set()).add(passage)
    return shared


def _said(local: LocalGraph) -> set[tuple[int, int]]:
    """Return the pairs of entities linked by a relation, in both directions."""
    pairs = set(zip(local.edge_subject.tolist(), local.edge_object.tolist(), strict=True))
    return pairs | {(b, a) for a, b in pairs}
