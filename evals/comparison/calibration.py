"""Calibration of a run: whether its confidences match the share of right answers."""

from __future__ import annotations

from evals.benchmarks.calibration import Calibration, measure_calibration
from evals.types import CORRECT_FROM, Run

CALIBRATION_METRIC = "answer_correctness"


def calibrate_run(run: Run, metric: str = CALIBRATION_METRIC) -> Calibration | str:
    """Calibrate a run's confidences against a metric's offline scores, or return why that is impossible.

    An answer counts if it did not abstain, has a confidence, and has a value of the metric.
    """
    pairs = [
        (min(1.0, max(0.0, result.answer.confidence)), float(score.value >= CORRECT_FROM))
        for result in run.results
        if result.answer and not result.answer.abstained and result.answer.confidence is not None
        for score in result.scores
        if score.metric == metric and score.judge == "offline" and score.value is not None
    ]
    if calibration := measure_calibration([confidence for confidence, _ in pairs], [right for _, right in pairs]):
        return calibration
    has_confidence = any(result.answer and result.answer.confidence is not None for result in run.results)
    return f"no answer has a value of {metric}" if has_confidence else "no answer reports a confidence"
