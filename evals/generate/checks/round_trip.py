"""Round-trip checks: asks each draft over its gold passages, over one of them alone, and over other passages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evals.generate.checks.filters import WordIndex
from evals.generate.draft import AnswerStep, Draft
from evals.judges.matching import contains_phrase
from evals.metrics.answer_correctness import judge_correctness
from evals.types import CORRECT_FROM
from graph.text.citation_markers import strip_markers
from graph.text.words import words
from graph.types import Passage
from rag.embed.protocol import Embedder
from rag.types import Answer, Answerer, Hit, Question

OTHER_PASSAGES = 3
"""Number of other passages over which a question is asked."""

UNANSWERED = "not answerable from its evidence"
ANSWERED_WITHOUT = "answerable without its evidence"
ONE_PASSAGE_ENOUGH = "one passage would do"


@dataclass(frozen=True, slots=True)
class RoundTripResult:
    """The results of a draft's round trip; None for a check that was not made.

    `whole`: the gold passages gave the answer. `steps`: each passage gave the answer to its own step.
    `alone`: a single passage gave the answer that should need several. `without`: other passages gave the answer.
    `parted`: no gold passage contains the names and the answer of another one's step.
    """

    draft: Draft
    whole: bool | None = None
    steps: bool | None = None
    alone: bool | None = None
    without: bool | None = None
    parted: bool | None = None

    @property
    def answerable(self) -> bool | None:
        """Whether the gold passages gave the answer; None if that was not asked."""
        return None if self.whole is None and self.steps is None else bool(self.whole or self.steps)

    @property
    def needs_all(self) -> bool | None:
        """Whether several passages are needed, by asking and by word matching; None if that was not checked."""
        return None if self.alone is None else not self.alone and bool(self.parted)

    @property
    def fault(self) -> str:
        """The reason for rejecting the draft; empty if it is accepted."""
        if self.answerable is False:
            return UNANSWERED
        if self.needs_all is False:
            return ONE_PASSAGE_ENOUGH
        return ANSWERED_WITHOUT if self.without else ""


class RoundTrip:
    """Asks drafts of an answerer; an answer is right if it contains the reference or is judged correct."""

    def __init__(self, answerer: Answerer, embedder: Embedder, unique: WordIndex) -> None:
        self._answerer = answerer
        self._embedder = embedder
        self._unique = unique

    def __call__(self, draft: Draft) -> RoundTripResult:
        """Check a draft, stopping at the first fault."""
        if draft.grounded or not draft.case.reference:
            return RoundTripResult(draft)
        if all(not part.question for part in draft.parts):  # a count of documents, counted already
            return RoundTripResult(draft, steps=True)
        whole = None if draft.composed else self._whole(draft, draft.passages)
        several = len(draft.parts) > 1 and len(draft.passages) > 1
        steps = all(self._step(part, [part.passage]) for part in draft.parts) if draft.composed or several else None
        found = RoundTripResult(draft, whole, steps)
        if found.fault:
            return found
        if several and draft.case.kind != "corpus":
            parted, alone = has_separate_steps(draft), self._alone(draft)
            found = RoundTripResult(draft, whole, steps, alone, None, parted)
        if found.fault:
            return found
        without = None if draft.composed else self._whole(draft, self._others(draft))
        return RoundTripResult(draft, whole, steps, found.alone, without, found.parted)

    def _others(self, draft: Draft) -> list[Passage]:
        gold = [passage.id for passage in draft.passages]
        return self._unique.likest(draft.case.question, gold, OTHER_PASSAGES)

    def _alone(self, draft: Draft) -> bool:
        """Whether one passage alone gives the answer; for a composed draft, the answer to another passage's step."""
        if not draft.composed:
            return any(self._whole(draft, [passage]) for passage in draft.passages)
        return any(
            self._step(part, [other]) for part in draft.parts for other in draft.passages if other.id != part.passage.id
        )

    def _whole(self, draft: Draft, passages: Sequence[Passage]) -> bool:
        case = draft.case
        return self._right(Question(case.question, case.history), (case.reference, *case.aliases), passages)

    def _step(self, part: AnswerStep, passages: Sequence[Passage]) -> bool:
        return self._right(Question(part.question), (part.answer,), passages)

    def _right(self, question: Question, references: tuple[str, ...], passages: Sequence[Passage]) -> bool:
        if not passages:
            return False
        answer = self._answerer(question, [Hit(passage, 1.0) for passage in passages])
        return is_right(question.text, answer, references, self._embedder)


def is_right(question: str, answer: Answer, references: tuple[str, ...], embedder: Embedder) -> bool:
    """Whether an answer contains a reference or is judged correct by it."""
    if answer.abstained:
        return False
    if any(contains_phrase(answer.text, reference) for reference in references):
        return True
    return judge_correctness(question, strip_markers(answer.text), references, embedder)[0] >= CORRECT_FROM


def has_separate_steps(draft: Draft) -> bool:
    """Whether no gold passage contains both the names and the answer of another one's step."""
    return not any(
        _holds(other, part) for part in draft.parts for other in draft.passages if other.id != part.passage.id
    )


def _holds(passage: Passage, part: AnswerStep) -> bool:
    text = f"{passage.heading} {passage.text}"
    return contains_phrase(text, part.answer) and _names(part.question) <= set(words(text))


def _names(question: str) -> set[str]:
    return set(words(" ".join(_capitals(question.split()[1:]))))


def _capitals(tokens: Iterable[str]) -> list[str]:
    return [token for token in tokens if re.match(r"[\"“(]?[A-Z0-9]", token)]
