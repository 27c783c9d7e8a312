"""Answer a question in a declared language from passages: a short answer where one is sure, else the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.types import Passage
from rag.answer.extractive.evidence import Candidate
from rag.answer.extractive.foreign.lists import find_list
from rag.answer.extractive.foreign.question import ForeignQuestion
from rag.answer.extractive.foreign.sentences import ForeignSentence, read_foreign_sentences
from rag.answer.extractive.foreign.short import choose_value
from rag.answer.extractive.foreign.verdict import choose_foreign_verdict
from rag.answer.extractive.passage_evidence import select_evidence
from rag.answer.extractive.read_sentences import place_sentences, rank_sentences
from rag.answer.extractive.scoring_model import sigmoid
from rag.answer.extractive.short_answer import ShortAnswer
from rag.answer.extractive.surroundings import column_names

MIN_FOREIGN_SCORE = -1.9
"""The score of the best sentence below which nothing was found."""

EVIDENCE_SLOPE = 0.5
"""What the score of the best sentence counts for the confidence in evidence."""

CLOSEST = 3
"""Sentences shown where nothing was found."""


@dataclass(frozen=True, slots=True)
class ForeignAnswer:
    """What answers: the stretches to quote, and those that the short answer rests on; the likeliest short answer.

    `chance` is that of the first quote. Without anything `relevant` the quotes are what comes closest.
    """

    quotes: tuple[Candidate, ...]
    deciding: tuple[Candidate, ...]
    likely: str
    chance: float
    short: ShortAnswer | None = None
    relevant: bool = True


def answer_foreign(question: ForeignQuestion, situation: str, passages: Sequence[Passage]) -> ForeignAnswer:
    """Answer from the passages; no verdict is given on a situation that is told around the question."""
    sentences = read_foreign_sentences(question, passages)
    read = [sentence.read for sentence in sentences]
    listed = find_list(question, sentences)
    short = None if listed else _choose_short(question, situation, sentences)
    best = max((sentence.score for sentence in sentences), default=MIN_FOREIGN_SCORE - 1)
    chance = sigmoid(EVIDENCE_SLOPE * best)
    likely = short.text if short else ""
    if best < MIN_FOREIGN_SCORE and not listed and not short:
        closest = tuple(one.candidate for one in rank_sentences(read)[:CLOSEST])
        return ForeignAnswer(closest, (), likely, chance, relevant=False)
    names = column_names(short.candidate, place_sentences(read)) if short else None
    deciding = (*([names] if names else ()), short.candidate) if short else ()
    return ForeignAnswer(tuple(select_evidence(read, [listed] if listed else ())), deciding, likely, chance, short)


def _choose_short(
    question: ForeignQuestion, situation: str, sentences: Sequence[ForeignSentence]
) -> ShortAnswer | None:
    if question.kind == "yes or no":
        return None if situation else choose_foreign_verdict(question, sentences)
    return choose_value(question, sentences)
