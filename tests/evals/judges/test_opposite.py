"""Denials and what they deny."""

from __future__ import annotations

import pytest

from evals.judges.opposite import opposes

DENIAL = "They may not enter it."
TOLD = "Ships may enter the inner harbour at night."


@pytest.mark.parametrize(
    ("answer", "statement", "opposite"),
    [
        ("Ships may enter the inner harbour at night.", DENIAL, True),
        ("Yes, they may enter.", DENIAL, True),
        ("No, ships may not enter at night.", DENIAL, False),
        ("Entering is forbidden to them; they may not enter.", DENIAL, False),
        ("No.", DENIAL, False),
        ("Ships may not enter the inner harbour at night.", TOLD, True),
        ("Yes: at night ships may enter the inner harbour.", TOLD, False),
        ("Ships may enter the inner harbour at night. By day they may not enter it.", TOLD, False),
        ("He was not born in Oslo but in Bergen.", "Bergen", False),
        ("It is not yet open.", "not yet", False),
        ("", TOLD, False),
        ("The lamp was lit.", "", False),
    ],
)
def test_opposites_are_told_from_agreement(answer: str, statement: str, opposite: bool) -> None:
    assert opposes(answer, statement) is opposite


@pytest.mark.parametrize("text", [DENIAL, TOLD, "It never rains there in the summer."])
def test_nothing_opposes_itself(text: str) -> None:
    assert not opposes(text, text)
