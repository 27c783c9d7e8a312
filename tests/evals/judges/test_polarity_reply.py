"""What an answer replies to a yes-no question."""

from __future__ import annotations

import pytest

from evals.judges.polarity_reply import read_reply, reply_of

PARK = "May I park here?"


@pytest.mark.parametrize(
    ("claim", "reply"),
    [
        ("Yes.", "yes"),
        ("No, you may not.", "no"),
        ("Unfortunately, no.", "no"),
        ("Unfortunately not.", "no"),
        ("You may park here.", "yes"),
        ("You may not park here.", "no"),
        ("You cannot park here at night.", "no"),
        ("Cars are washed on Sundays.", ""),
    ],
)
def test_a_statement_replies_as_well_as_a_word(claim: str, reply: str) -> None:
    assert read_reply(PARK, claim) == reply


def test_an_antonym_denies() -> None:
    assert read_reply("Is smoking allowed?", "Smoking is prohibited.") == "no"


def test_a_question_that_is_none_of_yes_or_no_has_no_reply() -> None:
    assert read_reply("Where can I park?", "You can park here.") == ""
    assert read_reply("How far is it?", "It is far.") == ""


@pytest.mark.parametrize(
    ("reference", "reply"),
    [("Yes", "yes"), ("no.", "no"), ("No one", ""), ("Berlin", ""), ("Yes, up to 25 days", "yes")],
)
def test_the_reply_of_a_reference(reference: str, reply: str) -> None:
    assert reply_of(reference) == reply
