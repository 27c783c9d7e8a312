from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.bootstrap import (
    Numbers,
    mean_interval,
    percentile_interval,
    resample_means,
    resample_statistic,
    resample_table_sums,
)

VALUES = st.lists(st.floats(-5, 5, width=16), min_size=1, max_size=40).map(np.array)


def test_the_interval_is_that_of_the_percentiles() -> None:
    assert percentile_interval(np.arange(1001.0)) == (25.0, 975.0)
    with pytest.raises(ValueError, match="nothing was drawn"):
        percentile_interval([])


@given(VALUES)
def test_a_mean_varies_between_the_extremes_and_the_same_way_again(values: np.ndarray) -> None:
    low, high = mean_interval(values, 200)
    assert values.min() - 1e-9 <= low <= high <= values.max() + 1e-9
    assert mean_interval(values, 200) == (low, high)


def test_the_interval_of_a_mean_is_as_wide_as_its_standard_error_says() -> None:
    values = np.random.default_rng(4).normal(size=400)
    low, high = mean_interval(values)
    assert high - low == pytest.approx(2 * 1.96 * values.std() / 20, rel=0.1)


def test_few_distinct_values_are_resampled_as_many_are() -> None:
    values = np.array([-1.0] * 20 + [0.0] * 250 + [1.0] * 30)
    spread = values + np.linspace(0, 1e-9, 300)
    found = [np.quantile(resample_means(one, 20_000, 1), (0.025, 0.5, 0.975)) for one in (values, spread)]
    assert found[0] == pytest.approx(found[1], abs=0.004)


def test_tables_are_drawn_whole() -> None:
    tables = np.array([[[1.0, 10.0], [100.0, 1000.0]], [[2.0, 20.0], [200.0, 2000.0]]])
    sums = resample_table_sums(tables, 50, 0)
    assert sums.shape == (50, 2, 2)
    assert (sums == sums[:, :1, :1] * [[1, 10], [100, 1000]]).all()
    assert set(sums[:, 0, 0].tolist()) == {2.0, 3.0, 4.0}


def test_groups_are_drawn_whole_and_undefined_draws_left_out() -> None:
    groups = np.array([7, 3, 7, 3, 9])
    seen: list[tuple[int, ...]] = []

    def count(rows: Numbers) -> float | None:
        seen.append(tuple(np.bincount(rows, minlength=5)))
        return float(len(rows)) if len(rows) < 6 else None

    drawn = resample_statistic(count, groups, 100)
    assert len(seen) == 100
    assert all(one[0] == one[2] and one[1] == one[3] for one in seen)
    assert len(set(seen)) > 5
    assert 0 < len(drawn) < 100
    assert max(drawn) < 6
