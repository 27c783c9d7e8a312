from __future__ import annotations

import pytest

from graph.types import Passage
from rag.answer.extractive.evidence import candidates
from rag.answer.extractive.reversals import find_reversed

MAY = Passage("a", "a", "The spring walk is on 3 June. Fires are allowed. The box holds 20 keys.", 0,
              title="Minutes of the club, 4 May 2025")  # fmt: skip
JUNE = Passage("b", "b", "The walk is moved to 9 June. Fires are no longer allowed. The walk raised money.", 0,
               title="Minutes of the club, 1 June 2025")  # fmt: skip
OTHER = Passage("c", "c", "The walk is moved to 12 June.", 0, title="Minutes of the choir, 2 July 2025")


def reversed_texts(question: str, *passages: Passage) -> dict[str, str]:
    sentences = candidates(passages)
    texts = {(one.rank, one.place): one.text for one in sentences}
    return {texts[old]: texts[new] for old, new in find_reversed(question, sentences).items()}


@pytest.mark.parametrize(
    ("question", "old", "new"),
    [
        ("When is the spring walk?", "The spring walk is on 3 June.", "The walk is moved to 9 June."),
        ("May I light fires?", "Fires are allowed.", "Fires are no longer allowed."),
    ],
)
def test_a_later_document_of_the_series_takes_back_what_an_earlier_one_says(question: str, old: str, new: str) -> None:
    assert reversed_texts(question, MAY, JUNE, OTHER) == {old: new}


@pytest.mark.parametrize(
    "question",
    [
        "When was the spring walk planned before?",
        "What does the spring walk cost?",
        "What did the minutes of 4 May 2025 say of fires?",
        "How many keys?",
    ],
)
def test_the_past_and_what_nobody_takes_back_stay(question: str) -> None:
    assert reversed_texts(question, MAY, JUNE) == {}


def test_mails_of_one_subject_are_a_series() -> None:
    first = Passage("m", "m", "We need 38 rooms.", 0, title="Fair: rooms", date="2026-03-12")
    second = Passage("n", "n", "We now need 40 rooms.", 0, title="Re: Fair: rooms", date="2026-03-16")
    assert reversed_texts("How many rooms do we need?", second, first) == {"We need 38 rooms.": "We now need 40 rooms."}
    assert reversed_texts("How many rooms do we need?", first) == {}
