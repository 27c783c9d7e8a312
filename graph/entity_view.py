"""An entity as a reader sees it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph.types import Entity, Fragment

NO_NAME = "none"
"""The kind of a mention that is hardly a name. It stays a way from passage to passage, but is shown to nobody."""


@dataclass(frozen=True, slots=True)
class EntityView:
    """An entity as visible to one reader, counted from the passages that reader may see.

    `kind` is the kind of most of its mentions that have one, the first in the alphabet of several; else that of the
    entity. `is_name` is false if most of its mentions are hardly names: lists and pictures leave it out.
    """

    entity: Entity
    name: str
    aliases: tuple[str, ...] = ()
    descriptions: tuple[Fragment, ...] = ()
    mentions: int = 0
    passages: int = 0
    kind: str = ""
    is_name: bool = True


def choose_kind(kinds: Iterable[tuple[str, int]], otherwise: str) -> str:
    """Return the kind that counts most, the first in the alphabet of several; `otherwise` if none counts."""
    ranked = sorted((-count, kind) for kind, count in kinds if kind and kind != NO_NAME)
    return ranked[0][1] if ranked else otherwise


def is_name(kinds: Iterable[tuple[str, int]], mentions: int) -> bool:
    """Return whether at least half of so many mentions may be names."""
    return 2 * sum(count for kind, count in kinds if kind == NO_NAME) <= mentions
