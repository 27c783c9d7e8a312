from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.comparison.graph_value import (
    RetrieverComparison,
    RetrieverPair,
    RetrieverScore,
    ask_both_retrievers,
    assess_graph_value,
    questions_needed,
)
from evals.comparison.statistics import paired_bootstrap
from evals.types import Case, Gold
from rag.types import Hit
from tests.evals.parts import BAKERY, HARBOUR, case

RECALLS = st.sampled_from((0.0, 0.5, 1.0))


def pairs(*recalls: tuple[float, float], kind: str = "single") -> list[RetrieverPair]:
    return [
        RetrieverPair(
            Case.make(f"question {place}?", "yes", kind=kind), RetrieverScore(graph, 0.03), RetrieverScore(hybrid, 0.01)
        )
        for place, (graph, hybrid) in enumerate(recalls)
    ]


def overall(*recalls: tuple[float, float]) -> RetrieverComparison:
    return assess_graph_value(pairs(*recalls), 5).overall


def test_what_is_better_is_to_be_used() -> None:
    won, lost, same = (1.0, 0.5), (0.5, 1.0), (1.0, 1.0)
    assert overall(*[won] * 20, *[same] * 60).verdict == "graph"
    assert overall(*[lost] * 20, *[same] * 60).verdict == "hybrid"
    assert overall(*[won] * 10, *[lost] * 9, *[same] * 61).verdict == "no difference shown"


def test_few_questions_that_agree_show_nothing() -> None:
    few = overall(*[(1.0, 0.0)] * 5)
    assert (few.verdict, few.more) == ("no difference shown", 1)
    assert few.interval.low == 1.0
    enough = overall(*[(1.0, 0.0)] * 6)
    assert (enough.verdict, enough.more) == ("graph", 0)


def test_no_number_of_questions_shows_what_is_not_there() -> None:
    alike = overall(*[(1.0, 1.0)] * 9)
    assert (alike.verdict, alike.more) == ("no difference shown", None)
    assert overall((1.0, 1 / 3), (1 / 3, 1.0), (2 / 3, 2 / 3)).more is None


def test_so_many_questions_show_a_difference_four_times_in_five() -> None:
    generator = np.random.default_rng(7)
    values, chances = np.array([1.0, -1.0, 0.0]), [0.2, 0.1, 0.7]
    needed = questions_needed(np.repeat(values, [200, 100, 700]))
    assert needed is not None
    shown = [
        paired_bootstrap(generator.choice(values, needed, p=chances), np.zeros(needed), 400).p_value < 0.05
        for _ in range(300)
    ]
    assert 0.7 < np.mean(shown) < 0.9


@settings(max_examples=40)
@given(st.lists(st.tuples(RECALLS, RECALLS), min_size=1, max_size=60))
def test_exchanged_retrievers_exchange_the_verdict(recalls: list[tuple[float, float]]) -> None:
    one, other = overall(*recalls), overall(*[(hybrid, graph) for graph, hybrid in recalls])
    assert (one.wins, one.losses, one.ties) == (other.losses, other.wins, other.ties)
    assert one.interval.difference == pytest.approx(-other.interval.difference)
    assert one.more is None or one.more >= 0
    if one.interval.p_value > 0.1:  # drawn anew, the p-value and the bounds move a little
        assert one.verdict == other.verdict == "no difference shown"
    if one.verdict == "graph":
        assert one.interval.low > 0
        assert one.graph > one.hybrid


def test_each_kind_of_question_has_its_own_line() -> None:
    found = assess_graph_value([*pairs(*[(1.0, 0.5)] * 8, kind="bridge"), *pairs(*[(1.0, 1.0)] * 40)], 5, left_out=3)
    assert [(one.kind, one.questions, one.verdict) for one in found.contrasts] == [
        ("", 48, "graph"),
        ("bridge", 8, "graph"),
        ("single", 40, "no difference shown"),
    ]
    assert (found.k, found.left_out) == (5, 3)
    assert found.graph_milliseconds == pytest.approx(30)
    assert found.hybrid_milliseconds == pytest.approx(10)


@pytest.mark.parametrize(
    ("recalls", "begins", "holds"),
    [
        (
            [(1.0, 0.5)] * 20,
            "Use graph: over 20 questions it finds 100.0% of the evidence, hybrid 50.0%",
            "+50.0 points",
        ),
        ([(0.5, 1.0)] * 20, "Use hybrid: over 20 questions it finds 100.0%", "graph -50.0 points"),
        ([(1.0, 0.5)], "No difference shown: over 1 question graph finds", "about 5 more questions"),
        ([(1.0, 1.0)] * 3, "No difference shown: over 3 questions graph and hybrid both find 100.0%", "evidence."),
    ],
    ids=["graph", "hybrid", "doubt", "same"],
)
def test_the_advice_is_one_plain_sentence(recalls: list[tuple[float, float]], begins: str, holds: str) -> None:
    advice = assess_graph_value(pairs(*recalls), 5).advice
    assert advice.startswith(begins)
    assert holds in advice
    assert advice.count(". ") == 0
    assert advice.endswith(".")


def asked_of(cases: list[Case]) -> tuple[list[RetrieverPair], Counter[str]]:
    """Both retrievers asked of cases; graph finds both passages, hybrid one."""
    heard: Counter[str] = Counter()

    def graph(question: str) -> list[Hit]:
        heard[f"graph {question}"] += 1
        return [Hit(HARBOUR, 1.0), Hit(BAKERY, 0.5)]

    def hybrid(question: str) -> list[Hit]:
        heard[f"hybrid {question}"] += 1
        return [Hit(BAKERY, 1.0)]

    return ask_both_retrievers(cases, graph, hybrid), heard


def test_both_are_asked_what_passages_answer() -> None:
    cases = [case("When?", "1874", HARBOUR, BAKERY), case("Who?", "nobody"), case("What?", "rye", BAKERY)]
    found, heard = asked_of(cases)
    assert [(pair.case.question, pair.graph.recall, pair.hybrid.recall) for pair in found] == [
        ("When?", 1.0, 0.5),
        ("What?", 1.0, 1.0),
    ]
    assert heard == {"graph When?": 2, "hybrid When?": 2, "graph What?": 1, "hybrid What?": 1}
    assert all(pair.graph.seconds >= 0 for pair in found)


def test_a_passage_that_was_cut_anew_is_known_by_its_quote() -> None:
    moved = Case.make("When?", "1874", (Gold("gone", "Its lamp was lit by Anna Brodie"),))
    (pair,) = asked_of([moved])[0]
    assert (pair.graph.recall, pair.hybrid.recall) == (1.0, 0.0)


def test_progress_goes_from_nothing_to_all() -> None:
    told: list[tuple[int, int]] = []
    one = case("When?", "1874", HARBOUR)
    ask_both_retrievers([one, one], lambda _: [], lambda _: [], lambda done, total: told.append((done, total)))
    assert told == [(0, 2), (1, 2), (2, 2)]
