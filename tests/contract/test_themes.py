"""Themes are found alike in every store, and nothing that a reader may not see names one or is in one."""

from __future__ import annotations

from graph.store import GraphStore
from graph.types import EVERYTHING, Filter, Meta
from rag.summary.themes import find_themes
from tests.contract.parts import name_of, part

RIVER = ("The Tarn floods in spring.", "A bridge crosses the Tarn.", "Mills stand by the Tarn.")
COUNCIL = ("The Alder Council sits on Mondays.", "The Alder Council sets the rates.", "Rates go to the Alder Council.")
SECRET = ("The Alder Council met Zebedee Quarrell.", "Zebedee Quarrell pays.", "Zebedee Quarrell leads it.")


def fill(store: GraphStore) -> None:
    for source, texts, names, access in (
        ("river.txt", RIVER, ("Tarn",), ()),
        ("council.txt", COUNCIL, ("Alder Council",), ()),
        ("secret.txt", SECRET, ("Alder Council", "Zebedee Quarrell"), ("board",)),
    ):
        made = part(source, texts, names, meta=Meta(access=access))
        store.replace(name_of(made), made)


def test_themes_are_named_by_what_their_passages_share(store: GraphStore) -> None:
    fill(store)
    where = Filter(access=())
    themes = find_themes(store, list(store.passages(where=where)), where)
    members = [{passage.source for passage in theme.passages} for theme in themes]
    assert {passage.text for theme in themes for passage in theme.passages} <= {*RIVER, *COUNCIL}
    assert "Tarn" in " ".join(theme.name for theme in themes)
    assert all(members)


def test_what_a_reader_may_not_see_is_in_no_theme(store: GraphStore) -> None:
    fill(store)
    where = Filter(access=())
    visible = list(store.passages(where=where))
    everything = list(store.passages())
    assert len(visible) < len(everything)
    assert "Quarrell" in str(find_themes(store, everything, EVERYTHING))
    hidden = str(find_themes(store, everything, where))
    assert "Quarrell" not in hidden
    assert find_themes(store, everything, where) == find_themes(store, visible, where)


def test_a_single_passage_has_no_theme(store: GraphStore) -> None:
    made = part("one.txt", ["The Tarn floods."], ["Tarn"])
    store.replace(name_of(made), made)
    assert find_themes(store, list(store.passages()), EVERYTHING) == []
