"""Whether the answer says what the reference says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.matching import contains, coverage, denies, numbers, token_f1
from evals.metric import Models
from evals.model import Score
from evals.reference import AgainstReference
from evals.sentences import MARKER
from graph.words import words
from rag.models.embed.protocol import Embedder

SHORT = 8  # words up to which a reference is a name, date or number rather than an explanation
RECALL, F1, LIKENESS = 0.4, 0.3, 0.3
WRONG = 0.3


@dataclass(frozen=True, slots=True)
class AnswerCorrectness(AgainstReference):
    """1 when the answer holds the reference or an alias word for word, and 0.3 when it denies it.

    Otherwise 0.4 × the share of the reference's words in the answer + 0.3 × token F1 + 0.3 × the cosine of both, at
    most 0.3 when a number of a short reference is missing. Abstaining from an answerable case is 0.
    """

    embedder: Embedder
    name: ClassVar[str] = "answer_correctness"

    def compare(self, said: str, references: tuple[str, ...]) -> Score:
        said = MARKER.sub("", said)
        value, reason = max(agreement(said, wanted, self.embedder) for wanted in references)
        return self.value(value, reason)


def agreement(said: str, wanted: str, embedder: Embedder) -> tuple[float, str]:
    """How far one text says what another says, 0..1, and what that rests on."""
    if denies(said, wanted):
        return WRONG, "denies the reference"
    if contains(said, wanted):
        return 1.0, "holds the reference"
    own, other = embedder.embed([said, wanted])
    likeness = max(0.0, float(own @ other))
    value = RECALL * coverage(words(wanted), set(words(said))) + F1 * token_f1(said, wanted) + LIKENESS * likeness
    missing = numbers(wanted) - numbers(said)
    if missing and len(words(wanted)) <= SHORT:
        return min(value, WRONG), f"lacks the number {', '.join(sorted(missing))}"
    return min(1.0, value), "shares words and meaning"


def build(models: Models) -> AnswerCorrectness:
    return AnswerCorrectness(models.embedder)
