from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.comparison.sweep import SweepPoint, SweepSetup, mark_pareto_front, setup_grid, sweep_point
from evals.types import Result, Run, Score
from graph.errors import UsageError
from rag.llm.usage import Usage
from tests.evals.parts import answered, case

HERE = SweepSetup(0, 8, "graph")
POINTS = st.lists(st.tuples(st.sampled_from([None, 0.1, 0.5, 0.9]), st.integers(1, 3), st.integers(0, 2)), min_size=1)


def made(quality: float | None, p50: float, tokens: float) -> SweepPoint:
    return SweepPoint(HERE, "r", quality, quality, quality, 3, 3, 0, p50, p50, tokens, 1)


def test_a_grid_has_every_combination_once() -> None:
    assert setup_grid([400, 800, 400], [4], ["graph", "rrf"]) == [
        SweepSetup(400, 4, "graph"),
        SweepSetup(400, 4, "rrf"),
        SweepSetup(800, 4, "graph"),
        SweepSetup(800, 4, "rrf"),
    ]


def test_a_point_counts_what_a_run_cost() -> None:
    results = [
        Result(
            case(f"Question {place}?", "x"),
            replace(answered("x", seconds=float(place + 1)), usage=Usage(100, 10 * place)),
            (Score("m", "offline", value),),
        )
        for place, value in enumerate((1.0, 0.0, None))
    ]
    run = Run("r", "", "r", (), (*results, Result(case("Down?", "x"), None, (), "down")))
    found = sweep_point(HERE, run, "m", 7)
    assert (found.quality, found.scored, found.cases, found.faults) == (0.5, 2, 4, 1)
    assert (found.p50, found.tokens, found.passages) == (2.0, 110.0, 7)
    assert found.low == 0.0
    assert found.high == 1.0
    assert sweep_point(HERE, replace(run, results=tuple(results[2:])), "m").quality is None
    slow = replace(results[0], scores=(Score("latency", "offline", 1.0, unit="s", better="lower"),))
    with pytest.raises(UsageError, match="does not measure quality"):
        sweep_point(HERE, replace(run, results=(slow,)), "latency")


def test_the_front_by_hand() -> None:
    best, cheap, beaten, alike = made(0.9, 2, 0), made(0.5, 1, 0), made(0.5, 2, 0), made(0.9, 2, 0)
    assert [
        (one.quality, one.p50, one.best) for one in mark_pareto_front([beaten, cheap, best, alike, made(None, 1, 0)])
    ] == [
        (0.9, 2, True),
        (0.9, 2, True),
        (0.5, 1, True),
        (0.5, 2, False),
        (None, 1, False),
    ]


@given(POINTS)
def test_what_is_not_on_the_front_is_beaten_by_something_on_it(drawn: list[tuple[float | None, int, int]]) -> None:
    found = mark_pareto_front([made(*one) for one in drawn])
    front = [one for one in found if one.best]
    assert bool(front) == any(one.quality is not None for one in found)
    for one in found:
        if not one.best and one.quality is not None:
            assert any(
                (other.quality or 0) >= one.quality and other.p50 <= one.p50 and other.tokens <= one.tokens
                for other in front
            )
