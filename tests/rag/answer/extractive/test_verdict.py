from __future__ import annotations

import pytest

from graph.types import Passage
from rag.answer.extractive.evidence import candidates
from rag.answer.extractive.passage_reader import SentenceReading
from rag.answer.extractive.read_sentences import ReadSentence
from rag.answer.extractive.reader import SpanPrediction
from rag.answer.extractive.situation import split_situation
from rag.answer.extractive.verdict import choose_verdict


def verdict(question: str, text: str, score: float = 3.0) -> str:
    found = candidates([Passage("p", "d", text, 0)])
    reading = SentenceReading(score, SpanPrediction(0, 0, 0.0))
    chosen = choose_verdict(split_situation(question), [ReadSentence(found[0], reading, score)])
    return chosen.text if chosen else ""


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("Is eating allowed in the archive?", "Eating is not allowed in the archive.", "No"),
        ("Is eating allowed in the canteen?", "Eating is allowed in the canteen.", "Yes"),
        ("Isn't smoking allowed in the yard?", "Smoking is not allowed in the yard.", ""),
        ("May I bring my dog?", "Dogs may be brought if they are on a lead.", "It depends"),
        ("May dogs be brought?", "Dogs may be brought if they are on a lead.", ""),
        ("Is parking free for visitors?", "The gate opens at nine.", ""),
    ],
)
def test_the_sentence_that_decides(question: str, text: str, expected: str) -> None:
    assert verdict(question, text) == expected


def verdict_of_two(question: str, first: str, second: str) -> str:
    found = candidates([Passage("p", "d", f"{first} {second}", 0)])
    reading = SentenceReading(3.0, SpanPrediction(0, 0, 0.0))
    chosen = choose_verdict(
        split_situation(question), [ReadSentence(item, reading, 3.0 - item.place) for item in found]
    )
    return chosen.text if chosen else ""


def test_a_condition_of_something_else_does_not_decide() -> None:
    assert verdict("May I accept a gift from a vendor?", "Lunch at an event is fine if it is offered to all.") == ""


def test_a_condition_does_not_decide_where_another_sentence_sets_none() -> None:
    condition = "If you are eligible, you may receive leave that a colleague donates."
    assert verdict_of_two("Can I donate leave to a colleague?", condition, "Ask a colleague first.") == "It depends"
    assert verdict_of_two("Can I donate leave to a colleague?", condition, "You can donate leave to a colleague.") == ""


def test_a_situation_is_not_judged() -> None:
    assert verdict("My dog is small. May I bring my dog?", "Dogs may be brought if they are on a lead.") == ""


def test_a_weak_sentence_does_not_decide() -> None:
    assert verdict("Is eating allowed?", "Eating is not allowed.", score=0.2) == ""
    assert choose_verdict(split_situation("Is eating allowed?"), []) is None
