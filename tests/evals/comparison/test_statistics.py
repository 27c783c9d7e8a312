from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.comparison.statistics import correct_holm, detectable, drop_p_value, paired_bootstrap

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


def test_drop_p_value_by_hand() -> None:
    # Six losses and one win of one size: 1 pattern has seven losses, 7 have six, which count half.
    assert drop_p_value(np.array([-1.0] * 6 + [1.0] + [0.0] * 9)) == pytest.approx((1 + 7 / 2) / 2**7)
    # Sizes 1, 2 and 3, all lost: nothing is lower, one pattern of eight is equal.
    assert drop_p_value(np.array([-1.0, -2.0, -3.0])) == pytest.approx(0.5 / 8)
    assert drop_p_value(np.zeros(4)) == 0.5


@given(st.lists(st.sampled_from([-1.0, -0.5, 0.0, 0.5, 1.0]), min_size=1, max_size=9))
@settings(max_examples=40)
def test_a_drop_of_one_side_is_a_gain_of_the_other(values: list[float]) -> None:
    gains = np.array(values)
    assert drop_p_value(gains) + drop_p_value(-gains) == pytest.approx(1.0)


def test_drawn_patterns_agree_with_all_of_them() -> None:
    gains = np.random.default_rng(3).normal(-0.2, 0.6, 14)
    signs = (np.arange(2**14)[:, None] >> np.arange(14)) & 1
    exact = float(((2.0 * signs - 1.0) @ gains <= gains.sum() + 1e-12).mean())
    assert drop_p_value(gains, samples=40_000) == pytest.approx(exact, abs=0.01)


def test_equal_steps_agree_with_unequal_ones() -> None:
    equal = np.array([-1.0] * 30 + [1.0] * 18)
    nearly = equal * (1 + np.random.default_rng(2).uniform(-1e-6, 1e-6, 48))
    assert drop_p_value(nearly, samples=60_000) == pytest.approx(drop_p_value(equal), abs=0.03)


def test_holm_by_hand() -> None:
    assert correct_holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert correct_holm([0.5, 0.9]) == pytest.approx([1.0, 1.0])
    assert correct_holm([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_holm_never_lowers_and_keeps_the_order(values: list[float]) -> None:
    corrected = correct_holm(values)
    assert all(after >= before for before, after in zip(values, corrected, strict=True))
    order = sorted(range(len(values)), key=lambda place: (values[place], corrected[place]))
    assert [corrected[place] for place in order] == sorted(corrected)


def test_what_can_be_detected_is_detected_as_often_as_said() -> None:
    generator = np.random.default_rng(11)
    drop = detectable(generator.normal(0, 0.3, 4000)[:200])
    assert drop is not None
    caught = [drop_p_value(generator.normal(-drop, 0.3, 200), samples=400, seed=i) < 0.05 for i in range(300)]
    assert 0.82 < sum(caught) / len(caught) < 0.97
    assert detectable(np.ones(1)) is None
