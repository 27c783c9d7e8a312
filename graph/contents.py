"""Describes for users what a store holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.text.counting import count_noun

if TYPE_CHECKING:
    from graph.store import StoreInfo


def describe_contents(info: StoreInfo) -> str:
    """Return the counts of a store: "2 documents, 9 passages, 1 entity"."""
    return ", ".join(
        (
            count_noun(info.documents, "document"),
            count_noun(info.passages, "passage"),
            count_noun(info.entities, "entity", "entities"),
        )
    )
