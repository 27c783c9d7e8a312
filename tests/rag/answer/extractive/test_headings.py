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


STEPS = "1. Empty the drip tray.\n2. Fill the tank. It holds a litre.\n3. Press the button.\n4. Wait for the light."


def test_a_list_under_the_heading_is_quoted_whole() -> None:
    text = f"Coffee machine\n\nDescaling\n\n{STEPS}\n\nDescale every three months.\n\nFaults\n\nNone are known."
    passage = Passage("p", "d", text, 0, title="Coffee machine")
    answer = answer_from_headings("How do I descale the coffee machine?", [passage])
    assert answer is not None
    assert [quote.text for quote in answer.quotes] == [STEPS]
    assert answer.short == ""


def test_of_a_long_list_the_first_items_are_quoted() -> None:
    items = [f"- Part {number} of the pump" for number in range(30)]
    text = "Coffee machine\n\nSpare parts\n\n" + "\n".join(items)
    answer = answer_from_headings("What are the spare parts of the coffee machine?", [Passage("p", "d", text, 0)])
    assert answer is not None
    assert [quote.text for quote in answer.quotes] == ["\n".join(items[:3])]


def test_steps_further_down_are_found_where_a_way_is_asked() -> None:
    text = f"Descaling\n\nThe machine stands level.\n\n{STEPS}\n\nMaking coffee\n\n1. Put a cup below.\n2. Press."
    passage = Passage("p", "d", text, 0, title="Coffee machine")
    answer = answer_from_headings("How do I descale the coffee machine?", [passage])
    assert answer is not None
    assert ([quote.text for quote in answer.quotes], answer.whole) == ([STEPS], True)
    making = answer_from_headings("How do I make coffee?", [passage])
    assert making is not None
    assert [quote.text for quote in making.quotes] == ["1. Put a cup below.\n2. Press."]


def test_steps_in_a_later_passage_stand_under_its_heading() -> None:
    first = Passage("a", "d", "Descaling\n\nThe machine stands level.", 0, title="Coffee machine")
    later = Passage("b", "d", STEPS, 40, ordinal=1, title="Coffee machine", context="Care › Descaling")
    answer = answer_from_headings("How do I descale the coffee machine?", [first, later])
    assert answer is not None
    assert [quote.text for quote in answer.quotes] == [STEPS]


def test_the_number_of_a_heading_is_no_word_of_it() -> None:
    text = f"Coffee machine\n\n5.2 Descaling\n\n{STEPS}\n\nSlide 3: Faults\n\nNone."
    answer = answer_from_headings("How do I descale the coffee machine?", [Passage("p", "d", text, 0)])
    assert answer is not None
    assert [quote.text for quote in answer.quotes] == [STEPS]


def test_a_heading_that_denies_is_asked_for_by_a_question_that_does() -> None:
    text = "What is covered\n\n- fire\n- storm\n\nWhat is not covered\n\n- rust\n- moths"
    passage = Passage("p", "d", text, 0, title="Home insurance")
    for question, lines in (
        ("What is covered by the home insurance?", "- fire\n- storm"),
        ("What is not covered by the home insurance?", "- rust\n- moths"),
    ):
        answer = answer_from_headings(question, [passage])
        assert answer is not None
        assert [quote.text for quote in answer.quotes] == [lines]


def test_a_list_says_who_without_a_name() -> None:
    text = "Do not take Dolan\n\n- if you are under twelve\n- if you have a fever"
    answer = answer_from_headings("Who must not take Dolan?", [Passage("p", "d", text, 0, title="Leaflet")])
    assert answer is not None
    assert answer.quotes[0].text == "- if you are under twelve\n- if you have a fever"
