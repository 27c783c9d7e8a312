"""The neighbourhood of an entity: the passages that mention it, and the entities that co-occur with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from graph.entity_view import EntityView
from graph.local import LocalGraph, Seeds
from graph.relation_view import RelationView, read_relations, read_relations_by_hand
from graph.resolution.groups import group_entities
from graph.store import GraphStore
from graph.text.names import name_key
from graph.types import EVERYTHING, Filter, Passage
from ui.entity_kinds import is_value
from ui.web.draw import Drawing, Edge, Node

MAX_PASSAGES_SEARCHED = 200
"""Passages that are searched for neighbours."""

MAX_PASSAGES_READ = 50
"""Passages whose documents are read for what they state."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A co-occurring entity, the passages that mention both, whether a relation links the two, and its kind."""

    id: str
    name: str
    passages: tuple[str, ...]
    related: bool
    kind: str = ""


@dataclass(frozen=True, slots=True)
class NamedRelation:
    """A relation with the names of its entities."""

    subject: str
    object: str
    view: RelationView


@dataclass(frozen=True, slots=True)
class EntityNeighbourhood:
    """An entity with its passages and neighbours, related and frequent ones first; `edges` relate neighbours."""

    view: EntityView
    passages: tuple[Passage, ...]
    neighbours: tuple[Neighbour, ...]
    edges: tuple[tuple[str, str], ...]


def find_entities(store: GraphStore, name: str, where: Filter = EVERYTHING, most: int = 20) -> list[EntityView]:
    """Return entities whose names share words with a text, best first: those with the very name before all others."""
    hits = store.search(name, most, of="entity", where=where) if name.strip() else []
    key = name_key(name)

    def is_called_so(view: EntityView) -> bool:
        return key in map(name_key, (view.name, *view.aliases))

    found = list(store.entities([identity for identity, _ in hits], where))
    named = [view for view in found if is_called_so(view)]
    return named + [view for view in found if view.is_name and not is_called_so(view)]


def load_neighbourhood(
    store: GraphStore, entity_id: str, where: Filter = EVERYTHING, most: int = 48, values: bool = True
) -> EntityNeighbourhood | None:
    """Return an entity with at most `most` neighbours, dates and amounts among them only if `values`.

    None if no passage mentions it.
    """
    view = next(iter(store.entities([entity_id], where)), None)
    local = store.around(Seeds(entities={entity_id: 1.0}), MAX_PASSAGES_SEARCHED, where)
    if view is None or view.entity.id not in local.entities:
        return None
    centre = local.entities.index(view.entity.id)
    own_rows = set(local.mention_passage[local.mention_entity == centre].tolist())
    shared = _shared(local, own_rows, centre)
    related = _related_pairs(local)
    by_hand = _related_by_hand(store, view.entity.id, where)
    rows = {local.entities[row]: row for row in shared}
    linked = by_hand | {name for name, row in rows.items() if (centre, row) in related}
    found = {name: shared.get(rows.get(name, -1), set()) for name in (*rows, *by_hand)}
    order = sorted(found, key=lambda name: (name not in linked, -len(found[name]), name))
    neighbours = tuple(
        Neighbour(name, view.name, tuple(local.passages[row] for row in sorted(found[name])), name in linked, view.kind)
        for name, view in _first_views(store, order, where, most, values).items()
    )
    passages = tuple(store.passages([local.passages[row] for row in sorted(own_rows)], where))
    known = {neighbour.id for neighbour in neighbours}
    pairs = ((local.entities[a], local.entities[b]) for a, b in related if a < b)
    return EntityNeighbourhood(view, passages, neighbours, tuple(pair for pair in pairs if set(pair) <= known))


