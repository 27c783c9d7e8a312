"""Payments and what is free are named by one word, where it is asked whether something is paid."""

from __future__ import annotations

import pytest

from rag.answer.extractive.payments import name_payments


@pytest.mark.parametrize(
    ("asked", "sentence", "said"),
    [
        ("Do I have to pay for parking?", "Parking is free on Sundays.", "Parking is not pay on Sundays."),
        ("Does it cost anything?", "This costs nothing.", "This not pay."),
        ("Is there a fee?", "Blocking is free of charge.", "Blocking is not pay."),
        ("Do I pay for breakfast?", "Breakfast is not free.", "Breakfast is pay."),
        ("Do I pay a deposit?", "The deposit is paid back.", "The deposit is paid back."),
        ("Do I pay for it?", "The child is free of fever.", "The child is free of fever."),
        ("Is parking free?", "Parking is free.", "Parking is free."),
        ("Is the pool open?", "Entry is free.", "Entry is free."),
    ],
)
def test_what_is_free_is_not_paid(asked: str, sentence: str, said: str) -> None:
    assert name_payments(asked, sentence)[1] == said
