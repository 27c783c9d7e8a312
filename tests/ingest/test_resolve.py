"""Proposals of entities that may be one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graph.text.names import name_key
from graph.types import Entity, EntityView
from ingest.resolve import find_proposals, name_initials, record_proposals
from tests.ingest.conftest import Place, Write

NAMES = ["SRT", "Sallow Rivers Trust", "Saint Ruth's Tower", "RLN", "River Level Network", "Bank of Elm", "BE", "Elm"]


def view(name: str, kind: str = "") -> EntityView:
    return EntityView(Entity.make(name_key(name), kind), name)


def test_initials_leave_small_words_out() -> None:
    assert name_initials("Bank of the Elm") == "be"


def test_an_acronym_is_proposed_for_the_one_name_it_fits() -> None:
    found = find_proposals(map(view, NAMES))
    assert sorted(one.reason for one in found) == [
        "BE may stand for Bank of Elm",
        "RLN may stand for River Level Network",
    ]


def test_one_name_of_two_kinds_is_proposed() -> None:
    (only,) = find_proposals([view("May 2024"), view("May 2024", "date")])
    assert only.state == "proposed"


@given(st.permutations(NAMES))
def test_the_order_of_entities_does_not_matter(names: list[str]) -> None:
    assert find_proposals(map(view, names)) == find_proposals(map(view, NAMES))


def test_what_a_person_decided_stays(place: Place, write: Write) -> None:
    place.take(write("a.txt", "The River Level Network was built in May."), write("b.txt", "Priya Mallick runs RLN."))
    assert record_proposals(place.store) == 1
    (proposal,) = place.store.decisions()
    place.store.decide(proposal.pair, "different", "they are not")
    assert record_proposals(place.store) == 0
    assert [decision.state for decision in place.store.decisions()] == ["different"]
