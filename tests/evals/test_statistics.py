from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.statistics import paired_bootstrap

VALUES = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=40)


def rows(pairs: list[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    both = np.array(pairs)
    return both[:, 0], both[:, 1]


@given(VALUES)
@settings(max_examples=40, deadline=None)
def test_interval_holds_the_difference_and_turns_with_the_order(pairs: list[tuple[float, float]]) -> None:
    a, b = rows(pairs)
    forth, back = paired_bootstrap(a, b, samples=500), paired_bootstrap(b, a, samples=500)
    assert forth.low <= forth.difference <= forth.high
    assert forth.difference == pytest.approx(float(a.mean() - b.mean()), abs=1e-12)
    assert (back.difference, back.low, back.high) == pytest.approx((-forth.difference, -forth.high, -forth.low))
    assert back.p_value == pytest.approx(forth.p_value)
    assert 0 < forth.p_value <= 1


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
@settings(max_examples=20, deadline=None)
def test_the_same_values_differ_by_nothing(values: list[float]) -> None:
    same = paired_bootstrap(np.array(values), np.array(values), samples=200)
    assert (same.difference, same.low, same.high, same.p_value) == (0.0, 0.0, 0.0, 1.0)


def test_exact_p_value_by_hand() -> None:
    # Five wins of the same size: of 32 sign patterns only all-plus and all-minus are as extreme.
    assert paired_bootstrap(np.ones(5), np.zeros(5)).p_value == pytest.approx(2 / 32)
    # Four wins and one loss: |sum| >= 3 holds for 0, 1, 4 or 5 plus signs: 1 + 5 + 5 + 1 of 32.
    assert paired_bootstrap(np.array([1, 1, 1, 1, 0.0]), np.array([0, 0, 0, 0, 1.0])).p_value == pytest.approx(12 / 32)


def test_interval_is_close_to_the_normal_one_on_many_items() -> None:
    generator = np.random.default_rng(5)
    a, b = generator.normal(0.6, 0.2, 2000), generator.normal(0.5, 0.2, 2000)
    found = paired_bootstrap(a, b)
    half = 1.96 * float((a - b).std()) / 2000**0.5
    assert found.high - found.low == pytest.approx(2 * half, rel=0.05)
    assert found.low > 0
    assert found.p_value < 0.001


def test_no_difference_is_rarely_called_one() -> None:
    generator = np.random.default_rng(7)
    calls = [
        paired_bootstrap(generator.normal(0, 1, 60), generator.normal(0, 1, 60), samples=400, seed=i).p_value < 0.05
        for i in range(300)
    ]
    assert sum(calls) / len(calls) < 0.09


@pytest.mark.parametrize(
    ("a", "b"),
    [(np.ones(2), np.ones(3)), (np.ones(0), np.ones(0)), (np.ones((2, 2)), np.ones((2, 2))), (np.array([np.nan]),) * 2],
)
def test_unpaired_values_are_refused(a: np.ndarray, b: np.ndarray) -> None:
    with pytest.raises(ValueError, match="paired"):
        paired_bootstrap(a, b)
