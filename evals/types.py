"""The types of an evaluation: cases, scores, results, runs and feedback."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from graph.types import digest
from rag.types import Answer, Turn

Difficulty = Literal["", "easy", "medium", "hard"]
Status = Literal["unreviewed", "accepted", "rejected"]
Judge = Literal["offline", "model"]
Rating = Literal["up", "down"]
FeedbackStatus = Literal["new", "accepted", "done"]
Better = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class Gold:
    """A passage that answers a case, and the quote that does; `source` survives re-ingestion."""

    passage_id: str
    quote: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what is known of its right answer; the reference is empty if it is unanswerable.

    `bridge` is the name that links the two passages of a bridge case, and `aliases` are equally right wordings of the
    reference. `path` leads from the question to the answer: names, and between them the ids of the passages that link
    them. `history` is the conversation before a follow-up, `difficulty` is measured by `evals.generate.difficulty`, and
    `status` is a reviewer's decision.
    """

    id: str
    question: str
    reference: str
    gold: tuple[Gold, ...] = ()
    kind: str = "single"
    origin: str = ""
    bridge: str = ""
    aliases: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    history: tuple[Turn, ...] = ()
    difficulty: Difficulty = ""
    status: Status = "unreviewed"

    @staticmethod
    def make(
        question: str,
        reference: str,
        gold: tuple[Gold, ...] = (),
        kind: str = "single",
        origin: str = "",
        bridge: str = "",
        aliases: tuple[str, ...] = (),
        history: tuple[Turn, ...] = (),
    ) -> Case:
        """Build a case with a computed id: the same question, reference, kind and history are the same case."""
        name = digest("case", question, reference, kind, *(turn.text for turn in history))
        return Case(name, question, reference, gold, kind, origin, bridge, aliases, (), history)


@dataclass(frozen=True, slots=True)
class Detail:
    """One claim that a metric checked: its value, the evidence it was checked against, and why."""

    claim: str
    value: float | None
    evidence: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """One metric's verdict on one answer: a value, or the reason why there is none.

    A value lies in 0..1, or is in the metric's `unit` if that is set ("s" for seconds); it is never NaN. With a value,
    `reason` says what it is based on, and `details` breaks it down by claim if the metric checks claims. `failed`
    distinguishes a metric that failed from one that does not apply.
    """

    metric: str
    judge: Judge
    value: float | None
    reason: str = ""
    failed: bool = False
    version: int = 1
    unit: str = ""
    better: Better = "higher"
    details: tuple[Detail, ...] = ()


CORRECT_FROM = 0.5
"""The value of answer_correctness from which an answer counts as right."""

Scorer = Callable[[Case, Answer], Score]


@dataclass(frozen=True, slots=True)
class Result:
    """One case, its answer, and the scores; `fault` is set if asking failed."""

    case: Case
    answer: Answer | None
    scores: tuple[Score, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A set of cases asked of one configuration. `settings` are name–value pairs for people to read."""

    id: str
    created: str
    name: str
    settings: tuple[tuple[str, str], ...] = ()
    results: tuple[Result, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Feedback:
    """A person's feedback on an answer. `reasons` come from the feedback module's list of reasons.

    `gold` are the passages that a person marked as right. `status` tells how far it has been dealt with. Where the
    rating was taken back, the feedback is `withdrawn`: what was written is kept for its author, and used for nothing.
    """

    id: str
    created: str
    question: str
    answer: Answer
    rating: Rating
    reasons: tuple[str, ...] = ()
    comment: str = ""
    expected: str = ""
    thread_id: str = ""
    gold: tuple[Gold, ...] = ()
    status: FeedbackStatus = "new"
    withdrawn: bool = False

    @property
    def complaints(self) -> tuple[str, ...]:
        """The reasons of a dislike; those given before it became a like are kept, and count no longer."""
        return self.reasons if self.rating == "down" else ()

    @property
    def state(self) -> FeedbackStatus | Literal["withdrawn"]:
        """The status, or that the rating was taken back."""
        return "withdrawn" if self.withdrawn else self.status

    @property
    def says_more(self) -> bool:
        """Whether there is more than the rating."""
        return bool(self.reasons or self.comment or self.expected or self.gold)
