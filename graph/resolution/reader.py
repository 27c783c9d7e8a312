"""Reading in which entities that are decided to be the same are one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

from graph.entity_view import EntityView
from graph.local import LocalGraph, Seeds
from graph.neighborhood import MAX_HUB_PASSAGES
from graph.resolution.group_view import GroupView, view_groups
from graph.resolution.groups import EntityGroups
from graph.resolution.local_graph import arriving_mass, merge_entities
from graph.store import GraphReader
from graph.types import EVERYTHING, Filter, Kind, Relation, Vector
from graph.wrapped_store import WrappedReader

Ranked = list[tuple[str, float]]


class ResolvedReader(WrappedReader):
    """A `graph.store.GraphReader` over another one; a group goes by the id of its member with most visible mentions.

    Any member's id stands for the group. `read`, `vectors` and `similarities` give what is stored of each entity.
    """

    def __init__(self, reader: GraphReader, groups: Callable[[], EntityGroups]) -> None:
        WrappedReader.__init__(self, reader)
        self._groups = groups

    @contextmanager
    def snapshot(self) -> Iterator[GraphReader]:
        yield self

    def entities(self, ids: Sequence[str] | None = None, where: Filter = EVERYTHING) -> Iterator[EntityView]:
        """Return entities, each group once, at the place of the first of its members that is asked for."""
        groups = self._groups()
        touched = groups.touched(groups.group_of if ids is None else ids)
        if not touched:
            return self._reader.entities(ids, where)
        views = view_groups(self._reader, touched, where)
        chosen = None if ids is None else [views[id_].view.entity.id if id_ in views else id_ for id_ in ids]
        return self._entities(chosen, where, views)

    def _entities(self, ids: Sequence[str] | None, where: Filter, views: dict[str, GroupView]) -> Iterator[EntityView]:
        given: set[str] = set()
        for view in self._reader.entities(ids, where):
            group = views.get(view.entity.id)
            if group is None:
                yield view
            elif group.view.entity.id == view.entity.id and view.entity.id not in given:
                given.add(view.entity.id)
                yield group.view

    def count_passages(self, groups: Sequence[Sequence[str]], where: Filter = EVERYTHING) -> list[int]:
        known = self._groups()
        return self._reader.count_passages(
            [[one for id_ in group for one in known.members(id_)] for group in groups], where
        )

    def relations(
        self, subject_ids: Sequence[str], object_ids: Sequence[str], where: Filter = EVERYTHING
    ) -> list[Relation]:
        """Return what is stated of the groups of these entities, with the ends as they are stored."""
        groups = self._groups()
        subjects, objects = ([one for id_ in ids for one in groups.members(id_)] for ids in (subject_ids, object_ids))
        return self._reader.relations(subjects, objects, where)

    def nearest(self, vector: Vector, k: int, of: Kind = "passage", where: Filter = EVERYTHING) -> Ranked:
        if of != "entity":
            return self._reader.nearest(vector, k, of, where)
        found = self._ranked(lambda most: self._reader.nearest(vector, most, "entity", where), k, where)
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def search(
        self, text: str, k: int, of: Literal["passage", "entity"] = "passage", where: Filter = EVERYTHING
    ) -> Ranked:
        if of != "entity":
            return self._reader.search(text, k, of, where)
        return self._ranked(lambda most: self._reader.search(text, most, "entity", where), k, where)

    def _ranked(self, ask: Callable[[int], Ranked], k: int, where: Filter) -> Ranked:
        """Return the k best entities, a group with the score of its best member."""
        groups, most = self._groups(), k
        while True:
            hits = ask(most)
            best: dict[tuple[str, ...], tuple[str, float]] = {}
            for id_, score in hits:
                best.setdefault(groups.members(id_), (id_, score))
            if len(best) >= k or len(hits) < most:
                break
            most *= 2
        kept = list(best.values())[:k]
        views = view_groups(self._reader, groups.touched(id_ for id_, _ in kept), where)
        return [(views[id_].view.entity.id if id_ in views else id_, score) for id_, score in kept]

    def around(self, seeds: Seeds, limit: int, where: Filter = EVERYTHING) -> LocalGraph:
        """Return the neighbourhood of the seeds, in which what reaches one member of a group reaches all."""
        groups = self._groups()
        if not groups.group_of:
            return self._reader.around(seeds, limit, where)
        shared = self._share_seeds(seeds, groups, where)
        local = self._reader.around(shared, limit, where)
        views = view_groups(self._reader, groups.touched(local.entities), where)
        if lacking := _share_mass(local, shared, views):
            entities = {
                id_: shared.entities.get(id_, 0.0) + lacking.get(id_, 0.0) for id_ in (*shared.entities, *lacking)
            }
            local = self._reader.around(Seeds(shared.passages, entities), limit, where)
            views = view_groups(self._reader, groups.touched(local.entities), where)
        if not views:
            return local
        names = {id_: group.view.entity.id for id_, group in views.items()}
        frequency = {group.view.entity.id: group.view.passages for group in views.values()}
        return merge_entities(local, names, frequency)

    def _share_seeds(self, seeds: Seeds, groups: EntityGroups, where: Filter) -> Seeds:
        """Return the seeds with the weight of a group's member shared by all, each by its number of passages."""
        views = view_groups(self._reader, groups.touched(seeds.entities), where)
        entities = {id_: weight for id_, weight in seeds.entities.items() if id_ not in views}
        for id_, weight in seeds.entities.items():
            for member, share in _shares(views[id_]).items() if id_ in views else ():
                entities[member] = entities.get(member, 0.0) + weight * share
        return Seeds(seeds.passages, entities)


def _shares(group: GroupView) -> dict[str, float]:
    """Return the share of each member in the passages of its group."""
    total = sum(group.passages.values())
    return {id_: count / total for id_, count in group.passages.items()}


def _share_mass(local: LocalGraph, seeds: Seeds, views: dict[str, GroupView]) -> dict[str, float]:
    """Return what each member lacks of its share in what arrives at its group; nothing for a group that is a hub."""
    arrived = dict(zip(local.entities, arriving_mass(local, seeds).tolist(), strict=True))
    groups = {group.view.entity.id: group for group in views.values() if group.view.passages <= MAX_HUB_PASSAGES}
    lacking: dict[str, float] = {}
    for group in groups.values():
        total = sum(arrived.get(member, 0.0) for member in group.passages)
        for member, share in _shares(group).items():
            if (missing := total * share - arrived.get(member, 0.0)) > 0:
                lacking[member] = missing
    return lacking
