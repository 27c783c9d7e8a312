"""Groups of entities that are decided to be the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graph.types import Decision


@dataclass(frozen=True, slots=True)
class EntityGroups:
    """Groups of two entities or more by each member's id, the members in ascending order.

    `left_out` holds the decisions for "same", of people or automatic, that would join two entities decided to be
    different.
    """

    group_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    left_out: tuple[Decision, ...] = ()

    def members(self, entity_id: str) -> tuple[str, ...]:
        """Return the group of an entity; the entity alone if it is in none."""
        return self.group_of.get(entity_id, (entity_id,))

    def touched(self, entity_ids: Iterable[str]) -> list[tuple[str, ...]]:
        """Return the groups that these entities are in, in ascending order."""
        return sorted({self.group_of[id_] for id_ in entity_ids if id_ in self.group_of}) if self.group_of else []


def group_entities(decisions: Iterable[Decision]) -> EntityGroups:
    """Group entities by decisions, whose order does not matter: people's count first, then the highest score, then the
    pair."""
    apart: defaultdict[str, set[str]] = defaultdict(set)
    same: list[Decision] = []
    for one in decisions:
        if one.state in ("same", "automatic"):
            same.append(one)
        elif one.state == "different":
            first, second = one.pair
            apart[first].add(second)
            apart[second].add(first)
    groups: dict[str, set[str]] = {}
    left_out: list[Decision] = []
    for one in sorted(same, key=lambda one: (one.state == "automatic", -one.score, one.pair)):
        left, right = (groups.setdefault(id_, {id_}) for id_ in one.pair)
        if left is right:
            continue
        if any(id_ in apart and not apart[id_].isdisjoint(right) for id_ in left):
            left_out.append(one)
            continue
        left |= right
        groups.update(dict.fromkeys(right, left))
    joined = {id_: tuple(sorted(group)) for id_, group in groups.items() if len(group) > 1}
    return EntityGroups(joined, tuple(left_out))
