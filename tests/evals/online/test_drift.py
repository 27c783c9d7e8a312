"""A change is told from chance by its interval, over answers of two periods and one version of a metric."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from evals.online.book import OnlineScore
from evals.online.drift import MIN_ANSWERS, measure_drift

NOW = datetime(2024, 6, 1, tzinfo=UTC)


def scored(days_ago: float, value: float | None, metric: str = "faithfulness", version: int = 1) -> OnlineScore:
    asked = (NOW - timedelta(days=days_ago)).isoformat(timespec="microseconds")
    return OnlineScore(f"{days_ago}-{value}", asked, metric, version, value)


def test_a_drop_is_told_with_its_interval() -> None:
    scores = [scored(1 + n / 100, 0.4 + n % 3 / 10) for n in range(30)]
    scores += [scored(8 + n / 2, 0.8 + n % 3 / 10) for n in range(40)]
    (drift,) = measure_drift(scores, NOW, days=7, weeks=4)
    assert (drift.recent.answers, drift.before.answers) == (30, 40)
    assert drift.change == pytest.approx(-0.4, abs=0.01)
    assert drift.interval is not None
    assert drift.interval[0] < -0.4 < drift.interval[1] < -0.3
    assert drift.moved


def test_equal_periods_have_not_moved() -> None:
    scores = [scored(1 + n / 100, n % 2) for n in range(30)] + [scored(9 + n / 100, n % 2) for n in range(30)]
    (drift,) = measure_drift(scores, NOW, days=7, weeks=4)
    assert drift.change == 0
    assert not drift.moved


def test_too_few_answers_give_means_without_an_interval() -> None:
    scores = [scored(1, 0.5)] * (MIN_ANSWERS - 1) + [scored(9, 1.0)] * MIN_ANSWERS
    (drift,) = measure_drift(scores, NOW, days=7, weeks=4)
    assert (drift.recent.mean, drift.before.mean, drift.change, drift.moved) == (0.5, 1.0, None, False)


def test_what_is_older_than_both_periods_or_does_not_apply_or_is_of_an_earlier_version_is_left_out() -> None:
    scores = [scored(1, None), scored(100, 0.1), scored(-1, 0.1), scored(2, 0.1), scored(3, 0.7, version=2)]
    (drift,) = measure_drift(scores, NOW, days=7, weeks=4)
    assert (drift.recent.answers, drift.recent.mean, drift.before.answers) == (1, 0.7, 0)
    assert [one.metric for one in measure_drift([scored(1, 1, "b"), scored(1, 1, "a")], NOW, 7, 4)] == ["a", "b"]
