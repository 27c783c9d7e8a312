"""A search in a declared language finds the forms of its words, and the compounds and parts of them."""

from __future__ import annotations

import pytest

from graph.store import GraphStore
from graph.types import Filter, Meta
from tests.contract.parts import name_of, part

TEXTS = {
    "camp.txt": "Die Abreise ist bis elf Uhr erledigt.",
    "flat.txt": "Die Frist vor einer Kündigung ist lang.",
    "rent.txt": "Eine Mietkaution wird gezahlt.",
    "yard.txt": "Der Hof ist nachts geschlossen.",
}


@pytest.fixture
def filled(store: GraphStore) -> GraphStore:
    for source, text in TEXTS.items():
        meta = Meta(access=("office",)) if source == "rent.txt" else Meta()
        found = part(source, [text], meta=meta)
        store.replace(name_of(found), found)
    return store


@pytest.mark.parametrize(
    ("query", "source"),
    [
        ("Wann muss ich abreisen?", "camp.txt"),
        ("Wie lang ist die Kündigungsfrist?", "flat.txt"),
        ("Wie hoch ist die Kaution?", "rent.txt"),
    ],
)
def test_forms_and_parts_are_found(filled: GraphStore, query: str, source: str) -> None:
    found = [passage_id for passage_id, _ in filled.search(query, 1)]
    assert [passage.source for passage in filled.passages(found)] == [source]


def test_a_part_scores_less_than_the_word(filled: GraphStore) -> None:
    ((_, part_score),) = filled.search("Gibt es eine Kaution?", 4)
    ((_, whole_score),) = filled.search("Gibt es eine Mietkaution?", 4)
    assert 0 < part_score < whole_score


def test_hidden_forms_are_not_found(filled: GraphStore) -> None:
    assert filled.search("Gibt es eine Kaution?", 4, where=Filter(access=())) == []


def test_forms_written_later_are_found(filled: GraphStore) -> None:
    assert filled.search("Gibt es ein Telefon?", 4) == []
    found = part("phone.txt", ["Im Büro steht ein Haustelefon."])
    filled.replace(name_of(found), found)
    assert len(filled.search("Gibt es ein Telefon?", 4)) == 1
