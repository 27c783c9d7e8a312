"""What an answer says first."""

from __future__ import annotations

import pytest

from evals.judges.headline import asserted, direct_claim, headline_of, read_headline
from rag.types import Answer

SHOWN = "75 euros [1]\n\nThe daily allowance is 75 euros. [1]\n\nThe daily allowance is 82 euros. [2]"
WHO = "Who is the managing director?"


def test_a_short_answer_stands_apart_from_the_quotes_below() -> None:
    found = read_headline(SHOWN)
    assert found.claim == "75 euros"
    assert "82 euros" in found.below
    assert found.apart


def test_evidence_alone_claims_nothing_apart() -> None:
    shown = headline_of(Answer(SHOWN, evidence_only=True))
    assert not shown.apart
    assert not shown.claims
    assert headline_of(Answer(SHOWN, short="75 euros")).claim == "75 euros"


@pytest.mark.parametrize(
    "text",
    [
        "It is 75 euros.",
        "These are the colours:\n\n- red\n- green",
        "1. red\n\n2. green",
        "As an AI language model, I do not have opinions.\n\nIt is 75 euros.",
        f"{'A long first paragraph. ' * 10}\n\nIt is 75 euros.",
    ],
)
def test_prose_and_lists_are_one_claim(text: str) -> None:
    assert not read_headline(text).apart


@pytest.mark.parametrize(
    ("text", "kept", "left_out"),
    [
        ("Helga Brandt, who was followed by Oskar Lindqvist", "Helga", "Oskar"),
        ("82 euros, not 75 euros", "82", "75"),
        ("It is not 75 but 82 euros.", "82", "75"),
        ("82 euros, up from 75 euros", "82", "75"),
        ("The following colours: red, green", "red", "nothing"),
        ("You may not park here.", "not park", "nothing"),
    ],
)
def test_what_is_denied_or_came_after_is_not_asserted(text: str, kept: str, left_out: str) -> None:
    found = asserted(WHO, text)
    assert kept in found
    assert left_out not in found


def test_who_came_after_is_asserted_where_it_is_asked() -> None:
    text = "Helga Brandt was followed by Oskar Lindqvist."
    assert asserted("Who followed Helga Brandt?", text) == text


@pytest.mark.parametrize(
    ("text", "first_alone"),
    [
        ("75 euros. It was 82 euros then.", True),
        ("The daily allowance is 75 euros. Some say 82 euros.", True),
        ("The firm is very old by now. The daily allowance is 82 euros.", False),
    ],
)
def test_a_first_sentence_that_answers_stands_alone(text: str, first_alone: bool) -> None:
    assert ("82" not in direct_claim("What is the daily allowance?", text)) is first_alone


def test_later_sentences_on_what_held_before_are_left_out() -> None:
    assert "82" not in direct_claim("What is the daily allowance?", "The amount is 75 euros. It used to be 82 euros.")
