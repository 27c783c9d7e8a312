"""Asks every case of any system and lets every metric judge the answers."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from functools import partial

from evals.archive import Archive
from evals.asking import put
from evals.model import Case, Judge, Metric, Result, Run, Score
from rag.model import Answer

Ask = Callable[[str], Answer]
Progress = Callable[[int, int], None]


def unseen(done: int, total: int) -> None:
    """Show no progress."""


def forgotten(result: Result) -> None:
    """Keep a result nowhere but in what is returned."""


def evaluate(
    cases: Sequence[Case],
    ask: Ask,
    metrics: Sequence[Metric],
    workers: int = 2,
    progress: Progress = unseen,
    keep: Callable[[Result], None] = forgotten,
) -> list[Result]:
    """One result a case, in the order of the cases; a fault of asking or judging is part of the result.

    `ask` and the metrics run in `workers` threads; `keep` and `progress` are called from this one as each case ends.
    """
    return _each([partial(_one, case, ask, metrics) for case in cases], workers, progress, keep)


def rejudge(
    results: Sequence[Result],
    metrics: Sequence[Metric],
    workers: int = 2,
    progress: Progress = unseen,
    keep: Callable[[Result], None] = forgotten,
) -> list[Result]:
    """The same answers judged anew by these metrics, without asking; a fault stays what it was."""
    return _each([partial(_again, result, metrics) for result in results], workers, progress, keep)


def _each(
    jobs: Sequence[Callable[[], Result]], workers: int, progress: Progress, keep: Callable[[Result], None]
) -> list[Result]:
    found: dict[int, Result] = {}
    progress(0, len(jobs))
    pool = ThreadPoolExecutor(max(1, workers), thread_name_prefix="evaluate")
    try:
        open_jobs: dict[Future[Result], int] = {pool.submit(job): place for place, job in enumerate(jobs)}
        while open_jobs:
            for ended in wait(open_jobs, return_when=FIRST_COMPLETED).done:
                place = open_jobs.pop(ended)
                found[place] = ended.result()
                keep(found[place])
                progress(len(found), len(jobs))
    finally:
        pool.shutdown(cancel_futures=True)
    return [found[place] for place in range(len(jobs))]


def resume(
    archive: Archive, run_id: str, ask: Ask, metrics: Sequence[Metric], workers: int = 2, progress: Progress = unseen
) -> Run:
    """Ask what a run has not yet asked, or what failed, saving each result at once; the whole run."""

    def keep(result: Result) -> None:
        archive.append(run_id, result)

    evaluate(archive.pending(run_id), ask, metrics, workers, progress, keep)
    return archive.load(run_id)


def _one(case: Case, ask: Ask, metrics: Sequence[Metric]) -> Result:
    start = time.perf_counter()
    try:
        answer = put(ask, case)
    except Exception as error:  # noqa: BLE001 any system may be asked: whatever it raises is its result
        return Result(case, None, (), _told(error))
    if not answer.seconds:
        answer = replace(answer, seconds=time.perf_counter() - start)
    return Result(case, answer, tuple(judge(metric, case, answer) for metric in metrics))


def _again(result: Result, metrics: Sequence[Metric]) -> Result:
    answer = result.answer
    if answer is None:
        return result
    return replace(result, scores=tuple(judge(metric, result.case, answer) for metric in metrics))


def judge(metric: Metric, case: Case, answer: Answer) -> Score:
    """The metric's score; one that breaks or gives no number scores nothing and says why."""
    name = getattr(metric, "name", getattr(metric, "__name__", type(metric).__name__))
    by: Judge = getattr(metric, "judge", "offline")
    try:
        score = metric(case, answer)
    except Exception as error:  # noqa: BLE001 a broken metric must not cost the answer and the other scores
        return Score(name, by, None, _told(error), failed=True)
    if score.value is not None and not math.isfinite(score.value):
        return replace(score, value=None, reason=f"gave {score.value}", failed=True)
    return score


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
