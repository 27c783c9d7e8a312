from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.human.annotations import AnnotatedAnswer, Annotation, AspectGrade
from evals.human.inter_annotator import coincidence_table, measure_rater_agreement, ordinal_alpha, weighted_kappa
from evals.human.rubric import GRADES
from evals.human.sample import SampledAnswer
from evals.types import Result
from tests.evals.parts import answered, case

TABLES = st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=3, max_size=3)


def labelled(rows: list[str]) -> list[AnnotatedAnswer]:
    """One answer a row, one letter a rater; a blank where that rater did not judge."""
    grades = {grade[0]: grade for grade in GRADES}
    found = []
    for place, row in enumerate(rows):
        asked = SampledAnswer.make(Result(case(f"Question {place}?", "x"), answered("so")))
        marks = [
            Annotation.make(asked.id, f"rater {number}", [AspectGrade("correct", grades[letter])])
            for number, letter in enumerate(row)
            if letter != " "
        ]
        found.append(AnnotatedAnswer(asked, tuple(marks)))
    return found


def test_kappa_of_cohens_weights() -> None:
    table = np.array([[[10.0, 2, 0], [3, 10, 1], [0, 2, 12]]])
    total = table.sum()
    seen = (2 + 3 + 1 + 2) * 0.5 / total
    rows, columns = table[0].sum(axis=1) / total, table[0].sum(axis=0) / total
    chance = sum(abs(i - j) / 2 * rows[i] * columns[j] for i in range(3) for j in range(3))
    assert weighted_kappa(table)[0] == pytest.approx(1 - seen / chance)


def test_alpha_of_krippendorffs_example() -> None:
    """Four observers and twelve units with gaps, ordinal: 0.815 in "Computing Krippendorff's Alpha-Reliability"."""
    observers = ["123321412   ", "1233224125 3", " 3332342251 ", "12332441251 "]
    units = [[int(row[unit]) - 1 for row in observers if row[unit] != " "] for unit in range(12)]
    table = sum(coincidence_table(unit, 5) for unit in units if len(unit) > 1)
    assert ordinal_alpha(np.asarray(table)[None])[0] == pytest.approx(0.815, abs=5e-4)


@given(TABLES)
def test_agreement_is_one_on_the_diagonal_and_never_more(rows: list[list[int]]) -> None:
    table = np.array([rows], np.float64)
    for of, shape in ((weighted_kappa, table), (ordinal_alpha, table + table.transpose(0, 2, 1))):
        value = of(shape)[0]
        assert np.isnan(value) or value <= 1 + 1e-9
        if np.isfinite(value):
            same = np.diag(np.diag(shape[0]))[None]
            full = of(same)[0]
            assert np.isnan(full) or full == pytest.approx(1)


def test_two_raters_and_more() -> None:
    (two,) = measure_rater_agreement(labelled(["yy", "nn", "pp", "yp", "nn", "yy"]))
    assert (two.measure, two.answers, two.raters) == ("weighted kappa", 6, 2)
    assert two.same == pytest.approx(5 / 6)
    assert two.value is not None
    assert two.low is not None
    assert two.high is not None
    assert two.low <= two.value <= two.high
    (three,) = measure_rater_agreement(labelled(["yyy", "nn ", "p p", " yp", "n  ", "yyy"]))
    assert (three.measure, three.answers, three.raters) == ("Krippendorff's alpha", 5, 3)


def test_what_is_too_low_to_trust_is_told() -> None:
    chance = np.random.default_rng(0)
    rows = ["".join(chance.choice(["y", "p", "n"], 2)) for _ in range(60)]
    (found,) = measure_rater_agreement(labelled(rows))
    assert not found.trusted
    assert "too low to trust" in found.advice
    (good,) = measure_rater_agreement(labelled(["yy", "nn", "pp"] * 20))
    assert good.value == pytest.approx(1)
    assert good.advice == "good enough to hold judges against"
    (few,) = measure_rater_agreement(labelled(["yy", "nn", "yp", "nn", "yy", "pp"]))
    assert few.trusted
    assert "label more" in few.advice


def test_without_two_words_on_an_answer_there_is_nothing_to_tell() -> None:
    assert measure_rater_agreement(labelled(["y", "n"])) == ()
    (same,) = measure_rater_agreement(labelled(["yy", "yy"]))
    assert (same.value, same.low, same.same) == (None, None, 1.0)
    assert not same.trusted
    assert "every grade is the same" in same.advice


def test_answers_to_one_case_go_together() -> None:
    rows = ["yy", "nn", "yn", "pp", "py", "nn"] * 4
    apart = measure_rater_agreement(labelled(rows))[0]
    together = [
        AnnotatedAnswer(
            SampledAnswer.make(Result(case(f"Question {place // 6}?", "x"), answered(f"so {place}"))), one.marks
        )
        for place, one in enumerate(labelled(rows))
    ]
    joined = measure_rater_agreement(together)[0]
    assert joined.value == pytest.approx(apart.value)
    assert joined.low is not None
    assert apart.low is not None
    assert joined.low > apart.low, "groups that are alike vary less"
