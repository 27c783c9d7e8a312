from __future__ import annotations

import pytest

from graph.types import Passage
from rag.answer.extractive.definitions import answer_from_definitions, asked_term, asks_for_definition

GLOSSARY = Passage(
    "g",
    "g",
    "Glossary\n\nFender\nA cushion between hull and quay.\nHawser\nA thick rope for towing ships.\n\n"
    "Draught: the depth of the keel below the water.\nA pilot is somebody who knows the way into the harbour.",
    0,
)


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("What is a hawser?", "Hawser\nA thick rope for towing ships."),
        ("What does draught mean?", "Draught: the depth of the keel below the water."),
        ("What is meant by fender?", "Fender\nA cushion between hull and quay."),
        ("What is a pilot?", "A pilot is somebody who knows the way into the harbour."),
    ],
)
def test_the_lines_that_define_a_term(question: str, quote: str) -> None:
    answer = answer_from_definitions(question, [GLOSSARY])
    assert answer is not None
    assert [line.text for line in answer.quotes] == [quote]


def test_a_definition_that_wraps_is_quoted_whole() -> None:
    text = (
        "A detail is an assignment from one position\nto another, for a time. It ends by itself.\n\nA lock is closed."
    )
    answer = answer_from_definitions("What is a detail?", [Passage("d", "d", text, 0)])
    assert answer is not None
    assert [line.text for line in answer.quotes] == [
        "A detail is an assignment from one position\nto another, for a time."
    ]


@pytest.mark.parametrize("question", ["What is an anchor?", "Who is the pilot?", "What is the length of a hawser?"])
def test_other_questions_have_no_definition(question: str) -> None:
    assert answer_from_definitions(question, [GLOSSARY]) is None


def test_the_term_is_read_without_quotes_and_article() -> None:
    assert asked_term('What does "lay day" mean?') == "lay day"
    assert asked_term("How long is a hawser?") == ""


def test_a_heading_above_a_paragraph_defines_nothing() -> None:
    passage = Passage("p", "d", "Parking\n\nThe gates close at ten in the evening.", 0)
    assert answer_from_definitions("What is parking?", [passage]) is None


@pytest.mark.parametrize("question", ["What is data encryption?", "What are fumaroles?", "Define a fumarole"])
def test_what_something_is_is_asked(question: str) -> None:
    assert asks_for_definition(question)


@pytest.mark.parametrize(
    "question",
    ["What is the capital?", "What is the price of the pump?", "What does IMO stand for?", "What is it called?"],
)
def test_a_value_or_a_long_form_is_no_definition(question: str) -> None:
    assert not asks_for_definition(question)
