"""What setups are compared by, and what is recommended."""

from __future__ import annotations

from collections.abc import Sequence

from evals.error_analysis import CauseGroup, ErrorAnalysis, ErrorCause, WrongAnswer
from evals.tuning.advice import SetupTrial, TrialRow, give_advice, weigh_trials
from evals.tuning.collect import fold
from evals.types import Case, Result, Score
from rag.types import Answer

ASKED = tuple(Case.make(f"What is the fee of form {number}?", f"{number} pounds") for number in range(16))


def trial(name: str, values: Sequence[float | None], trained: frozenset[str] = frozenset()) -> SetupTrial:
    """A setup whose answers have these values; None: it got no answer."""
    results = [
        Result(case, None, fault="timeout")
        if value is None
        else Result(
            case,
            Answer("so"),
            (Score("answer_correctness", "offline", value), Score("retrieval_recall", "offline", 0.5)),
        )
        for case, value in zip(ASKED, values, strict=True)
    ]
    return SetupTrial(name, f"take {name}", tuple(results), trained)


def errors(*causes: tuple[ErrorCause, int]) -> ErrorAnalysis:
    """An analysis with so many wrong answers of each cause."""
    wrong = WrongAnswer(Result(ASKED[0], Answer("so")), 0.0, "not retrieved", "")
    groups = tuple(CauseGroup(cause, "", (wrong,) * count) for cause, count in causes)
    return ErrorAnalysis("run", 0.5, 16, 0, 0, groups)


def weigh(*others: SetupTrial) -> tuple[TrialRow, tuple[TrialRow, ...]]:
    return weigh_trials(trial("as set", [0.0] * 12 + [1.0] * 4), others)


def test_a_setup_that_is_better_beyond_chance_is_recommended() -> None:
    base, rows = weigh(trial("worse", [0.0] * 16), trial("best", [1.0] * 16), trial("same", [0.0] * 12 + [1.0] * 4))
    assert [(row.name, row.verdict) for row in rows] == [
        ("best", "better"),
        ("same", "no clear difference"),
        ("worse", "no clear difference"),
    ]
    assert (base.right, rows[0].right, rows[0].found) == (0.25, 1.0, 0.5)
    advice = give_advice(base, rows, errors(("not retrieved", 12)), has_model=False)
    assert advice.recommendation == "best: take best"
    assert "0.250 → 1.000, +0.750 (" in advice.reason


def test_without_a_better_setup_the_main_cause_says_which_data_would_help() -> None:
    ahead = trial("ahead", [1.0, 1.0, *[0.0] * 11, *[1.0] * 3])
    base, rows = weigh(ahead)
    advice = give_advice(base, rows, errors(("not retrieved", 9), ("contradicted", 3)), has_model=False)
    assert advice.recommendation.startswith("collect 14 more cases")
    assert "ahead is ahead" in advice.reason
    assert f"about {rows[0].needed - 16} more cases" in advice.reason
    assert [need.answers for need in advice.needs] == [9, 3]
    assert "graphloop ingest PATH" in give_advice(base, rows, errors(("not ingested", 12)), False).recommendation
    assert "nothing" in give_advice(base, rows, errors(), has_model=False).recommendation


def test_a_model_that_misreads_can_be_taught() -> None:
    base, rows = weigh()
    cause: ErrorCause = "in evidence but not used"
    taught, without = (give_advice(base, rows, errors((cause, 12)), has_model) for has_model in (True, False))
    assert "tune model" in taught.needs[0].command
    assert without.needs[0].command == "graphloop model use NAME"


def test_a_setup_is_not_judged_by_what_it_learned_from() -> None:
    known = [fold(case.question) for case in ASKED]
    _, rows = weigh(
        trial("some", [1.0] * 16, frozenset(known[:5])),
        trial("most", [1.0] * 16, frozenset(known[:7])),
        SetupTrial("unknown", "", (), refused="the data is gone"),
    )
    assert [(row.name, row.cases) for row in rows] == [("some", 11), ("most", 9), ("unknown", 0)]
    assert rows[1].verdict == "only 9 cases that nothing tuned has learned from"
    assert rows[2].verdict == "the data is gone"


def test_no_answer_is_right_only_where_there_is_none() -> None:
    silent = Case.make("Who wrote it?", "")
    results = tuple(Result(silent, Answer("no", abstained=abstained)) for abstained in (True, False))
    base, _ = weigh_trials(SetupTrial("as set", "", results), ())
    assert base.right == 0.5
    base, _ = weigh_trials(trial("as set", [None] * 8 + [1.0] * 8), ())
    assert (base.right, base.faults) == (0.5, 8)
