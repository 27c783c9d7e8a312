"""A situation chooses among sentences that differ for several cases; without one none of them is chosen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from graph.types import Passage
from rag.answer.extractive.evidence import Candidate, candidates
from rag.answer.extractive.narrowing import favour_fitting, keep_fitting
from rag.answer.extractive.passage_reader import SentenceReading
from rag.answer.extractive.read_sentences import ReadSentence
from rag.answer.extractive.reader import SpanPrediction
from rag.answer.extractive.short_answer import SHORT_FEATURES, ShortCandidate
from rag.answer.extractive.situation import resolve_one, split_clause, split_situation

CARDS = ("A lost card is replaced for £6.", "A new card for a new member is free of charge.")
NOTICE = ("During the trial period the notice is one week.", "After the trial period the notice is two months.")
CASH = ("You can draw 500 euros a day.", "Customers under 18 can draw 100 euros a day.")
LATE = ("If a train is over 60 minutes late, half is refunded.", "Over 120 minutes late, the whole fare of £9 is.")


def read(texts: Sequence[str]) -> list[ReadSentence]:
    reading = SentenceReading(2.0, SpanPrediction(0, 1, 1.0))
    return [ReadSentence(found, reading, 2.0) for found in candidates([Passage("p", "d", "\n".join(texts), 0)])]


def short(text: str, candidate: Candidate) -> ShortCandidate:
    return ShortCandidate(text, candidate, np.zeros(len(SHORT_FEATURES), np.float32))


@pytest.mark.parametrize(
    ("question", "texts", "values", "kept"),
    [
        ("I lost my card. What does another one cost?", CARDS, ("£6", "free of charge"), ["£6"]),
        ("I am in the trial period. What is my notice?", NOTICE, ("one week", "two months"), ["one week"]),
        ("What is the notice?", NOTICE, ("one week", "two months"), []),
        ("My son is 15. How much can he draw a day?", CASH, ("500 euros", "100 euros"), ["100 euros"]),
        ("I am 40. How much can I draw a day?", CASH, ("100 euros",), []),
        ("What was the notice before?", NOTICE, ("one week",), ["one week"]),
    ],
)
def test_what_does_not_fit_the_situation_is_no_answer(
    question: str, texts: Sequence[str], values: Sequence[str], kept: list[str]
) -> None:
    sentences = read(texts)
    found = [short(value, next(s.candidate for s in sentences if value in s.candidate.text)) for value in values]
    assert [one.text for one in keep_fitting(split_situation(question), found, sentences)] == kept


@pytest.mark.parametrize(
    ("question", "texts", "best"),
    [
        ("My card went missing. What do I pay?", CARDS, 0),
        ("I am still in the trial period. What is my notice?", NOTICE, 0),
        ("My son is 15. How much can he draw?", CASH, 1),
        ("My train was 150 minutes late, how much is refunded?", LATE, 1),
        ("My train was 90 minutes late. What is refunded?", LATE, 0),
    ],
)
def test_the_sentence_that_fits_the_situation_is_favoured(question: str, texts: Sequence[str], best: int) -> None:
    scores = [one.score for one in favour_fitting(split_situation(question), read(texts))]
    assert scores.index(max(scores)) == best


def test_without_a_situation_nothing_is_favoured() -> None:
    assert favour_fitting(split_situation("What does a card cost?"), read(CARDS)) == read(CARDS)


@pytest.mark.parametrize(
    ("question", "asked", "situation"),
    [
        ("Since I work on Tuesdays, how much do I get?", "how much do I get?", "Since I work on Tuesdays"),
        ("What do I pay if I cancel three days before?", "What do I pay?", "if I cancel three days before"),
        ("How much is it?", "How much is it?", ""),
    ],
)
def test_a_clause_may_tell_the_situation(question: str, asked: str, situation: str) -> None:
    parted = split_clause(split_situation(question))
    assert (parted.asked, parted.situation) == (asked, situation)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        (
            "I lost my membership card. What does a new one cost?",
            "What does a replacement for the membership card cost?",
        ),
        ("I want my locker. What does a second one cost?", "What does a new locker cost?"),
        ("It rains. What does a new one cost?", "What does a new one cost?"),
    ],
)
def test_a_new_one_is_of_what_the_situation_names(question: str, asked: str) -> None:
    assert resolve_one(split_situation(question)).asked == asked
