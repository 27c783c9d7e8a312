"""Select answers of a run, to explain their scores."""

from __future__ import annotations

from dataclasses import replace

from evals.types import Result, Run, Score


def select_explained(run: Run, case: str = "", metrics: tuple[str, ...] = (), most: int = 5) -> list[Result]:
    """Return at most `most` results that have scores, worst first, with the scores of these metrics or of all.

    `case` is a case id prefix or words of its question. Results are ordered by the mean of their values in 0..1,
    inverted for metrics where lower is better; answers without such values come last.
    """
    candidates = [
        replace(result, scores=tuple(score for score in result.scores if not metrics or score.metric in metrics))
        for result in run.results
        if result.case.id.startswith(case) or case.casefold() in result.case.question.casefold()
    ]
    return sorted((result for result in candidates if result.scores), key=_goodness)[:most]


def _goodness(result: Result) -> float:
    values = [_good(score) for score in result.scores if score.value is not None and not score.unit]
    return sum(values) / len(values) if values else 2.0


def _good(score: Score) -> float:
    value = score.value or 0.0
    return value if score.better == "higher" else 1 - value
