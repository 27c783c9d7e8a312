"""The values of an evaluation: what is asked, what was scored, and what people said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from graph.types import digest
from rag.types import Answer, Turn

CaseKind = Literal[
    "single", "bridge", "comparison", "temporal", "followup", "corpus", "unanswerable", "feedback", "imported"
]
Difficulty = Literal["", "easy", "medium", "hard"]
Status = Literal["unreviewed", "accepted", "rejected"]
Judge = Literal["offline", "model"]
Rating = Literal["up", "down"]
Better = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class Gold:
    """A passage that answers a case, and the words of it that do; `source` outlives re-ingestion."""

    passage_id: str
    quote: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what is known of its right answer; reference is empty when it cannot be answered.

    `bridge` is the name that links the two passages of a bridge case, and `aliases` are other wordings of the
    reference that are as right. `path` leads from the question to the answer: names, and between them the ids of the
    passages that link them. `history` is what was said before a follow-up, `difficulty` is measured by
    `evals.generate.difficulty`, and `status` is what a person said who looked at the case.
    """

    id: str
    question: str
    reference: str
    gold: tuple[Gold, ...] = ()
    kind: CaseKind = "single"
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
        kind: CaseKind = "single",
        origin: str = "",
        bridge: str = "",
        aliases: tuple[str, ...] = (),
        history: tuple[Turn, ...] = (),
    ) -> Case:
        """A case with its id worked out: the same question, reference, kind and history are the same case."""
        name = digest("case", question, reference, kind, *(turn.text for turn in history))
        return Case(name, question, reference, gold, kind, origin, bridge, aliases, (), history)


@dataclass(frozen=True, slots=True)
class Detail:
    """One claim of what a metric looked at: its own value, the evidence held against it, and why it is so."""

    claim: str
    value: float | None
    evidence: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """One metric's word on one answer: a value, or the reason why there is none.

    A value lies in 0..1, or is in the metric's `unit` where that is set ("s" for seconds); it is never NaN. Beside
    a value, `reason` says what it rests on, and `details` claim by claim where it looked at claims. `failed` tells a
    metric that broke from one that does not apply.
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
    """One case, the answer it got, and the scores; `fault` is set when asking itself failed."""

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
    """What a person said of an answer. `reasons` are chosen from `evals.human.feedback.REASONS`."""

    id: str
    created: str
    question: str
    answer: Answer
    rating: Rating
    reasons: tuple[str, ...] = ()
    comment: str = ""
    expected: str = ""
    thread_id: str = ""
