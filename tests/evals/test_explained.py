from __future__ import annotations

from evals.explained import select_explained
from evals.types import Detail, Result, Run, Score
from tests.evals.parts import answered, case

GOOD, BAD, NONE = case("Who is good?", "x"), case("Who is bad?", "x"), case("Who is neither?", "x")
DETAIL = Detail("A claim.", 0.0, "what is said", "not said")
RUN = Run(
    "1",
    "2026-01-01",
    "a run",
    (),
    (
        Result(GOOD, answered("x"), (Score("faithfulness", "offline", 1.0), Score("latency", "offline", 9, unit="s"))),
        Result(
            BAD,
            answered("x"),
            (
                Score("faithfulness", "offline", 0.9),
                Score("hallucination", "offline", 1.0, better="lower", details=(DETAIL,)),
            ),
        ),
        Result(NONE, answered("x"), (Score("faithfulness", "offline", None, "abstained"),)),
        Result(case("Who failed?", "x"), None, (), "it broke"),
    ),
)


def test_the_worst_come_first_and_units_do_not_count() -> None:
    assert [one.case for one in select_explained(RUN)] == [BAD, GOOD, NONE]
    assert len(select_explained(RUN, most=1)) == 1


def test_a_case_is_named_by_id_or_words_and_metrics_by_name() -> None:
    assert [one.case for one in select_explained(RUN, GOOD.id[:6])] == [GOOD]
    (only,) = select_explained(RUN, "is bad", ("hallucination",))
    assert [score.details for score in only.scores] == [(DETAIL,)]
    assert select_explained(RUN, "nobody asked this") == []
