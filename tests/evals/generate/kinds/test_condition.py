"""Conditions: one half of the sentence is asked about, the other is the reference."""

from __future__ import annotations

import pytest

from tests.evals.generate.prose_texts import asked_of


@pytest.mark.parametrize(
    ("sentence", "question", "reference"),
    [
        (
            "If your boat loses its anchor, you must tell the harbour master.",
            "What must I do if my boat loses its anchor?",
            "you must tell the harbour master",
        ),
        (
            "You should call the pilot station when your radio stops working.",
            "What should I do when my radio stops working?",
            "You should call the pilot station",
        ),
        (
            "If the lock gate does not close, the night watch will stop all traffic.",
            "What happens if the lock gate does not close?",
            "the night watch will stop all traffic",
        ),
        (
            "You can keep your berth over the winter if you pay the fee before October.",
            "In which case can I keep my berth over the winter?",
            "if you pay the fee before October",
        ),
    ],
)
def test_a_condition_is_asked_about(sentence: str, question: str, reference: str) -> None:
    assert asked_of("condition", sentence).get(question) == reference


@pytest.mark.parametrize(
    "sentence",
    [
        "The office has a lot of leaflets if you want to learn about the old lighthouse.",
        "If it says so on the sign, the night watch will close the gate.",
        "If you like the old lighthouse, you may want to visit the museum.",
    ],
)
def test_what_says_no_consequence_is_left_out(sentence: str) -> None:
    assert asked_of("condition", sentence) == {}


def test_a_bracket_or_quotation_is_closed_in_the_reference() -> None:
    found = asked_of(
        "condition",
        "If the lamp of the buoy fails, the keeper lights the spare beacon (the small one).",
        'If the winch stops on the slipway, the driver presses the key "stop now".',
    )
    assert list(found.values()) == [
        "the keeper lights the spare beacon (the small one)",
        'the driver presses the key "stop now"',
    ]
