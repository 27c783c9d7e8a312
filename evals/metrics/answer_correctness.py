"""Whether the answer says what the reference says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from evals.judges import short_answers
from evals.judges.fitted import Fitted
from evals.judges.forms import forms
from evals.judges.long_answers import overall, shared
from evals.judges.matching import denies, exact_match, numbers
from evals.judges.sentences import MARKER
from evals.metric import Judged, Models
from evals.model import Case, Score
from graph.words import words
from rag.model import Answer
from rag.models.embed.protocol import Embedder

VERSION = 2
SHORT = 10
"""Words up to which a reference is a name, date, number or phrase rather than an explanation."""

WRONG, RIGHT = 0.3, 0.5


@dataclass(frozen=True, slots=True)
class AnswerCorrectness(Judged):
    """1 when the answer is the reference or an alias; otherwise, by a short reference, the likelihood that people call
    it right (`short_answers`), at most 0.3 where the answer denies it.

    By a long reference, F1 of the words that both add to the question, with the share of the reference's sentences that
    the answer says (`long_answers`). Abstaining from an answerable case is 0.
    """

    embedder: Embedder
    name: ClassVar[str] = "answer_correctness"
    version: ClassVar[int] = VERSION

    def __call__(self, case: Case, answer: Answer) -> Score:
        if not case.reference:
            return self.none("the case has no reference")
        if answer.abstained:
            return self.value(0.0, "abstained")
        value, reason = judged(
            case.question, MARKER.sub("", answer.text), (case.reference, *case.aliases), self.embedder
        )
        return self.value(value, reason)


def judged(question: str, said: str, references: Sequence[str], embedder: Embedder) -> tuple[float, str]:
    """How far the answer says what the best of the references says, 0..1, and what that rests on."""
    if any(exact_match(said, reference) for reference in references):
        return 1.0, "is the reference"
    if not words(said) and not forms(said):
        return 0.0, "says nothing"
    short = [reference for reference in references if len(forms(reference)) <= SHORT]
    found = [_long(question, said, reference, embedder) for reference in references if reference not in short]
    if short:
        found.append(_short(question, said, short, embedder))
    return max(found)


def _short(question: str, said: str, references: Sequence[str], embedder: Embedder) -> tuple[float, str]:
    if all(denies(said, reference) for reference in references):
        return WRONG, "denies the reference"
    value = short_answers.likelihood(question, said, references, embedder)
    missing = min((numbers(reference) - numbers(said) for reference in references), key=len)
    if value < RIGHT and missing:
        return value, f"lacks the number {', '.join(sorted(missing))}"
    return value, "says what the reference says" if value >= RIGHT else "does not say what the reference says"


def _long(question: str, said: str, reference: str, embedder: Embedder) -> tuple[float, str]:
    found = shared(question, said, reference, embedder)
    return overall(found), f"{found.recall:.0%} of the reference's words, {found.precision:.0%} of its own are there"


def short_judge() -> Fitted:
    """The fitted judge behind short references."""
    return short_answers.judge()


def build(models: Models) -> AnswerCorrectness:
    return AnswerCorrectness(models.embedder)
