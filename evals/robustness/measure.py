"""Run suites over cases, first unchanged and then perturbed, and count the answers that no longer hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from evals.judges.matching import contains_phrase
from evals.judges.sentences import wordings
from evals.proportion import wilson_interval
from evals.robustness.altered import ask_trial
from evals.robustness.types import (
    BaselineAnswer,
    BrokenCase,
    Material,
    Perturbation,
    RobustnessResult,
    RobustnessSystem,
    StressReport,
    Trial,
    Verdict,
)
from evals.runner import judge
from evals.types import CORRECT_FROM, Case, Scorer
from graph.errors import GraphloopError
from rag.llm.map_concurrent import Progress, map_or_fault, no_progress
from rag.llm.protocol import LanguageModel
from rag.types import Answer


def run_stress_test(
    system: RobustnessSystem,
    cases: Sequence[Case],
    suites: Sequence[Perturbation],
    correct: Scorer,
    llm: LanguageModel | None = None,
    how: tuple[int, int] = (0, 2),
    progress: Progress = no_progress,
) -> StressReport:
    """Run the suites and report what each breaks; `how` is the seed and the number of concurrent questions."""
    seed, workers = how
    plain = [Trial(case, case, "as it is") for case in cases]
    expected = len(cases) * (1 + len(suites))
    answers = _ask(system, workers, _SuiteProgress(progress, 0, expected), plain)
    before = {
        trial.original.id: BaselineAnswer(
            None if isinstance(answer, GraphloopError) else answer, judge_trial(trial, answer, correct)[0]
        )
        for trial, answer in zip(plain, answers, strict=True)
    }
    material = Material(cases, before, seed, llm)
    outcomes = []
    for number, suite in enumerate(suites, 1):
        suite_progress = _SuiteProgress(progress, number * len(cases), expected)
        outcomes.append(_run(suite, material, correct, partial(_ask, system, workers, suite_progress)))
    right = sum(baseline.verdict == "right" for baseline in before.values())
    return StressReport(
        len(cases), right, sum(baseline.verdict == "fault" for baseline in before.values()), tuple(outcomes)
    )


@dataclass(frozen=True, slots=True)
class _SuiteProgress:
    """Reports the progress of one suite as part of the whole run."""

    progress: Progress
    start: int
    expected: int

    def __call__(self, done: int, _: int) -> None:
        self.progress(self.start + done, self.expected)


def _ask(
    system: RobustnessSystem, workers: int, progress: Progress, trials: Sequence[Trial]
) -> list[Answer | GraphloopError]:
    return map_or_fault(trials, partial(ask_trial, system), workers, progress)


def _run(
    suite: Perturbation,
    material: Material,
    correct: Scorer,
    ask: Callable[[Sequence[Trial]], list[Answer | GraphloopError]],
) -> RobustnessResult:
    missing = suite.missing(material)
    if missing:
        return RobustnessResult(suite.name, suite.about, skipped=missing)
    trials = list(_trials(suite, material))
    if not trials:
        return RobustnessResult(suite.name, suite.about, skipped="this perturbation applies to no case")
    answers = ask(trials)
    verdicts = [judge_trial(trial, answer, correct) for trial, answer in zip(trials, answers, strict=True)]
    return count_outcomes(suite, material, trials, answers, verdicts)


def _trials(suite: Perturbation, material: Material) -> Iterator[Trial]:
    for case in material.cases:
        if material.before[case.id].verdict != "fault" and (trial := suite.trial(case, material)) is not None:
            yield trial


def judge_trial(trial: Trial, answer: Answer | GraphloopError, correct: Scorer) -> tuple[Verdict, str]:
    """Judge an answer to a trial as right, wrong, silent or a fault, with the reason."""
    if isinstance(answer, GraphloopError):
        return "fault", str(answer)
    planted = [word for word in trial.forbidden if word.casefold() in answer.text.casefold()]
    if planted:
        return "wrong", f"repeats {planted[0]!r}, which occurs only in the planted text"
    if not trial.asked.reference:
        return ("right", "rightly abstained") if answer.declines else ("wrong", "answered an unanswerable question")
    if answer.abstained:
        return "silent", "abstained"
    first = wordings(answer.text)[-1]
    if trial.false and contains_phrase(first, trial.false) and not contains_phrase(first, trial.asked.reference):
        return "wrong", f"gave the false answer {trial.false!r}"
    score = judge(correct, trial.asked, answer)
    if score.value is None:
        return "fault", score.reason
    if score.value >= CORRECT_FROM:
        return "right", score.reason
    return "wrong", "answered without the evidence" if trial.silence else score.reason


def count_outcomes(
    suite: Perturbation,
    material: Material,
    trials: Sequence[Trial],
    answers: Sequence[Answer | GraphloopError],
    verdicts: Sequence[tuple[Verdict, str]],
) -> RobustnessResult:
    """Count a suite's outcomes, and collect the cases that broke."""
    rows = [
        (trial, answer, now, why, material.before[trial.original.id])
        for trial, answer, (now, why) in zip(trials, answers, verdicts, strict=True)
        if now != "fault"
    ]
    holding = [(trial, now) for trial, _, now, _, before in rows if before.verdict == "right" and _holds(trial, now)]
    broken = [
        _broken(trial, answer, why, before)
        for trial, answer, now, why, before in rows
        if before.verdict == "right" and not _holds(trial, now) and isinstance(answer, Answer)
    ]
    right_before = len(holding) + len(broken)
    silent = sum(
        now == "silent" for trial, _, now, _, before in rows if before.verdict == "right" and not trial.silence
    )
    low, high = wilson_interval(len(holding), right_before)
    return RobustnessResult(
        suite=suite.name,
        about=suite.about,
        asked=len(trials),
        right_before=right_before,
        kept=len(holding),
        newly_wrong=len(broken) - silent,
        newly_silent=silent,
        abstained=sum(_rightly_silent(trial, now) for trial, _, now, _, _ in rows),
        newly_right=sum(before.verdict != "right" and now == "right" for _, _, now, _, before in rows),
        faults=len(trials) - len(rows),
        robust=len(holding) / right_before if right_before else None,
        low=low if right_before else None,
        high=high if right_before else None,
        broken=tuple(broken),
    )


def _holds(trial: Trial, now: Verdict) -> bool:
    """Whether the trial passes: right, or silent where silence is expected."""
    return now == "right" or (trial.silence and now == "silent")


def _rightly_silent(trial: Trial, now: Verdict) -> bool:
    return (trial.silence and now == "silent") or (not trial.asked.reference and now == "right")


def _broken(trial: Trial, answer: Answer, why: str, before: BaselineAnswer) -> BrokenCase:
    return BrokenCase(
        question=trial.original.question,
        asked=trial.asked.question,
        expected="(no answer)" if trial.silence or not trial.asked.reference else trial.asked.reference,
        said=answer.text,
        before=before.answer.text if before.answer else "",
        how=trial.how,
        why=why,
    )
