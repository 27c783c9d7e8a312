"""A run in figures: averages are tested with the runner; here, abstaining as a decision and how sure answers were."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.comparison.calibration import calibrate_run
from evals.summary import Abstentions, describe_summary, summarise_run
from evals.types import Case, Result, Run, Score
from tests.evals.parts import answered, case

KNOWN, UNKNOWN = case("When?", "1874"), case("Who?", "")


def result(asked: Case, silent: bool, sure: float | None = None, right: float | None = None) -> Result:
    scores = () if right is None else (Score("answer_correctness", "offline", right),)
    return Result(asked, replace(answered("x"), abstained=silent, confidence=sure), scores)


def run(*results: Result) -> Run:
    return Run("1", "2026-01-01", "a run", (), results)


def test_abstaining_is_summed_up_as_a_decision() -> None:
    cells = [(KNOWN, False)] * 4 + [(KNOWN, True)] * 1 + [(UNKNOWN, False)] * 2 + [(UNKNOWN, True)] * 3
    found = summarise_run(run(*(result(asked, silent) for asked, silent in cells))).abstentions
    assert found == Abstentions(4, 2, 1, 3)
    assert (found.precision, found.recall) == (0.75, 0.6)
    nothing = summarise_run(run(result(KNOWN, False))).abstentions
    assert (nothing.precision, nothing.recall) == (None, None)


def test_answers_as_sure_as_they_are_right_are_calibrated() -> None:
    sure = [result(KNOWN, False, 0.75, float(place % 4 > 0)) for place in range(20)]
    too_sure = [result(KNOWN, False, 1.0, 0.0) for _ in range(20)]
    good, bad = summarise_run(run(*sure)).calibration, summarise_run(run(*too_sure)).calibration
    assert good is not None
    assert bad is not None
    assert (round(good.error, 9), bad.error, bad.brier) == (0.0, 1.0, 1.0)
    assert good.brier == pytest.approx(0.75 * 0.25)
    lines = describe_summary(summarise_run(run(*sure)))
    assert lines[-1] == "calibration (n = 20): ECE 0.000, Brier 0.188 (0 is best)"


def test_without_confidence_there_is_a_reason() -> None:
    assert calibrate_run(run(result(KNOWN, False))) == "no answer reports a confidence"
    assert calibrate_run(run(result(KNOWN, False, 0.5))) == "no answer has a value of answer_correctness"
    assert calibrate_run(run(result(KNOWN, True, 0.5, 0.0))) == "no answer has a value of answer_correctness"
    assert "no answer reports" in describe_summary(summarise_run(run(result(KNOWN, False))))[-1]


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=30))
def test_errors_lie_between_0_and_1(pairs: list[tuple[float, float]]) -> None:
    found = calibrate_run(run(*(result(KNOWN, False, sure, right) for sure, right in pairs)))
    assert not isinstance(found, str)
    assert 0.0 <= found.error <= 1.0
    assert 0.0 <= found.brier <= 1.0
    assert sum(one.items for one in found.bins) == len(pairs)