def load_relations(
    store: GraphStore, neighbourhood: EntityNeighbourhood, where: Filter = EVERYTHING
) -> tuple[NamedRelation, ...]:
    """Return what people and the first passages of an entity state of it, each statement once."""
    groups = group_entities(store.decisions())
    own = groups.members(neighbourhood.view.entity.id)
    documents = sorted({passage.document_id for passage in neighbourhood.passages[:MAX_PASSAGES_READ]})
    by_hand = [view for view in read_relations_by_hand(store, where) if _other_end(view, own)]
    stated = [*by_hand, *read_relations(store, documents, where, own)]
    ends = {id_ for view in stated for id_ in (view.subject_id, view.object_id)}
    seen = [view for view in store.entities(sorted(ends), where) if view.is_name]
    known = {id_: view for view in seen for id_ in groups.members(view.entity.id)}
    views = [
        replace(view, subject_id=known[view.subject_id].entity.id, object_id=known[view.object_id].entity.id)
        for view in stated
        if view.subject_id in known and view.object_id in known
    ]
    first = {(view.subject_id, view.predicate, view.object_id): view for view in reversed(views)}
    return tuple(
        NamedRelation(known[view.subject_id].name, known[view.object_id].name, view)
        for view in reversed(first.values())
    )


def draw_neighbourhood(neighbourhood: EntityNeighbourhood, relations: Sequence[NamedRelation] = ()) -> Drawing:
    """Draw the entity in the centre with its neighbours; bold edges are relations, with their words where known."""
    centre = neighbourhood.view.entity.id
    nodes = [
        Node(centre, neighbourhood.view.name, "centre"),
        *(Node(one.id, one.name, "entity", one.kind) for one in neighbourhood.neighbours),
    ]
    edges = [Edge(centre, neighbour.id, bold=neighbour.related) for neighbour in neighbourhood.neighbours]
    stated = [Edge(one.view.subject_id, one.view.object_id, True, one.view.predicate) for one in relations]
    return Drawing.of(nodes, [*edges, *(Edge(a, b) for a, b in neighbourhood.edges), *stated], len(nodes))


def _first_views(
    store: GraphStore, ids: Sequence[str], where: Filter, most: int, values: bool
) -> dict[str, EntityView]:
    """Return the first entities that are names, by id, in the order of the ids."""
    chosen: dict[str, EntityView] = {}
    for start in range(0, len(ids), max(most, 1)):
        part = ids[start : start + most]
        views = {view.entity.id: view for view in store.entities(part, where)}
        shown = [name for name in part if name in views and views[name].is_name]
        known = {name: views[name] for name in shown if values or not is_value(views[name])}
        chosen |= dict(islice(known.items(), most - len(chosen)))
        if len(chosen) == most:
            break
    return chosen


def _related_by_hand(store: GraphStore, entity_id: str, where: Filter) -> set[str]:
    """Return the entities that people related with one, by the ids they are read by."""
    own = group_entities(store.decisions()).members(entity_id)
    others = {other for view in read_relations_by_hand(store, where) if (other := _other_end(view, own))}
    return {view.entity.id for view in store.entities(sorted(others), where)} if others else set()


def _other_end(relation: RelationView, own: Sequence[str]) -> str:
    """Return the entity that a relation leads to from one of these; empty if it does not lead away from them."""
    ends = relation.subject_id, relation.object_id
    return next((end for end in ends if end not in own), "") if set(ends) & set(own) else ""


def _shared(local: LocalGraph, rows: set[int], centre: int) -> dict[int, set[int]]:
    shared: dict[int, set[int]] = {}
    for passage, entity in zip(local.mention_passage.tolist(), local.mention_entity.tolist(), strict=True):
        if passage in rows and entity != centre:
            shared.setdefault(entity, set()).add(passage)
    return shared


def _related_pairs(local: LocalGraph) -> set[tuple[int, int]]:
    """Return the pairs of entities linked by a relation, in both directions."""
    pairs = set(zip(local.edge_subject.tolist(), local.edge_object.tolist(), strict=True))
    return pairs | {(b, a) for a, b in pairs}
