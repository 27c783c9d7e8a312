"""The themes of the documents as people and programs read them."""

from __future__ import annotations

from dataclasses import dataclass

from graph.store import GraphStore
from graph.types import Filter


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme with the number of its passages, and the titles of its documents, those of most passages first."""

    name: str
    passages: int
    documents: tuple[str, ...]


def load_themes(store: GraphStore, where: Filter) -> list[ThemeView]:
    """Return the themes of what is visible under the filter, the largest first."""
    from rag.summary.retriever import spread_evenly
    from rag.summary.themes import count_titles, find_themes

    with store.snapshot() as snapshot:
        passages = [passage for passage in snapshot.passages(where=where) if not passage.hidden]
        themes = find_themes(snapshot, spread_evenly(passages), where)
    return [
        ThemeView(
            theme.name, len(theme.passages), tuple(title for title, _ in count_titles(theme.passages).most_common())
        )
        for theme in themes
    ]
