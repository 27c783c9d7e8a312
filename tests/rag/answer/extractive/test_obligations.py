"""A sentence answers whether something has to be only if it obliges or releases."""

from __future__ import annotations

import pytest

from rag.answer.extractive.obligations import asks_obligation, says_obligation


@pytest.mark.parametrize(
    ("asked", "asks"),
    [
        ("Do I have to register?", True),
        ("Do we need a towel?", True),
        ("Must dogs be on a lead?", True),
        ("Is a visa required?", True),
        ("May I register?", False),
        ("Do you have a pool?", False),
    ],
)
def test_questions_of_obligation(asked: str, asks: bool) -> None:
    assert asks_obligation(asked) == asks


@pytest.mark.parametrize(
    ("asked", "sentence", "says"),
    [
        ("Do I have to register online?", "You can register online.", False),
        ("Do I have to register online?", "You must register online.", True),
        ("Do I have to register online?", "You must not register online.", False),
        ("Do I have to take part?", "Taking part is voluntary.", True),
        ("Do I need a permit?", "The permit must be visible.", False),
        ("Do I need a towel?", "A towel must be used.", True),
        ("Do I need a visa?", "No visa is required.", True),
    ],
)
def test_what_says_an_obligation(asked: str, sentence: str, says: bool) -> None:
    assert says_obligation(asked, sentence) == says
