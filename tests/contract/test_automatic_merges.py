"""The surest proposals merge without asking, in every store alike, whatever came first, and can be undone."""

from __future__ import annotations

from graph.copy import copy_graph
from graph.resolution.automatic import AutomaticMerges, merge_automatically, withdraw_automatic, withdraw_unmentioned
from graph.resolution.store import ResolvedStore
from graph.store import GraphStore
from graph.types import Decision, Filter
from tests.contract.conftest import NewStore
from tests.contract.dump import dump
from tests.contract.parts import entity_id, name_of, part

NAMES = ("Lamp Works", "Lampworks", "Keel Ltd", "Portmellin", "Ada Moss", "Skerry", "Tarn")
PARTS = [
    part("1.txt", ["Lamp Works of Portmellin paid Ada Moss at Skerry."], NAMES),
    part("2.txt", ["Lamp Works sent Ada Moss from Portmellin to Tarn."], NAMES),
    part("3.txt", ["Keel Ltd built Tarn."], NAMES),
    part("4.txt", ["Keel is a part of a ship near Skerry."], ["Keel", "Skerry"]),
]
SURE = tuple(sorted((entity_id("Lamp Works"), entity_id("Lampworks"))))


def filled(new_store: NewStore, order: int = 1) -> ResolvedStore:
    store = ResolvedStore(new_store())
    for found in PARTS[::order]:
        store.replace(name_of(found), found)
    return store


def pairs(store: GraphStore) -> set[tuple[str, ...]]:
    return {one.pair for one in store.decisions()}


def test_what_shares_its_neighbours_merges_whatever_came_first(new_written_store: NewStore) -> None:
    first, second = filled(new_written_store), filled(new_written_store, -1)
    before = dump(first)
    late = part("5.txt", ["Lampworks wrote to Ada Moss in Portmellin."], NAMES)
    for store in (first, second):
        store.replace(name_of(late), late)
    merge_automatically(second.stored)
    second.replace(name_of(PARTS[0]), None)
    second.replace(name_of(PARTS[0]), PARTS[0])
    assert merge_automatically(first.stored) == AutomaticMerges(1, 0)
    merge_automatically(second.stored)
    assert list(first.decisions()) == list(second.decisions())
    (decision,) = first.decisions()
    assert (decision.pair, decision.state) == (SURE, "automatic")
    assert dump(first) == dump(second)
    assert merge_automatically(first.stored) == AutomaticMerges(0, 0)
    other = new_written_store()
    assert copy_graph(first.stored, other).differences == ()
    assert dump(ResolvedStore(other)) == dump(first)
    first.replace(name_of(late), None)
    withdraw_unmentioned(first.stored)
    assert dump(first) == before
    assert list(first.decisions()) == []


def test_two_that_one_sentence_names_apart_do_not_merge(new_written_store: NewStore) -> None:
    store = filled(new_written_store)
    for number, text in enumerate(["Lampworks wrote to Ada Moss.", "Lamp Works and Lampworks both paid Ada Moss."]):
        late = part(f"late{number}.txt", [text], NAMES)
        store.replace(name_of(late), late)
    assert merge_automatically(store.stored) == AutomaticMerges(0, 0)


def test_people_have_the_last_word(new_written_store: NewStore) -> None:
    store = filled(new_written_store)
    late = part("5.txt", ["Lampworks wrote to Ada Moss in Portmellin."], NAMES)
    store.replace(name_of(late), late)
    before = dump(store)
    assert merge_automatically(store.stored, Filter(collection="default")) == AutomaticMerges(1, 0)
    assert dump(store) != before
    assert withdraw_automatic(store.stored, Filter(collection="other")) == AutomaticMerges(0, 0)
    assert withdraw_automatic(store.stored, Filter(collection="default")) == AutomaticMerges(0, 1)
    assert dump(store) == before
    store.decide((SURE[0], SURE[1]), "different", "two works")
    assert merge_automatically(store.stored) == AutomaticMerges(0, 0)
    assert pairs(store) == {SURE}
    assert dump(store) == before
    store.decide((SURE[0], SURE[1]), "same", "one after all")
    assert merge_automatically(store.stored) == AutomaticMerges(0, 0)
    assert [one.state for one in store.decisions()] == ["same"]
    assert Decision((SURE[0], SURE[1]), "same", "one after all") in set(store.decisions())
