"""Fitted weights learn what ranks, stay where nothing is to be learned, and are the same for the same seed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from evals.tuning.reranker_fit import PULLS, fit_model
from evals.tuning.reranker_questions import RankedQuestion
from rag.linear_model import LinearModel

START = LinearModel(("useful", "useless"), np.array([0.0, 2.0]))


def questions(count: int, gain: float, seed: int = 1) -> list[RankedQuestion]:
    """Questions whose right candidate has so much more of the first feature."""
    generator = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        rows = generator.normal(size=(6, 2))
        rows[2, 0] += gain
        made.append(RankedQuestion(tuple(map(tuple, rows.tolist())), (False, False, True, False, False, False), True))
    return made


def test_weights_learn_what_ranks_the_right_first() -> None:
    model, fit = fit_model("lookup", START, questions(60, 2.0), seed=0)
    assert model.features == START.features
    assert model.weights[0] > 0.5
    assert abs(model.weights[1]) < 1.0
    assert fit.after < 0.8 * fit.before
    assert (fit.model, fit.questions) == ("lookup", 60)
    assert fit.pull in PULLS


def test_the_same_seed_gives_the_same_weights() -> None:
    one, again = (fit_model("all", START, questions(30, 2.0), seed=3) for _ in range(2))
    assert one[0].weights.tolist() == again[0].weights.tolist()
    assert one[1] == again[1]


def test_weights_that_rank_well_stay() -> None:
    start = LinearModel(START.features, np.array([4.0, 0.0]))
    model, fit = fit_model("all", start, questions(20, 40.0), seed=0)
    assert model is start
    assert (fit.pull, fit.before) == (0.0, fit.after)


def test_too_few_questions_change_nothing() -> None:
    blind = RankedQuestion(((1.0, 0.0), (0.0, 1.0)), (False, False), True)
    model, fit = fit_model("all", START, [*questions(9, 2.0), *[blind] * 30], seed=0)
    assert model is START
    assert (fit.questions, fit.pull) == (9, 0.0)


def test_several_right_candidates_are_no_rivals() -> None:
    rows = ((3.0, 0.0), (2.5, 0.0), (0.0, 1.0), (0.1, 0.9))
    model, fit = fit_model("all", START, [RankedQuestion(rows, (True, True, False, False), False)] * 12, seed=0)
    assert set(np.argsort(-model.score(np.array(rows)))[:2].tolist()) == {0, 1}
    assert fit.pull > 0


def test_one_right_candidate_answers_a_lookup() -> None:
    rows = ((3.0, 1.0), (-9.0, 0.0), (0.0, 1.0), (0.1, 0.9))
    lookups = [RankedQuestion(rows, (True, True, False, False), True)] * 12
    assert fit_model("lookup", START, lookups, seed=0)[0].weights[0] > 0.5
    both = [replace(one, lookup=False) for one in lookups]
    assert fit_model("all", START, both, seed=0)[0].weights[0] < 0.5


def test_features_that_never_differ_keep_their_weights() -> None:
    same = [replace(one, features=tuple((row[0], 7.0) for row in one.features)) for one in questions(30, 2.0)]
    model, fit = fit_model("all", START, same, seed=0)
    assert fit.pull > 0
    assert model.weights[1] == START.weights[1]
