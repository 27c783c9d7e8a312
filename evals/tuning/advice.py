"""Advice before a training: what the cases say is worth it, and which data would help."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from evals.bootstrap import Values
from evals.comparison.compare import SIGNIFICANCE_LEVEL
from evals.comparison.statistics import Interval, correct_holm, paired_bootstrap
from evals.error_analysis import LEADING_METRIC, ErrorAnalysis, ErrorCause
from evals.tuning.collect import fold
from evals.types import Result
from graph.text.counting import count_noun

MIN_CASES = 10
"""The fewest cases by which setups are compared."""
WORTHWHILE = 0.02
"""The smallest difference in right answers that is worth more cases to be sure of."""
TRAINING_CASES = 30
"""Cases that a training with its gate needs: ten to learn from and twenty held out."""
FOUND_METRIC = "retrieval_recall"
_DEVIATIONS = 2.8
"""Standard errors that a difference must have to be shown at 95% four times out of five."""


_MAKE = "graphloop tune data --out data"
_ALWAYS: dict[ErrorCause, tuple[str, str]] = {
    "reference wrong": ("correct the cases, which say otherwise than the documents", "graphloop eval review"),
    "not ingested": ("add the documents that are missing: no training replaces them", "graphloop ingest PATH"),
    "not retrieved": (
        "tune the embedder on questions with the passages that answer them",
        "graphloop tune generate --out data, then graphloop tune embedder NAME --data data",
    ),
    "retrieved but ranked low": (
        "tune the reranker on people's questions whose passages are marked",
        f"graphloop feedback promote, {_MAKE}, then graphloop tune reranker NAME --data data",
    ),
}
_BY_MODEL: dict[ErrorCause, tuple[str, str]] = {
    "should have abstained": (
        "tune the model on prompts that lack the right passage",
        f"{_MAKE} --without-gold 0.4, then graphloop tune model NAME --data data",
    ),
    "contradicted": (
        "tune the model on corrected and rated answers",
        f"{_MAKE}, then graphloop tune model NAME --data data --method dpo",
    ),
    "in evidence but not used": (
        "tune the model on right answers with their passages",
        f"{_MAKE}, then graphloop tune model NAME --data data",
    ),
}
_OFFLINE: dict[ErrorCause, tuple[str, str]] = {
    "should have abstained": (
        "add unanswerable questions to the cases, and ask for more certainty",
        "graphloop config set answer.caution 0.95",
    ),
    "contradicted": ("remove outdated versions of documents", "graphloop documents remove"),
    "in evidence but not used": (
        "let a language model answer: the passages are found, and nothing trained offline reads them better",
        "graphloop model use NAME",
    ),
}


@dataclass(frozen=True, slots=True, eq=False)
class SetupTrial:
    """What one setup answered to the cases, and the command that takes it up; empty for the settings as they are.

    `trained` are the folded questions that a tuned part of it has learned from: it is not judged by those. If they are
    not known, `refused` says so.
    """

    name: str
    command: str
    results: tuple[Result, ...]
    trained: frozenset[str] = frozenset()
    refused: str = ""


@dataclass(frozen=True, slots=True)
class TrialRow:
    """A setup against the settings as they are on the same cases: mean share of right answers and of passages found.

    `interval` is of the difference in right answers, None if it was not compared, for the `reason`; `corrected` is its
    p-value after Holm's correction over all setups. `needed` is the number of cases at which a difference of this size
    would be shown.
    """

    name: str
    command: str
    cases: int
    before: float
    right: float
    found: float | None
    faults: int
    interval: Interval | None = None
    corrected: float | None = None
    needed: int = 0
    reason: str = ""

    @property
    def better(self) -> bool:
        """Whether it answers more cases right, beyond chance."""
        return self._clear and self.right > self.before

    @property
    def verdict(self) -> str:
        """The verdict in words."""
        if self.interval is None:
            return self.reason
        return "no clear difference" if not self._clear else "better" if self.better else "worse"

    @property
    def _clear(self) -> bool:
        return self.corrected is not None and self.corrected < SIGNIFICANCE_LEVEL


@dataclass(frozen=True, slots=True)
class Need:
    """The data that would help against the wrong answers of a cause, and the command that makes or uses them."""

    cause: ErrorCause
    answers: int
    data: str
    command: str


@dataclass(frozen=True, slots=True)
class Advice:
    """How the settings as they are and other setups answered the cases, what would help, and one recommendation."""

    current: TrialRow
    rows: tuple[TrialRow, ...]
    wrong: int
    judged: int
    needs: tuple[Need, ...]
    recommendation: str
    reason: str


def weigh_trials(current: SetupTrial, others: Sequence[SetupTrial]) -> tuple[TrialRow, tuple[TrialRow, ...]]:
    """Return the row of the current setup, and those of the others against it, best first."""
    own = _values(current.results)
    mean = float(own.mean())
    base = TrialRow(current.name, "", len(own), mean, mean, _coverage(current.results), _faults(current.results))
    rows = [_weigh(current, trial) for trial in others]
    compared = [row for row in rows if row.interval]
    corrected = correct_holm([row.interval.p_value for row in compared if row.interval])
    known = [replace(row, corrected=value) for row, value in zip(compared, corrected, strict=True)]
    known.sort(key=lambda row: row.before - row.right)
    return base, (*known, *(row for row in rows if not row.interval))


def give_advice(current: TrialRow, rows: tuple[TrialRow, ...], errors: ErrorAnalysis, has_model: bool) -> Advice:
    """Return the advice that the rows and the causes of the wrong answers of the current setup lead to."""
    needs = tuple(_need(group.cause, len(group.wrong), has_model) for group in errors.groups)
    said, reason = _recommend(current, rows, needs)
    return Advice(current, rows, errors.wrong, errors.judged, needs, said, reason)


def _weigh(current: SetupTrial, trial: SetupTrial) -> TrialRow:
    if trial.refused:
        return TrialRow(trial.name, trial.command, 0, 0.0, 0.0, None, 0, reason=trial.refused)
    pairs = [
        (before, after)
        for before, after in zip(current.results, trial.results, strict=True)
        if fold(before.case.question) not in current.trained | trial.trained
    ]
    if len(pairs) < MIN_CASES:
        learned = f"only {count_noun(len(pairs), 'case')} that nothing tuned has learned from"
        return TrialRow(trial.name, trial.command, len(pairs), 0.0, 0.0, None, 0, reason=learned)
    answers = [result for _, result in pairs]
    before, after = _values([result for result, _ in pairs]), _values(answers)
    spread = float((after - before).std(ddof=1))
    gain = paired_bootstrap(after, before)
    return TrialRow(
        trial.name,
        trial.command,
        len(pairs),
        float(before.mean()),
        float(after.mean()),
        _coverage(answers),
        _faults(answers),
        interval=gain,
        needed=math.ceil((_DEVIATIONS * spread / gain.difference) ** 2) if gain.difference else 0,
    )


def _values(results: Sequence[Result]) -> Values:
    return np.array([_rightness(result) for result in results], dtype=np.float64)


def _rightness(result: Result) -> float:
    """Return how right an answer is, 0..1; none to an unanswerable case is right, and a fault is wrong."""
    if result.answer is None:
        return 0.0
    if not result.case.reference:
        return float(result.answer.declines)
    return next((score.value for score in result.scores if score.metric == LEADING_METRIC and score.value), 0.0)


def _coverage(results: Sequence[Result]) -> float | None:
    """Return the mean share of gold passages that were found; None if no case names any."""
    scores = (score for result in results for score in result.scores if score.metric == FOUND_METRIC)
    found = [score.value for score in scores if score.value is not None]
    return float(np.mean(found)) if found else None


def _faults(results: Sequence[Result]) -> int:
    return sum(bool(result.fault) for result in results)


def _recommend(current: TrialRow, rows: Sequence[TrialRow], needs: Sequence[Need]) -> tuple[str, str]:
    best = next((row for row in rows if row.better), None)
    if best is not None:
        return f"{best.name}: {best.command}", f"right answers {describe_gain(best)}"
    if not needs:
        return "change and train nothing", f"all {count_noun(current.cases, 'case')} are answered right as it is"
    nothing = "no other setup is better beyond chance"
    lead = next((row for row in rows if row.interval and row.right - row.before >= WORTHWHILE), None)
    if lead is not None and lead.needed > lead.cases:
        nothing += (
            f"; {lead.name} is ahead, {describe_gain(lead)}, and about "
            f"{count_noun(lead.needed - lead.cases, 'more case')} would show a difference of this size"
        )
    main = needs[0]
    wrong = sum(need.answers for need in needs)
    reason = f"{nothing}. {main.answers} of {count_noun(wrong, 'wrong answer')}: {main.cause}"
    missing = TRAINING_CASES - current.cases
    if "tune" in main.command and missing > 0:
        more = f"collect {count_noun(missing, 'more case')} (graphloop eval generate, graphloop feedback promote)"
        return f"{more} before anything is trained", f"{reason}; a training and its gate need {TRAINING_CASES}"
    return f"{main.data}: {main.command}", reason


def describe_gain(row: TrialRow) -> str:
    """Return the means before and after, and their difference with its interval."""
    if row.interval is None:
        return row.reason
    gain = row.interval
    return f"{row.before:.3f} → {row.right:.3f}, {gain.difference:+.3f} ({gain.low:+.3f} to {gain.high:+.3f}, 95%)"


def _need(cause: ErrorCause, answers: int, has_model: bool) -> Need:
    data, command = (_BY_MODEL if has_model else _OFFLINE).get(cause) or _ALWAYS[cause]
    return Need(cause, answers, data, command)
