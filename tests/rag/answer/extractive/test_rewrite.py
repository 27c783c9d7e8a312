from __future__ import annotations

import pytest

from rag.answer.extractive.rewrite import rewrite_question


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("What is the place of birth of Mara Lindt?", "Where was Mara Lindt born?"),
        ("What was Mara Lindt's birthplace?", "Where was Mara Lindt born?"),
        ("When is the cook's birthday?", "When was the cook born?"),
        ("What is the date of birth of the director of The Reef?", "When was the director of The Reef born?"),
        ("Where was the place of death of Odo Brandt", "Where did Odo Brandt die?"),
        ("What’s the date of death of James’ mother?", "When did James’ mother die?"),
    ],
)
def test_nouns_become_what_sentences_say(asked: str, said: str) -> None:
    assert rewrite_question(asked) == said


@pytest.mark.parametrize("asked", ["What is the price of the pump?", "Where was she born?", "", "birthday"])
def test_all_else_stays(asked: str) -> None:
    assert rewrite_question(asked) == asked
