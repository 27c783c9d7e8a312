"""Reasons and purposes are asked for with "why"."""

from __future__ import annotations

import pytest

from tests.evals.generate.prose_texts import asked_of


@pytest.mark.parametrize(
    ("sentence", "question", "reference"),
    [
        (
            "The slipway is closed in winter because the planks become too slippery.",
            "Why is the slipway closed in winter?",
            "because the planks become too slippery",
        ),
        (
            "The watch records every radio call to help the coast guard.",
            "Why does the watch record every radio call?",
            "to help the coast guard",
        ),
    ],
)
def test_a_reason_is_asked_for(sentence: str, question: str, reference: str) -> None:
    assert asked_of("reason", sentence) == {question: reference}


def test_what_people_want_is_no_purpose() -> None:
    assert asked_of("reason", "The sailing club wants the town to build a second pier.") == {}


def test_what_can_be_done_for_a_purpose_has_no_reason() -> None:
    assert asked_of("reason", "You can end the name of a buoy with a star to mark the deep channel.") == {}
