"""Ask any system every case and score the answers with every metric."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from evals.archive import Archive
from evals.asking import ask_case
from evals.types import Case, Judge, Result, Run, Score, Scorer
from rag.llm.map_concurrent import Progress, discard_result, map_concurrent, no_progress
from rag.types import Answer

Ask = Callable[[str], Answer]


def evaluate_cases(
    cases: Sequence[Case],
    ask: Ask,
    metrics: Sequence[Scorer],
    workers: int = 2,
    progress: Progress = no_progress,
    keep: Callable[[Result], None] = discard_result,
) -> list[Result]:
    """Return one result per case, in order; an error in asking or scoring is part of the result.

    `ask` and the metrics run in `workers` threads; `keep` and `progress` are called from this thread as each case
    completes.
    """
    return map_concurrent(cases, partial(_evaluate_case, ask, metrics), workers, progress, keep)


def rejudge_results(
    results: Sequence[Result],
    metrics: Sequence[Scorer],
    workers: int = 2,
    progress: Progress = no_progress,
    keep: Callable[[Result], None] = discard_result,
) -> list[Result]:
    """Score the same answers again with these metrics, without asking; faults stay as they are."""
    return map_concurrent(results, partial(_rejudge_result, metrics), workers, progress, keep)


def resume_run(
    archive: Archive,
    run_id: str,
    ask: Ask,
    metrics: Sequence[Scorer],
    workers: int = 2,
    progress: Progress = no_progress,
) -> Run:
    """Ask a run's cases that are pending or failed, saving each result at once, and return the whole run."""

    def keep(result: Result) -> None:
        archive.append(run_id, result)

    evaluate_cases(archive.pending(run_id), ask, metrics, workers, progress, keep)
    return archive.load(run_id)


def _evaluate_case(ask: Ask, metrics: Sequence[Scorer], case: Case) -> Result:
    start = time.perf_counter()
    try:
        answer = ask_case(ask, case)
    except Exception as error:  # noqa: BLE001 any system may be asked: whatever it raises is its result
        return Result(case, None, (), _describe_fault(error))
    if not answer.seconds:
        answer = replace(answer, seconds=time.perf_counter() - start)
    return Result(case, answer, tuple(judge(metric, case, answer) for metric in metrics))


def _rejudge_result(metrics: Sequence[Scorer], result: Result) -> Result:
    answer = result.answer
    if answer is None:
        return result
    return replace(result, scores=tuple(judge(metric, result.case, answer) for metric in metrics))


def judge(metric: Scorer, case: Case, answer: Answer) -> Score:
    """Return the metric's score; a metric that raises or gives a non-finite value yields a failed score."""
    name = getattr(metric, "name", getattr(metric, "__name__", type(metric).__name__))
    by: Judge = getattr(metric, "judge", "offline")
    try:
        score = metric(case, answer)
    except Exception as error:  # noqa: BLE001 a broken metric must not cost the answer and the other scores
        return Score(name, by, None, _describe_fault(error), failed=True)
    if score.value is not None and not math.isfinite(score.value):
        return replace(score, value=None, reason=f"gave {score.value}", failed=True)
    return score


def _describe_fault(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
