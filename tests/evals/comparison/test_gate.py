from __future__ import annotations

import random
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.comparison.gate import GateRules, GateVerdict, MetricLimit, average_runs, check_gate
from evals.comparison.gate_report import render_junit, render_markdown
from evals.types import Case, Result, Run, Score
from graph.errors import UsageError
from tests.evals.parts import answered, case

M = GateRules(limits=(MetricLimit("m"),))


def run(name: str, values: list[float | None], latency: float = 1.0) -> Run:
    results = [
        Result(
            case(f"Question {place}?", "x"),
            answered("x"),
            (
                Score("m", "offline", value, "" if value is not None else "why"),
                Score("latency", "offline", latency, unit="s", better="lower"),
            ),
        )
        for place, value in enumerate(values)
    ]
    return Run(name, "2026-01-01T00:00:00+00:00", name, (), tuple(results))


def fell(values: list[float | None], count: int) -> list[float | None]:
    return [0.0] * count + values[count:]


def test_a_run_passes_against_itself() -> None:
    values = [float(place % 3 > 0) for place in range(60)]
    verdict = check_gate(run("a", [*values]), run("b", [*values]), M)
    assert (verdict.failed, verdict.cases, verdict.lines[0].told) == (False, 60, "no drop")


def test_a_drop_fails_only_beyond_chance_and_the_least_effect() -> None:
    whole: list[float | None] = [1.0] * 200
    few = check_gate(run("a", whole), run("b", fell(whole, 3)), M)
    assert (few.failed, few.lines[0].told) == (False, "smaller than the smallest drop that matters")
    many = check_gate(run("a", whole), run("b", fell(whole, 12)), M)
    assert many.failed
    assert many.lines[0].drop == pytest.approx(0.06)
    assert many.lines[0].p_value == pytest.approx(0.5 / 2**12)
    lenient = check_gate(run("a", whole), run("b", fell(whole, 12)), GateRules(limits=(MetricLimit("m", 0.1),)))
    assert not lenient.failed
    small: list[float | None] = [1.0] * 20
    noisy = check_gate(run("a", small), run("b", fell(small, 3)), M)
    assert (noisy.failed, noisy.lines[0].told) == (False, "may be chance")


def test_more_seconds_are_a_drop_in_seconds() -> None:
    rules = GateRules(limits=(MetricLimit("latency", 0.4),))
    slower = check_gate(run("a", [1.0] * 30, 1.0), run("b", [1.0] * 30, 1.5), rules)
    assert (slower.failed, slower.lines[0].unit) == (True, "s")
    assert slower.lines[0].drop == pytest.approx(0.5)
    assert not check_gate(run("a", [1.0] * 30, 1.5), run("b", [1.0] * 30, 1.0), rules).failed


def test_questions_without_an_answer_are_a_drop_of_their_own() -> None:
    good = run("a", [1.0] * 100)
    down = [replace(result, answer=None, scores=(), fault="down") for result in good.results[:15]]
    verdict = check_gate(good, replace(good, name="b", results=(*down, *good.results[15:])), M)
    assert [(line.metric, line.failed) for line in verdict.lines] == [("m", False), ("answered", True)]
    assert verdict.lines[0].scored == 85


def test_nothing_scored_in_both_does_not_pass() -> None:
    verdict = check_gate(run("a", [None, 1.0]), run("b", [1.0, None]), M)
    assert (verdict.failed, verdict.lines[0].told) == (True, "nothing was scored in both runs")


def test_named_cases_must_pass_and_those_without_reference_abstain() -> None:
    a = run("a", [1.0, 0.2, None])
    nothing = Case.make("Who?", "", kind="unanswerable")
    silent = Result(nothing, replace(answered("I do not know"), abstained=True))
    b = replace(a, results=(*a.results, silent))
    ids = [result.case.id for result in b.results]
    rules = replace(M, must_metric="m", must_pass=(ids[0][:12], ids[1], ids[2], ids[3], "unknown"))
    verdict = check_gate(a, b, rules)
    assert verdict.failed
    assert [demand.passed for demand in verdict.demands] == [True, False, False, True, False]
    assert [demand.told for demand in verdict.demands][2:] == [
        "m gave no value",
        "abstained",
        "the run did not ask this case",
    ]
    talks = replace(b, results=(*a.results, replace(silent, answer=answered("Anna"))))
    assert not check_gate(a, talks, replace(rules, must_pass=(nothing.id,))).demands[0].passed
    assert check_gate(a, b, replace(rules, must_pass=("",))).failed


