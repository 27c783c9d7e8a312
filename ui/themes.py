"""The themes of the documents as people and programs read them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import PurePath

from graph.store import GraphStore
from graph.types import Filter
from rag.summary.retriever import spread_evenly
from rag.summary.themes import find_themes


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme with the number of its passages, and the titles of its documents, those of most passages first."""

    name: str
    passages: int
    documents: tuple[str, ...]


def load_themes(store: GraphStore, where: Filter) -> list[ThemeView]:
    """Return the themes of what is visible under the filter, the largest first."""
    with store.snapshot() as snapshot:
        passages = [passage for passage in snapshot.passages(where=where) if not passage.hidden]
        themes = find_themes(snapshot, spread_evenly(passages), where)
    views = []
    for theme in themes:
        titles = Counter(passage.title or PurePath(passage.source).name for passage in theme.passages)
        views.append(ThemeView(theme.name, len(theme.passages), tuple(title for title, _ in titles.most_common())))
    return views
