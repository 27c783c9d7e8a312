"""A group of entities as visible to one reader: like one entity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from graph.entity_view import EntityView, choose_kind
from graph.store import GraphReader
from graph.types import Filter


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group with the number of visible passages of each visible member.

    `view` has the entity and the name of the member with most mentions, of several the first by id.
    """

    view: EntityView
    passages: Mapping[str, int]


def view_groups(reader: GraphReader, groups: Iterable[tuple[str, ...]], where: Filter) -> dict[str, GroupView]:
    """Return the groups by the ids of all their members; a group without a visible mention is left out."""
    wanted = list(groups)
    views = {view.entity.id: view for view in reader.entities([id_ for group in wanted for id_ in group], where)}
    seen = [[views[id_] for id_ in group if id_ in views] for group in wanted]
    counts = reader.count_passages([[view.entity.id for view in one] for one in seen], where) if views else []
    return {
        id_: merged
        for group, members, count in zip(wanted, seen, counts, strict=False)
        if members
        for merged in [_merge(members, count)]
        for id_ in group
    }


def _merge(members: list[EntityView], passages: int) -> GroupView:
    ordered = sorted(members, key=lambda view: (-view.mentions, view.entity.id))
    first = ordered[0].entity
    names = dict.fromkeys(name for view in ordered for name in (view.name, *view.aliases))
    described = dict.fromkeys(replace(one, entity_id=first.id) for view in ordered for one in view.descriptions)
    name, *aliases = names
    view = EntityView(
        entity=first,
        name=name,
        aliases=tuple(aliases),
        descriptions=tuple(described),
        mentions=sum(view.mentions for view in members),
        passages=passages,
        kind=choose_kind(((view.kind, view.mentions) for view in members), first.kind),
        is_name=any(view.is_name for view in members),
    )
    return GroupView(view, {view.entity.id: view.passages for view in members})
