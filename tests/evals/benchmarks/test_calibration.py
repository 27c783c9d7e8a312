"""Calibration error, Brier score, and Wilson's interval."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.benchmarks.calibration import measure_calibration
from evals.proportion import wilson_interval

SURE = st.floats(0, 1, allow_nan=False)


def test_a_worked_example() -> None:
    found = measure_calibration([0.95, 0.85, 0.15, 0.1], [1, 0, 0, 1])
    assert found is not None
    # Bins .9–1 (.95 against 1), .8–.9 (.85 against 0) and .1–.2 (.125 against .5).
    assert found.error == pytest.approx((0.05 + 0.85 + 2 * 0.375) / 4)
    assert found.brier == pytest.approx((0.05**2 + 0.85**2 + 0.15**2 + 0.9**2) / 4)
    assert [one.items for one in found.bins] == [2, 1, 1]


def test_what_cannot_be_counted() -> None:
    assert measure_calibration([], []) is None
    with pytest.raises(ValueError):
        measure_calibration([0.5], [])
    with pytest.raises(ValueError):
        measure_calibration([1.5], [1])


@given(st.lists(st.tuples(SURE, st.sampled_from([0.0, 1.0])), min_size=1, max_size=60))
def test_both_lie_in_their_bounds(pairs: list[tuple[float, float]]) -> None:
    found = measure_calibration([one for one, _ in pairs], [two for _, two in pairs])
    assert found is not None
    assert 0 <= found.error <= 1
    assert 0 <= found.brier <= 1
    assert sum(one.items for one in found.bins) == len(pairs)
    # The error in bins is never more than that of every answer by itself (Jensen), nor its square than the Brier score.
    assert found.error**2 <= found.brier + 1e-9


@given(st.integers(0, 500), st.integers(0, 500))
def test_an_interval_holds_its_share(hits: int, misses: int) -> None:
    low, high = wilson_interval(hits, hits + misses)
    assert 0 <= low <= high <= 1
    if hits + misses:
        assert low <= hits / (hits + misses) <= high


def test_intervals_known_from_the_literature() -> None:
    assert wilson_interval(8, 10) == pytest.approx((0.490, 0.943), abs=1e-3)
    assert wilson_interval(0, 0) == (0.0, 1.0)
