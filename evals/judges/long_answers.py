"""Compare an answer with a long reference by the words that both add to the question."""

from __future__ import annotations

from dataclasses import dataclass

from evals.judges.forms import forms
from evals.judges.sentences import sentences
from rag.embed.protocol import Embedder

SAME_SENTENCE_COSINE = 0.6
"""Minimum cosine of a reference sentence and an answer sentence that say the same."""

MAX_SENTENCES_COMPARED = 40
"""Maximum sentences compared per text."""


@dataclass(frozen=True, slots=True)
class ReferenceOverlap:
    """The overlap of an answer and a reference, each value 0..1.

    precision: the share of the answer's new words that are in the reference. recall: the reverse. covered: the share of
    the reference's sentences that match one of the answer's. likeness: the cosine of both texts.
    """

    precision: float
    recall: float
    covered: float
    likeness: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def reference_overlap(question: str, answer: str, reference: str, embedder: Embedder) -> ReferenceOverlap:
    """Measure the overlap of answer and reference beyond the question's words."""
    question_forms = set(forms(question))
    answer_forms, reference_forms = set(forms(answer)) - question_forms, set(forms(reference)) - question_forms
    shared = len(answer_forms & reference_forms)
    answer_sentences, reference_sentences = (
        sentences(answer)[:MAX_SENTENCES_COMPARED],
        sentences(reference)[:MAX_SENTENCES_COMPARED],
    )
    if not answer_sentences or not reference_sentences:
        return ReferenceOverlap(0.0, 0.0, 0.0, 0.0)
    vectors = embedder.embed([answer, reference, *answer_sentences, *reference_sentences])
    similarities = vectors[2 : 2 + len(answer_sentences)] @ vectors[2 + len(answer_sentences) :].T
    return ReferenceOverlap(
        precision=shared / len(answer_forms) if answer_forms else 0.0,
        recall=shared / len(reference_forms) if reference_forms else 0.0,
        covered=float((similarities.max(axis=0) >= SAME_SENTENCE_COSINE).mean()),
        likeness=max(0.0, float(vectors[0] @ vectors[1])),
    )


def correctness_score(overlap: ReferenceOverlap) -> float:
    """Return overall correctness, 0..1: F1 of new words and the share of the reference's sentences covered, 5 : 1."""
    return (5 * overlap.f1 + overlap.covered) / 6


def precision_score(overlap: ReferenceOverlap) -> float:
    """Return the precision score, 0..1: F1 of new words, their precision and the texts' cosine, 2 : 1 : 1."""
    return (2 * overlap.f1 + overlap.precision + overlap.likeness) / 4


def completeness_score(overlap: ReferenceOverlap) -> float:
    """Return the completeness score, 0..1: F1 of new words, their recall and share of sentences covered, 4 : 1 : 1."""
    return (4 * overlap.f1 + overlap.recall + overlap.covered) / 6
