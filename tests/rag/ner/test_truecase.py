"""Names in a text that is written without capitals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ner.rules import RuleTagger
from rag.ner.truecase import has_no_capitals, truecase

CHAT = """maria: the server kestrel is down again, jonas restarted it at 14:20
jonas: team marsh owns kestrel, dana petrov is the lead of team marsh
maria: i will ask dana petrov when we move to frankfurt"""


def test_proper_nouns_get_capitals() -> None:
    text = truecase(CHAT)
    names = {text[span.start : span.end] for span in RuleTagger().mentions(text)}
    assert {"Kestrel", "Dana Petrov", "Team Marsh"} <= names
    assert text.casefold() == CHAT.casefold()
    assert "the server Kestrel" in text
    assert "is down again" in text


@pytest.mark.parametrize(
    "text",
    [
        "The server Kestrel is down again, and we asked the team that owns it.",
        "we asked maria about the server and she said that Jonas restarted it",
        "for row in rows: print(row.name, row.value, end='')",
        "der vertrag mit frau weber endet am 9. august und wird von uns verlängert",
        "kestrel is down",
        "",
    ],
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert truecase(text) == text


def test_the_pronoun_is_no_capital() -> None:
    assert has_no_capitals("I think that I asked for the keys when I was in the office with dana")


@given(st.text(st.sampled_from("the of to in dana ßŉǰ ñ\n.:I"), max_size=200))
def test_no_place_moves(text: str) -> None:
    assert len(truecase(text)) == len(text)
