from __future__ import annotations

import pytest

from graph.types import Passage
from rag.answer.extractive.list_items import answer_from_lists, asked_position

PASSAGES = [
    Passage("a", "a", "To start the pump:\n1. Close the valve.\n2. Fill the funnel.\n3. Press the button.", 0),
    Passage("b", "b", "To stop the fan:\n1. Wait a minute.\n2. Pull the plug.", 0),
]


@pytest.mark.parametrize(
    ("question", "item"),
    [
        ("What is step 2 to start the pump?", "2. Fill the funnel."),
        ("What is the third step to start the pump?", "3. Press the button."),
        ("What is the last step to stop the fan?", "2. Pull the plug."),
        ("What does step two say about stopping the fan?", "2. Pull the plug."),
    ],
)
def test_the_item_at_a_position(question: str, item: str) -> None:
    answer = answer_from_lists(question, PASSAGES)
    assert answer is not None
    assert [line.text for line in answer.quotes] == [item]


@pytest.mark.parametrize(
    "question", ["What is step 9 to start the pump?", "What is step 2?", "How does the pump start?"]
)
def test_no_item_or_several(question: str) -> None:
    assert answer_from_lists(question, PASSAGES) is None


def test_positions_in_figures_and_words() -> None:
    assert [asked_position(text) for text in ("rule 4", "the 2nd point", "fifth item", "the final step", "a step")] == [
        4, 2, 5, -1, None
    ]  # fmt: skip


def test_what_follows_a_step_is_that_step_and_the_next() -> None:
    text = "Descaling\n\n1. Empty the drip tray.\n2. Pour descaler into the tank.\n3. Hold the steam button.\n4. Rinse."
    answer = answer_from_lists("What do I do after pouring descaler into the tank?", [Passage("p", "d", text, 0)])
    assert answer is not None
    assert [quote.text for quote in answer.quotes] == ["2. Pour descaler into the tank.\n3. Hold the steam button."]
    assert answer_from_lists("What do I do after feeding the cat?", [Passage("p", "d", text, 0)]) is None
    assert answer_from_lists("What do I do after rinsing?", [Passage("p", "d", text, 0)]) is None
