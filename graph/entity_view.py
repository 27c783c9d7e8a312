"""An entity as a reader sees it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph.types import Entity, Fragment


@dataclass(frozen=True, slots=True)
class EntityView:
    """An entity as visible to one reader, counted from the passages that reader may see.

    `kind` is the kind of most of its mentions that have one, the first in the alphabet of several; else that of the
    entity.
    """

    entity: Entity
    name: str
    aliases: tuple[str, ...] = ()
    descriptions: tuple[Fragment, ...] = ()
    mentions: int = 0
    passages: int = 0
    kind: str = ""


def choose_kind(kinds: Iterable[tuple[str, int]], otherwise: str) -> str:
    """Return the kind that counts most, the first in the alphabet of several; `otherwise` if none counts."""
    ranked = sorted((-count, kind) for kind, count in kinds if kind)
    return ranked[0][1] if ranked else otherwise
