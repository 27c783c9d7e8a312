"""Whose a mention is: found by rules, found by a model, or found by rules and given its kind by a model."""

from __future__ import annotations

from graph.types import Mention

_KIND_ONLY = "+"


def mark_kind_only(model: str) -> str:
    """Return the origin of a mention that rules found and this model gave its kind."""
    return _KIND_ONLY + model


def is_found_by_model(mention: Mention) -> bool:
    """Return whether a model found the mention, so that it goes with what the model said."""
    return bool(mention.origin) and not mention.origin.startswith(_KIND_ONLY)
