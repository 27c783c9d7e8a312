from __future__ import annotations

from graph.types import Passage
from rag.answer.extractive.headings import answer_from_headings

OFFICES = Passage(
    "o",
    "o",
    "Opening hours\n\nMonday to Friday, 9 to 18.\n\nMalmo\n\nThe office is above a shop.\n\nOpening hours\n\n"
    "Tuesday only, 10 to 12.",
    0,
    title="Branches",
    context="Riga",
)


def test_what_stands_under_the_heading_of_the_place_asked_about() -> None:
    answer = answer_from_headings("What are the opening hours in Riga?", [OFFICES])
    assert answer is not None
    assert answer.short == "Monday to Friday, 9 to 18"
    other = answer_from_headings("What are the opening hours in Malmo?", [OFFICES])
    assert other is not None
    assert other.short == "Tuesday only, 10 to 12"


def test_a_heading_whose_text_is_of_another_type_does_not_answer() -> None:
    passage = Passage("p", "d", "Guided tour\n\nBook early.", 0, title="Museum", context="Museum")
    assert answer_from_headings("When is the guided tour of the museum?", [passage]) is None


def test_the_title_and_headings_of_other_things_do_not_answer() -> None:
    assert answer_from_headings("What are the opening hours in Oslo?", [OFFICES]) is None
    passage = Passage("p", "d", "House rules\n\nWelcome to the house.", 0, title="House rules")
    assert answer_from_headings("What are the house rules?", [passage]) is None
