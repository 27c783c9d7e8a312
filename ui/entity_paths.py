"""How two entities are connected: the shortest path of names that are mentioned together, with what links them."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

from graph.entity_view import EntityView
from graph.local import LocalGraph, Seeds
from graph.relation_view import RelationView, read_relations, read_relations_by_hand
from graph.resolution.groups import EntityGroups, group_entities
from graph.store import GraphStore
from graph.types import EVERYTHING, Filter, Passage
from ui.entity_kinds import is_value

MAX_PASSAGES_SEARCHED = 400
"""Passages around both entities in which a path is looked for."""

MAX_STEPS = 5
MAX_DETOURS = 25
"""Times that what is no name is taken out of a path before it is given up."""

MENTION_COST, RELATION_COST = 1.0, 0.8
"""A stated relation is preferred to a mention in the same passage."""


@dataclass(frozen=True, slots=True)
class PathStep:
    """One step of a path: two entities by id and name, the passage that links them, and what it states of them, if so.

    `predicate` and `quote` are empty if both are only mentioned there; `reversed` says that it is the second of which
    something is stated. There is no passage if a person stated it without one.
    """

    first_id: str
    first: str
    second_id: str
    second: str
    passage: Passage | None
    predicate: str = ""
    quote: str = ""
    reversed: bool = False


@dataclass(frozen=True, slots=True)
class _Link:
    """What links two entities: a passage by its id, empty if a person stated it without one."""

    cost: float
    passage: str


_Links = Mapping[int, Mapping[int, _Link]]


def find_path(store: GraphStore, first: str, second: str, where: Filter = EVERYTHING) -> tuple[PathStep, ...]:
    """Return the shortest path between two entities, given by id; empty if none is found around them.

    Dates, amounts and what is hardly a name lead nowhere: what only shares a year is not connected.
    """
    local = store.around(Seeds(entities={first: 1.0, second: 1.0}), MAX_PASSAGES_SEARCHED, where)
    if first == second or not {first, second} <= set(local.entities):
        return ()
    groups = group_entities(store.decisions())
    by_hand = read_relations_by_hand(store, where)
    links = _links(local, by_hand, groups)
    ends = local.entities.index(first), local.entities.index(second)
    rows, views = _named_path(store, local, links, ends, where)
    if not {first, second} <= set(views):
        return ()
    pairs = list(pairwise(rows))
    ids = [links[a][b].passage for a, b in pairs]
    passages = {passage.id: passage for passage in store.passages([id_ for id_ in ids if id_], where)}
    stated = _stated(store, passages, by_hand, groups, where)
    steps = []
    for (a, b), passage_id in zip(pairs, ids, strict=True):
        one, other = views[local.entities[a]], views[local.entities[b]]
        if passage_id and passage_id not in passages:
            return ()  # removed meanwhile
        relation = stated.get((passage_id, frozenset((one.entity.id, other.entity.id))))
        step = PathStep(one.entity.id, one.name, other.entity.id, other.name, passages.get(passage_id))
        if relation is not None:
            backwards = relation.object_id in groups.members(step.first_id)
            step = replace(step, predicate=relation.predicate, quote=relation.quote, reversed=backwards)
        steps.append(step)
    return tuple(steps)


def _named_path(
    store: GraphStore, local: LocalGraph, links: _Links, ends: tuple[int, int], where: Filter
) -> tuple[list[int], dict[str, EntityView]]:
    """Return the rows of the shortest path through names alone, with its entities by id; empty if there is none."""
    banned: set[int] = set()
    for _ in range(MAX_DETOURS):
        rows = _shortest(links, *ends, banned)
        views = {view.entity.id: view for view in store.entities([local.entities[row] for row in rows], where)}
        nameless = [row for row in rows[1:-1] if not _connects(views.get(local.entities[row]))]
        if not nameless:
            return rows, views
        banned.update(nameless)
    return [], {}


def _connects(view: EntityView | None) -> bool:
    return view is not None and view.is_name and not is_value(view)


def _links(local: LocalGraph, by_hand: Sequence[RelationView], groups: EntityGroups) -> _Links:
    """Return the links of each entity, by row, by the other: relations, and mentions in one passage."""
    links: defaultdict[int, dict[int, _Link]] = defaultdict(dict)
    mentioned: defaultdict[int, set[int]] = defaultdict(set)
    for passage, entity in zip(local.mention_passage.tolist(), local.mention_entity.tolist(), strict=True):
        mentioned[passage].add(entity)
    for passage, entities in mentioned.items():
        for entity in entities:
            for other in entities - {entity}:
                links[entity].setdefault(other, _Link(MENTION_COST, local.passages[passage]))
    edges = zip(local.edge_subject.tolist(), local.edge_object.tolist(), local.edge_passage.tolist(), strict=True)
    for subject, object_, passage in edges:
        links[subject][object_] = links[object_][subject] = _Link(RELATION_COST, local.passages[passage])
    for view in by_hand:
        link = _Link(RELATION_COST, view.passage.id if view.passage else "")
        first, second = (local.entity_places(groups.members(end)) for end in (view.subject_id, view.object_id))
        for one, other in product(first.values(), second.values()):
            links[one][other] = links[other][one] = link
    return links


def _shortest(links: _Links, start: int, goal: int, banned: set[int]) -> list[int]:
    """Return the cheapest path of at most `MAX_STEPS` steps past the banned entities; empty if there is none."""
    heap = [(0.0, [start])]
    done: set[int] = set()
    while heap:
        cost, path = heapq.heappop(heap)
        last = path[-1]
        if last == goal:
            return path
        if last in done or len(path) > MAX_STEPS:
            continue
        done.add(last)
        for other, link in links.get(last, {}).items():
            if other not in done and other not in banned:
                heapq.heappush(heap, (cost + link.cost, [*path, other]))
    return []


def _stated(
    store: GraphStore,
    passages: Mapping[str, Passage],
    by_hand: Sequence[RelationView],
    groups: EntityGroups,
    where: Filter,
) -> Mapping[tuple[str, frozenset[str]], RelationView]:
    """Return what people and these passages state, by passage and pair of entities as they are read as one."""
    documents = sorted({passage.document_id for passage in passages.values()})
    found: dict[tuple[str, frozenset[str]], RelationView] = {}
    for view in (*by_hand, *read_relations(store, documents, where)):
        passage_id = view.passage.id if view.passage else ""
        for ends in product(groups.members(view.subject_id), groups.members(view.object_id)):
            found.setdefault((passage_id, frozenset(ends)), view)
    return found
