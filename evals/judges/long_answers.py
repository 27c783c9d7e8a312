"""How much of a long reference an answer says, by what both add to the question's words."""

from __future__ import annotations

from dataclasses import dataclass

from evals.judges.forms import forms
from evals.judges.sentences import sentences
from rag.embed.protocol import Embedder

SAID = 0.6
"""The least likeness of a sentence of the reference and one of the answer that says the same."""

SENTENCES = 40
"""The most sentences of a text that are compared."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What an answer and a reference share, each 0..1.

    precision: the share of the answer's new words that are the reference's. recall: the other way round. said: the
    share of the reference's sentences that are like one of the answer's. likeness: the cosine of both texts.
    """

    precision: float
    recall: float
    said: float
    likeness: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def shared(question: str, answer: str, reference: str, embedder: Embedder) -> Shared:
    """What answer and reference share beyond the question's own words."""
    asked = set(forms(question))
    given, wanted = set(forms(answer)) - asked, set(forms(reference)) - asked
    both = len(given & wanted)
    told, needed = sentences(answer)[:SENTENCES], sentences(reference)[:SENTENCES]
    if not told or not needed:
        return Shared(0.0, 0.0, 0.0, 0.0)
    vectors = embedder.embed([answer, reference, *told, *needed])
    alike = vectors[2 : 2 + len(told)] @ vectors[2 + len(told) :].T
    return Shared(
        precision=both / len(given) if given else 0.0,
        recall=both / len(wanted) if wanted else 0.0,
        said=float((alike.max(axis=0) >= SAID).mean()),
        likeness=max(0.0, float(vectors[0] @ vectors[1])),
    )


def overall(found: Shared) -> float:
    """How right and complete the answer is, 0..1: F1 of new words, and whether the reference's sentences are said."""
    return (5 * found.f1 + found.said) / 6


def precise(found: Shared) -> float:
    """How far what the answer says is right, 0..1: F1 of new words, their precision, and the likeness of the texts."""
    return (2 * found.f1 + found.precision + found.likeness) / 4


def complete(found: Shared) -> float:
    """How much of the reference the answer says, 0..1."""
    return (4 * found.f1 + found.recall + found.said) / 6
