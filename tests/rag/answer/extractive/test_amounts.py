from __future__ import annotations

import pytest

from rag.answer.extractive.amounts import asks_price, settle_amount


@pytest.mark.parametrize(
    ("asked", "sentence", "value", "expected"),
    [
        ("How much is the deposit?", "A deposit of EUR 2,000 is due.", "2,000", "EUR 2,000"),
        ("How much does entry cost?", "Entry costs 4.50 €.", "4.50", "4.50 €"),
        ("What does a permit cost?", "Fairs of more than 50 people need a permit; the fee is £40.", "50", "£40"),
        ("How much is a double room?", "We now need 40 double rooms.", "40", None),
        ("What does parking cost?", "Parking is free for guests; the garage costs EUR 9.", "EUR 9", None),
        ("How much do lunches cost?", "Lunches cost £2.65 a day; water is free.", "£2.65", "£2.65"),
        ("How much is the discount?", "The discount is 10%.", "10%", "10%"),
        ("How many members are there?", "50 members pay £4 each.", "50", "50"),
        ("How much does it weigh?", "It weighs 40 kg.", "40 kg", "40 kg"),
    ],
)
def test_a_price_is_an_amount_of_money(asked: str, sentence: str, value: str, expected: str | None) -> None:
    start = sentence.index(value)
    found = settle_amount(asked, sentence, (start, start + len(value)))
    assert (sentence[slice(*found)] if found else None) == expected


def test_what_asks_for_a_price() -> None:
    assert all(map(asks_price, ("What does it cost?", "How much is a ticket?", "How much do I pay?")))
    assert not any(map(asks_price, ("How much data is there?", "How much is the maximum load?", "Who pays?")))
