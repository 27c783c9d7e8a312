"""Everyday words of a question in those of the documents."""

from __future__ import annotations

import pytest

from rag.answer.extractive.lay_words import say_formally


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("Can I resign by email?", "Notice must be given in writing.", "Can I give notice by email?"),
        ("Who makes the pump?", "Manufacturer: Orlen GmbH", "who is the manufacturer of the pump?"),
        ("Who makes the pump?", "The company makes pumps.", "Who makes the pump?"),
        ("Can I resign by email?", "Parking is free.", "Can I resign by email?"),
        ("What is the firewall?", "Staff may be dismissed.", "What is the firewall?"),
    ],
)
def test_an_everyday_word_is_replaced_by_the_word_that_the_documents_have(asked: str, text: str, expected: str) -> None:
    assert say_formally(asked, [text]) == expected


def test_the_words_of_a_phrase_in_two_texts_do_not_make_it() -> None:
    texts = ["Paid secondary employment needs consent.", "The second meeting is in May.", "A job for two."]
    assert say_formally("May I take a second job?", texts) == "May I take a secondary employment?"
