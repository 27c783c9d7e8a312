"""Pairwise votes on two answers to one question: by a language model, a metric, or people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from evals.comparison.arena import Vote, Winner
from evals.comparison.paired import ResultPair, pair_runs
from evals.erased import is_erased
from evals.files import read_lines
from evals.jsonl import from_json, write_lines
from evals.types import Case, Feedback, Result, Run
from graph.errors import ModelError
from graph.types import digest
from rag.llm.protocol import LanguageModel, Message

Duel = Callable[[ResultPair], tuple[Winner | None, str]]

DUEL_PROMPT = (
    "You compare two answers to one question. Prefer the one that is right, then the one that is complete, then the "
    "one that is plain. Length, style and order do not count. Two equally good answers are a tie."
)
DUEL_SCHEMA = {
    "type": "object",
    "properties": {"reason": {"type": "string"}, "better": {"type": "string", "enum": ["1", "2", "tie"]}},
    "required": ["reason", "better"],
    "additionalProperties": False,
}
WINNERS_IN_ORDER: dict[str, Winner] = {"1": "a", "2": "b", "tie": "tie"}
WINNERS_SWAPPED: dict[str, Winner] = {"1": "b", "2": "a", "tie": "tie"}


@dataclass(frozen=True, slots=True)
class DuelVerdict:
    """A model's verdict."""

    better: Literal["1", "2", "tie"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ModelDuel:
    """Ask a model twice, with the answers in both orders; an answer must win both times, anything else is a tie."""

    llm: LanguageModel

    def __call__(self, pair: ResultPair) -> tuple[Winner | None, str]:
        try:
            forth = self._ask_model(pair.case, _answer_text(pair.a), _answer_text(pair.b))
            back = self._ask_model(pair.case, _answer_text(pair.b), _answer_text(pair.a))
        except (ModelError, ValidationError) as error:
            return None, str(error).splitlines()[0]
        first, second = WINNERS_IN_ORDER[forth.better], WINNERS_SWAPPED[back.better]
        if first != second:
            return "tie", f"the verdict depends on the order: {forth.reason} | {back.reason}"
        return first, forth.reason

    def _ask_model(self, case: Case, first_answer: str, second_answer: str) -> DuelVerdict:
        known = f"\n\nKnown to be right:\n{case.reference}" if case.reference else "\n\nThe documents do not answer it."
        user_prompt = f"Question:\n{case.question}{known}\n\nAnswer 1:\n{first_answer}\n\nAnswer 2:\n{second_answer}"
        reply = self.llm.complete([Message("system", DUEL_PROMPT), Message("user", user_prompt)], DUEL_SCHEMA)
        return from_json(DuelVerdict, reply.text)


@dataclass(frozen=True, slots=True)
class MetricDuel:
    """The answer with the higher score wins, beyond a margin; a missing score counts as −1."""

    metric: str
    margin: float = 0.0

    def __call__(self, pair: ResultPair) -> tuple[Winner | None, str]:
        a, b = self._value(pair.a), self._value(pair.b)
        if a is None and b is None:
            return None, f"{self.metric} scored neither"
        gain = (-1.0 if a is None else a) - (-1.0 if b is None else b)
        reason = f"{self.metric} {_format_value(a)} and {_format_value(b)}"
        return ("tie" if abs(gain) <= self.margin else "a" if gain > 0 else "b"), reason

    def _value(self, result: Result) -> float | None:
        for score in result.scores:
            if score.metric == self.metric and score.value is not None:
                return score.value if score.better == "higher" else -score.value
        return None


def run_duels(runs: Sequence[Run], duel: Duel, by: str, workers: int = 4) -> list[Vote]:
    """Return a vote per pair of runs and case that both asked; identical answers are ties without asking."""
    named = list(zip(runs, run_labels(runs), strict=True))
    jobs = [(pair, left, right) for (a, left), (b, right) in combinations(named, 2) for pair in _pairs(a, b)]
    with ThreadPoolExecutor(max(1, workers), thread_name_prefix="arena") as pool:
        outcomes = pool.map(lambda job: _judge_pair(job[0], duel), jobs)
        return [
            Vote(pair.case.question, a, b, winner, by, reason)
            for (pair, a, b), (winner, reason) in zip(jobs, outcomes, strict=True)
        ]


def run_labels(runs: Sequence[Run]) -> list[str]:
    """Return a label per run: its name, with its id if another run has the same name."""
    names = [run.name or run.id for run in runs]
    return [name if names.count(name) == 1 else f"{name} ({run.id})" for name, run in zip(names, runs, strict=True)]


def _judge_pair(pair: ResultPair, duel: Duel) -> tuple[Winner | None, str]:
    same = pair.a.answer and pair.b.answer and pair.a.answer.text == pair.b.answer.text
    return ("tie", "the same answer") if same else duel(pair)


@dataclass(frozen=True, slots=True)
class Ballot:
    """Two answers for a person to judge, blind: a digest of case and runs decides which run is on the left.

    `winner` is left, right or tie, and empty until someone voted.
    """

    question: str
    left: str
    right: str
    winner: Literal["", "left", "right", "tie"] = ""
    by: str = ""
    case_id: str = ""
    runs: tuple[str, str] = ("", "")


def write_ballots(path: Path, runs: Sequence[Run]) -> int:
    """Write a ballot per pair of runs and case with differing answers, and return how many."""
    return write_lines(path, ballots(runs))


def ballots(runs: Sequence[Run]) -> Iterator[Ballot]:
    """Yield a ballot per pair of runs and case with differing answers."""
    for (left_name, a), (right_name, b) in combinations(
        sorted(zip(run_labels(runs), runs, strict=True), key=_label), 2
    ):
        names = left_name, right_name
        for pair in _pairs(a, b):
            sides = [_answer_text(pair.a), _answer_text(pair.b)]
            if sides[0] != sides[1]:
                left, right = sides if _in_order(pair.case.id, names) else reversed(sides)
                yield Ballot(pair.case.question, left, right, "", "", pair.case.id, names)


def _pairs(a: Run, b: Run) -> list[ResultPair]:
    """Pair the cases that both asked, without those whose texts were erased."""
    return [pair for pair in pair_runs(a, b).pairs if not (is_erased(pair.a) or is_erased(pair.b))]


def _label(named: tuple[str, Run]) -> str:
    return named[0]


def read_ballots(path: Path) -> list[Vote]:
    """Read the votes of a ballot file, skipping blank ballots; UsageError names an invalid line."""
    return [ballot_vote(ballot) for ballot in read_lines(path, Ballot) if ballot.winner]


def ballot_vote(ballot: Ballot) -> Vote:
    """Convert a filled-in ballot to a vote."""
    left, right = ballot.runs if _in_order(ballot.case_id, ballot.runs) else (ballot.runs[1], ballot.runs[0])
    won: dict[str, Winner] = {"left": "a", "right": "b", "tie": "tie"}
    return Vote(ballot.question, left, right, won[ballot.winner], ballot.by or "people")


def _in_order(case_id: str, runs: tuple[str, str]) -> bool:
    return int(digest("ballot", case_id, *runs)[:8], 16) % 2 == 0


def feedback_votes(feedback: Iterable[Feedback]) -> list[Vote]:
    """Return a vote per pair of models of which one got an upvote on a question and the other a downvote."""
    by_question: dict[str, list[Feedback]] = {}
    for rated in feedback:
        by_question.setdefault(" ".join(rated.question.split()).casefold(), []).append(rated)
    return [
        Vote(up.question, up.answer.model, down.answer.model, "a", "feedback")
        for same in by_question.values()
        for up in same
        for down in same
        if up.rating == "up" and down.rating == "down" and up.answer.model != down.answer.model
    ]


def _answer_text(result: Result) -> str:
    return result.answer.text if result.answer else "(no answer)"


def _format_value(value: float | None) -> str:
    return "nothing" if value is None else f"{abs(value):.2f}"