def test_what_cannot_be_held_against_each_other_is_said() -> None:
    with pytest.raises(UsageError, match="share no case"):
        check_gate(run("a", []), run("b", [1.0]), M)
    with pytest.raises(UsageError, match="'cleverness'"):
        check_gate(run("a", [1.0]), run("b", [1.0]), GateRules(limits=(MetricLimit("cleverness"),)))
    with pytest.raises(UsageError, match="no metric to watch"):
        check_gate(run("a", [1.0]), run("b", [1.0]))


def test_the_mean_of_several_runs_has_less_noise() -> None:
    runs = [run("a", [1.0, 0.0, None]), run("b", [0.0, 0.0, 1.0])]
    mean = average_runs(runs)
    assert [result.scores[0].value for result in mean.results] == [0.5, 0.0, None]
    assert mean.name == "a + b"
    assert average_runs(runs[:1]) == runs[0]
    assert len(average_runs([runs[0], run("c", [1.0])]).results) == 1


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=1, max_size=30), st.integers(0, 5))
@settings(max_examples=40)
def test_better_or_equal_everywhere_never_fails(values: list[float], better: int) -> None:
    raised: list[float | None] = [*([1.0] * min(better, len(values))), *values[better:]]
    assert not check_gate(
        run("a", [*values]), run("b", raised), GateRules(limits=(MetricLimit("m"),), least_drop=0), 200
    ).failed


def test_equals_rarely_fail_and_a_true_drop_of_five_points_nearly_always_does() -> None:
    generator = random.Random(5)

    def answers(worse: float) -> list[float | None]:
        return [float(score > worse and generator.random() > 0.02) for score in scores]

    false_alarms = caught = 0
    for _ in range(200):
        scores = [generator.random() for _ in range(300)]
        before = run("a", answers(0.3))
        false_alarms += check_gate(before, run("b", answers(0.3)), M).failed
        caught += check_gate(before, run("c", answers(0.35)), M).failed
    assert false_alarms <= 14
    assert caught >= 180


def failing() -> GateVerdict:
    values: list[float | None] = [1.0] * 40
    random.Random(1).shuffle(values)
    a, b = run("before | <b>", values), run("after", fell(values, 20))
    odd = Case.make("[Who](http://evil.example) <img src=x> | `x`\x00\x1b?", "x")
    hostile = Result(odd, answered("x"), (Score("m", "offline", 0.1),))
    rules = replace(M, must_metric="m", must_pass=(odd.id,))
    return check_gate(a, replace(b, results=(*b.results, hostile)), rules)


def test_markdown_tells_the_verdict_and_obeys_no_document() -> None:
    text = render_markdown(failing())
    assert text.startswith("## Evaluation gate: failed\n")
    assert "before \\| &lt;b&gt;" in text
    assert "\\[Who\\]\\(" in text
    assert "<img" not in text
    assert "http://" not in text
    (row,) = [line for line in text.splitlines() if line.startswith("| ❌")]
    assert "+0.500" in row


def test_junit_has_a_test_for_each_metric_and_case() -> None:
    root = ElementTree.fromstring(render_junit(failing()))
    tests = list(root.iter("testcase"))
    assert [test.get("classname") for test in tests] == ["gate.metric", "gate.must_pass"]
    assert (root.get("tests"), root.get("failures"), len(list(root.iter("failure")))) == ("2", "2", 2)
    passing = run("a", [1.0, 0.5])
    root = ElementTree.fromstring(render_junit(check_gate(passing, passing, M)))
    assert (root.get("failures"), list(root.iter("failure"))) == ("0", [])
