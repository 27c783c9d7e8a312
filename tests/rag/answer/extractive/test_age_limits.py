"""The age that a question tells is compared with the limit that a sentence sets."""

from __future__ import annotations

import pytest

from rag.answer.extractive.age_limits import compare_ages

UNDER = "Children under 14 are not admitted to the hall."


@pytest.mark.parametrize(
    ("asked", "sentence", "within"),
    [
        ("Can my 12-year-old use the hall?", UNDER, True),
        ("Can my 15-year-old daughter use the hall?", UNDER, False),
        ("Can my 14-year-old use the hall?", UNDER, None),
        ("Do children of 5 pay?", "Children under 6 travel free.", True),
        ("Can a 16-year-old ride alone?", "Children from 14 may ride alone.", True),
        ("Can children use the hall?", UNDER, None),
        ("Can my 12-year-old swim?", "Children under 6 pay nothing, children over 6 pay half.", None),
        ("Can my 12-year-old swim?", "Children under 14.50 euros.", None),
    ],
)
def test_an_age_is_within_a_limit_or_not(asked: str, sentence: str, within: bool | None) -> None:
    compared = compare_ages(asked, sentence)
    assert (compared.within if compared else None) == within


def test_ages_are_left_out_of_what_is_read() -> None:
    compared = compare_ages("Can my 12-year-old son use the hall?", UNDER)
    assert compared
    assert compared.asked == "Can Children use the hall?"
    assert compared.sentence == "Children are not admitted to the hall."
