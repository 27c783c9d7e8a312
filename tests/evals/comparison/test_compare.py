from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.comparison.compare import MetricComparison, compare_pair
from evals.summary import summarise_run
from evals.types import Result, Run, Score
from graph.errors import UsageError
from tests.evals.parts import answered, case

VALUES = st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=1, max_size=12)


def run(name: str, values: list[float | None], first: int = 0) -> Run:
    results = [
        Result(
            case(f"Question {place}?", "x"),
            answered("x"),
            (
                Score("m", "offline", value, "" if value is not None else "why"),
                Score("latency", "offline", value, unit="s", better="lower"),
            ),
        )
        for place, value in enumerate(values, first)
    ]
    return Run(name, "2026-01-01T00:00:00+00:00", name, (), tuple(results))


def contrast(a: Run, b: Run, metric: str = "m") -> MetricComparison:
    return next(one for one in compare_pair(a, b, samples=400).contrasts if one.metric == metric)


def test_means_wins_and_coverage_over_the_cases_that_both_scored() -> None:
    a, b = run("a", [0.0, 0.5, None, 1.0, 0.2]), run("b", [1.0, 0.5, 1.0, 0.5, None])
    found = contrast(a, b)
    assert (found.mean_a, found.mean_b) == pytest.approx((0.5, 2 / 3))
    assert (found.wins, found.losses, found.ties) == (1, 1, 1)
    assert (found.scored, found.cases) == (3, 5)
    assert found.interval is not None
    assert found.interval.difference == pytest.approx(1 / 6)
    faster = contrast(a, b, "latency")
    assert (faster.wins, faster.losses) == (1, 1)
    assert faster.interval == found.interval


def test_fewer_seconds_win() -> None:
    found = contrast(run("a", [1.0, 2.0]), run("b", [0.5, 1.0]), "latency")
    assert (found.wins, found.losses, found.better, found.unit) == (2, 0, "lower", "s")


def test_cases_are_paired_by_id_and_counted_where_they_are_not_shared() -> None:
    found = compare_pair(run("a", [0.1, 0.2, 0.3]), run("b", [0.2, 0.3], first=1), samples=100)
    assert (found.a, found.b, found.cases, found.only_a, found.only_b) == ("a", "b", 2, 1, 0)
    assert found.contrasts[1].wins == found.contrasts[1].losses == 0


def test_nothing_scored_in_both_has_no_interval() -> None:
    found = contrast(run("a", [None, 0.5]), run("b", [0.5, None]))
    assert (found.mean_a, found.mean_b, found.interval, found.scored, found.cases) == (None, None, None, 0, 2)


def test_versions_of_a_metric_are_not_compared() -> None:
    a, b = run("a", [0.5]), run("b", [0.5])
    newer = replace(b.results[0], scores=tuple(replace(score, version=2) for score in b.results[0].scores))
    found = [one for one in compare_pair(a, replace(b, results=(newer,))).contrasts if one.metric == "m"]
    assert [one.scored for one in found] == [0, 0]


@given(VALUES)
@settings(max_examples=15)
def test_a_run_does_not_differ_from_itself(values: list[float | None]) -> None:
    found = contrast(run("a", values), run("b", values))
    assert found.wins == found.losses == 0
    assert found.interval is None or (found.interval.low, found.interval.high, found.interval.p_value) == (0, 0, 1)


@given(VALUES)
def test_averages_state_what_they_rest_on(values: list[float | None]) -> None:
    (average,) = [one for one in summarise_run(run("a", values)).of() if one.metric == "m"]
    known = [value for value in values if value is not None]
    assert average.coverage == f"{len(known)} of {len(values)} scored"
    assert average.mean == (pytest.approx(sum(known) / len(known)) if known else None)


def test_summary_counts_faults_and_broken_metrics_by_kind() -> None:
    good = run("a", [1.0, 0.0])
    broken = replace(good.results[1], scores=(Score("m", "offline", None, "broke", failed=True),))
    down = Result(case("Down?", "x"), None, (), "down")
    bridge = replace(broken, case=replace(broken.case, kind="bridge"))
    found = summarise_run(replace(good, results=(good.results[0], bridge, down)))
    assert (found.cases, found.faults) == (3, 1)
    assert [(one.mean, one.scored, one.answers, one.failed) for one in found.of() if one.metric == "m"] == [
        (1.0, 1, 2, 1)
    ]
    assert [(one.mean, one.failed) for one in found.of("bridge") if one.metric == "m"] == [(None, 1)]
    assert [one.mean for one in found.of("single") if one.metric == "m"] == [1.0]


def test_several_metrics_are_corrected_and_a_verdict_needs_the_corrected_value() -> None:
    a, b = run("a", [0.0] * 6), run("b", [1.0] * 6)
    both = compare_pair(a, b)
    assert [one.metric for one in both.contrasts] == ["latency", "m"]
    assert [one.interval.p_value for one in both.contrasts if one.interval] == pytest.approx([2 / 64] * 2)
    assert [one.corrected for one in both.contrasts] == pytest.approx([4 / 64] * 2)
    assert {one.verdict for one in both.contrasts} == {"no clear difference"}
    assert [one.verdict for one in compare_pair(a, b, metrics=["m"]).contrasts] == ["better"]
    assert [one.verdict for one in compare_pair(a, b, metrics=["latency"]).contrasts] == ["worse"]
    with pytest.raises(UsageError, match="'cleverness'"):
        compare_pair(a, b, metrics=["cleverness"])


def test_kinds_are_compared_apart() -> None:
    a, b = run("a", [0.0, 0.0, 1.0, 1.0]), run("b", [1.0, 1.0, 0.0, 0.0])

    def mixed(one: Run) -> Run:
        kinds: tuple[str, ...] = ("single", "single", "bridge", "bridge")
        results = [replace(r, case=replace(r.case, kind=kind)) for r, kind in zip(one.results, kinds, strict=True)]
        return replace(one, results=tuple(results))

    found = compare_pair(mixed(a), mixed(b), samples=100, metrics=["m"])
    assert [(one.kind, one.wins, one.losses, one.cases) for one in found.slices] == [
        ("bridge", 0, 2, 2),
        ("single", 2, 0, 2),
    ]
    assert found.contrasts[0].interval is not None
    assert found.contrasts[0].interval.difference == 0
    assert compare_pair(a, b, samples=100).slices == ()


def test_wins_losses_and_cases_of_one_run_are_listed() -> None:
    a, b = run("a", [0.5, 0.5, 0.5, 0.5]), run("b", [0.6, 0.0, 0.5, 0.5], first=0)
    lone = replace(b, results=(*b.results[:3], run("b", [1.0], first=9).results[0]))
    down = replace(lone, results=(*lone.results[:2], Result(lone.results[2].case, None, (), "down"), lone.results[3]))
    found = compare_pair(a, down, samples=100, changed=["m"])
    assert [(one.question, round(one.gain, 9), one.said_b) for one in found.changes] == [
        ("Question 1?", -0.5, "x"),
        ("Question 0?", 0.1, "x"),
    ]
    assert [(one.run, one.question) for one in found.unpaired] == [("a", "Question 3?"), ("b", "Question 9?")]
    assert (found.faults_a, found.faults_b) == (0, 1)
    slower = compare_pair(a, down, samples=100, changed=["latency"]).changes
    assert [(one.question, one.gain > 0) for one in slower] == [("Question 1?", True), ("Question 0?", False)]
