from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.human.annotations import AnnotatedAnswer, Annotation, AspectGrade
from evals.human.judge_agreement import LocalAgreement, choose_threshold, compare_with_labels, measure_judges
from evals.human.rubric import Grade
from evals.human.sample import SampledAnswer
from evals.jsonl import from_json, to_json
from evals.metric import Metric
from evals.metrics import build_metrics
from evals.types import Case, Judge, Result, Score
from rag.embed.protocol import Embedder
from rag.types import Answer
from tests.evals.parts import answered, case

YES: tuple[Grade, ...] = ("yes",)
NO: tuple[Grade, ...] = ("no",)


def labelled(grades: Sequence[Grade], texts: list[str] | None = None) -> list[AnnotatedAnswer]:
    found = []
    for place, grade in enumerate(grades):
        text = texts[place] if texts else f"text {place}"
        asked = SampledAnswer.make(Result(case(f"Question {place}?", "the harbour master"), answered(text)))
        found.append(AnnotatedAnswer(asked, (Annotation.make(asked.id, "Ada", [AspectGrade("correct", grade)]),)))
    return found


def noisy(count: int, share: float, seed: int = 0) -> tuple[list[Grade], list[float | None]]:
    """Grades, and values of which a share tells nothing of them."""
    chance = np.random.default_rng(seed)
    grades: list[Grade] = [("yes", "no")[int(chance.random() < 0.5)] for _ in range(count)]
    values = [
        float(chance.random()) if chance.random() < share else (0.7 if grade == "yes" else 0.2) + chance.random() / 10
        for grade in grades
    ]
    return grades, list(values)


def ignore(done: int, total: int) -> None:
    """Show no progress."""


def own(grades: Sequence[Grade], values: Sequence[float | None], better: str = "higher") -> LocalAgreement:
    found = compare_with_labels(labelled(grades), "m", "offline v1", "correct", values, better)  # type: ignore[arg-type]
    assert found
    return found


def test_a_judge_that_knows_and_one_that_does_not() -> None:
    grades, values = noisy(60, 0.0)
    good = own(grades, values)
    assert good.threshold is not None
    assert 0.3 < good.threshold < 0.7
    assert good.parts
    auroc, accuracy = good.figure("auroc"), good.figure("accuracy")
    assert auroc
    assert auroc.value == 1.0
    assert accuracy
    assert accuracy.value == 1.0
    bad = own(*noisy(60, 1.0))
    assert not bad.parts


def test_a_threshold_is_not_told_on_what_chose_it() -> None:
    """Values without meaning: the best threshold of all seems to know something, those of other folds do not."""
    seen, told = [], []
    for seed in range(40):
        grades, values = noisy(40, 1.0, seed)
        found = own(grades, values)
        balanced = found.figure("balanced_accuracy")
        if found.threshold is None or balanced is None:
            continue
        right = np.array([grade == "yes" for grade in grades])
        said = np.array([value is not None and value >= found.threshold for value in values])
        seen.append((said[right].mean() + (~said[~right]).mean()) / 2)
        told.append(balanced.value)
    assert float(np.mean(seen)) > 0.58
    assert float(np.mean(told)) < 0.53


def test_a_metric_that_is_better_lower_is_turned() -> None:
    grades, values = noisy(60, 0.2)
    up = own(grades, values)
    down = own(grades, [None if value is None else 1 - value for value in values], "lower")
    assert down.figure("pearson") == up.figure("pearson")
    assert up.threshold is not None
    assert down.threshold == pytest.approx(1 - up.threshold)


def test_too_few_of_a_kind_give_no_threshold() -> None:
    found = own([*YES] * 8 + [*NO] * 2, [0.9] * 8 + [0.1] * 2)
    assert found.threshold is None
    assert "2 of the rarer kind" in found.why
    assert found.figure("auroc")
    same = own([*YES] * 5, [0.5] * 5)
    assert same.figures == ()


def test_answers_without_a_value_or_a_grade_are_left_out() -> None:
    grades, values = noisy(30, 0.0)
    values[0] = None
    assert own(grades, values).answers == 29
    assert compare_with_labels(labelled(["yes"]), "m", "j", "honest", [0.5]) is None


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 6)), min_size=1, max_size=30))
def test_the_chosen_threshold_is_the_best_there_is(rows: list[tuple[bool, int]]) -> None:
    right = np.array([float(one) for one, _ in rows])
    scores = np.array([float(score) for _, score in rows])
    cut = choose_threshold(right, scores)
    if cut is None:
        assert len(set(scores)) < 2 or right.min() == right.max()
        return

    def balanced(at: float) -> float:
        said = scores >= at
        return float((said[right > 0].mean() + (~said[right == 0]).mean()) / 2)

    assert balanced(cut) == pytest.approx(max(balanced(at + 0.5) for at in range(int(scores.min()), int(scores.max()))))


@dataclass(frozen=True, slots=True)
class Slow(Metric):
    """A metric with a unit, which no question of the rubric tells of."""

    name: ClassVar[str] = "answer_correctness"
    unit: ClassVar[str] = "s"

    def __call__(self, case: Case, answer: Answer) -> Score:
        raise AssertionError("asked")


def test_every_metric_that_the_rubric_tells_of_is_held_against_the_labels(minilm: Embedder) -> None:
    known = labelled(
        ["yes", "no", "yes", "no", "yes", "no"],
        ["the harbour master", "nobody", "the harbour master of old", "a cook", "harbour master", "rain"],
    )
    metrics = tuple(metric for metric in build_metrics(minilm) if metric.name in ("answer_correctness", "token_f1"))
    found = measure_judges(known, (*metrics, Slow()), lambda metric: f"{metric.judge} v{metric.version}", ignore)
    assert {one.metric for one in found} == {"answer_correctness", "token_f1"}
    for one in found:
        figure = one.figure("auroc")
        assert figure
        assert figure.value == 1.0
        assert figure.floor == 1.0
        assert from_json(LocalAgreement, to_json(one)) == one


@dataclass(frozen=True, slots=True)
class Model(Metric):
    """A judge that a model stands behind, which fails on one answer."""

    name: ClassVar[str] = "g_eval"
    judge: ClassVar[Judge] = "model"

    def __call__(self, case: Case, answer: Answer) -> Score:
        if answer.text == "text 3":
            raise ValueError("no reply")
        return self.value(float(answer.text.removeprefix("text ")) % 2)


def test_a_model_that_fails_on_an_answer_is_held_against_the_others() -> None:
    known = labelled([grade for _ in range(5) for grade in (*NO, *YES)])
    (found,) = measure_judges(known, (Model(),), lambda metric: "some model v1", ignore)
    assert (found.metric, found.judge, found.answers) == ("g_eval", "some model v1", 9)
    figure = found.figure("auroc")
    assert figure
    assert figure.value == 1.0
