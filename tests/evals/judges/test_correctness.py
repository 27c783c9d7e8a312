"""Answers are right, wrong, incomplete, or wrong above right evidence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.judges.correctness import RIGHT_BELOW, judge_headline, judge_text
from evals.judges.headline import Headline, read_headline
from evals.types import CORRECT_FROM
from rag.embed.protocol import Embedder

ALLOWANCE = "What is the current daily allowance?"
LONG = "Keepers get 82 crowns a month for oil, and 40 crowns for bread, as long as the lamp burns every night."


@pytest.mark.parametrize(
    ("question", "reference", "text", "right", "reason"),
    [
        (ALLOWANCE, "82 euros", "The current daily allowance is 75 euros.", False, "contradicts"),
        (ALLOWANCE, "82 euros", "€82 a day", True, "says what"),
        ("When was it approved?", "3 May 2023", "2023-05-03", True, "says what"),
        ("When was it approved?", "3 May 2023", "3 May 2022", False, "contradicts"),
        ("What is the fee?", "5%", "0.5%", False, "contradicts"),
        ("What was the change?", "-27", "27", False, "contradicts"),
        ("Who is the director?", "Helga Brandt", "Helga Brandt, who was followed by Oskar Lindqvist", True, "says"),
        (
            "Who is the director?",
            "Oskar Lindqvist",
            "Helga Brandt, who was followed by Oskar Lindqvist",
            False,
            "does not",
        ),
        ("Which colours?", "red; green; blue", "red and blue", False, "is incomplete: 2 of 3 items"),
        ("Which colours?", "red; green; blue", "red, green, blue and pink", False, "says more than is right: pink"),
        ("Which colours?", "red; green; blue", "blue, green and red", True, "has 3 of 3 items"),
        ("May I park here?", "Yes", "You may park here.", True, "replies yes"),
        ("May I park here?", "Yes", "You may not park here.", False, "contradicts"),
        ("May I park here?", "You may park here", "You may not park here.", False, "contradicts"),
        ("What do keepers get?", LONG, LONG.replace("82", "75"), False, "contradicts"),
        ("What do keepers get?", LONG, f"According to the rules: {LONG}", True, "has "),
    ],
)
def test_texts_are_judged_by_what_can_be_compared(
    minilm: Embedder, question: str, reference: str, text: str, right: bool, reason: str
) -> None:
    found = judge_text(question, text, (reference,), minilm)
    assert found.right is right
    assert reason in found.reason


def test_later_quotes_do_not_rescue_a_wrong_headline(minilm: Embedder) -> None:
    shown = "75 euros\n\nThe daily allowance is 75 euros.\n\nThe daily allowance is 82 euros."
    found = judge_headline(ALLOWANCE, read_headline(shown), ("82 euros",), minilm)
    assert found.value < CORRECT_FROM
    assert RIGHT_BELOW in found.reason
    evidence = Headline(shown.partition("\n\n")[2], claims=False)
    assert judge_headline(ALLOWANCE, evidence, ("82 euros",), minilm).right


def test_wrong_evidence_below_does_not_make_a_right_headline_wrong(minilm: Embedder) -> None:
    shown = "82 euros\n\nThe daily allowance is 75 euros."
    assert judge_headline(ALLOWANCE, read_headline(shown), ("82 euros",), minilm).right


@settings(max_examples=25, deadline=None)
@given(
    number=st.integers(2, 9999),
    change=st.integers(1, 500),
    frame=st.sampled_from(("{}", "It is {}.", "The current daily allowance is {}.")),
)
def test_a_changed_number_is_never_right_and_another_notation_is(
    minilm: Embedder, number: int, change: int, frame: str
) -> None:
    reference = (f"{number} euros",)
    for said in (f"€{number}", f"{number:,} euros", f"EUR {number}"):
        assert judge_text(ALLOWANCE, frame.format(said), reference, minilm).right
    assert not judge_text(ALLOWANCE, frame.format(f"{number + change} euros"), reference, minilm).right
