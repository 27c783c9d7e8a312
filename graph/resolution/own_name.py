"""The name of an entity that is its own where several entities share the name they are mostly called by."""

from __future__ import annotations

from graph.entity_view import EntityView
from graph.text.names import name_key


def own_name(view: EntityView) -> str:
    """Return the visible name that the entity's key stands for, on one line; the commonest if none does."""
    names = (view.name, *view.aliases)
    return " ".join(next((name for name in names if name_key(name) == view.entity.key), view.name).split())
