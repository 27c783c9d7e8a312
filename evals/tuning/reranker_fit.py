"""Fit the weights of a reranker to questions, pulled towards the weights that it comes with.

Each right candidate is to be chosen before all that are wrong (a softmax over both); of a look-up, which one passage
answers, only the right one that ranks best so far. How hard the weights are pulled is what ranks questions best that
are left out in turn; the weights stay unless that is better by more than its standard error.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evals.tuning.reranker_questions import RankedQuestion
from evals.tuning.types import MIN_EXAMPLES
from rag.linear_model import WEIGHT_DECIMALS, LinearModel

PULLS = (0.3, 1.0, 3.0, 10.0, 30.0)
FOLDS = 5
MAX_STEPS = 100
"""Of Newton's method, which takes about ten."""

MIN_SCALE = 1e-6

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RerankerFit:
    """What became of a model: on how many questions it was fitted, how hard it was pulled, and the mean loss of
    questions left out with the weights as they come and with fitted ones; a pull of 0 means that it stays."""

    model: str
    questions: int
    pull: float
    before: float
    after: float


@dataclass(frozen=True, slots=True, eq=False)
class _Contest:
    """The wrong candidates' features less those of a right one, and how much it counts."""

    rows: Doubles
    share: float


def fit_model(
    name: str, start: LinearModel, questions: Sequence[RankedQuestion], seed: int
) -> tuple[LinearModel, RerankerFit]:
    """Return the model fitted to the questions; as it comes if they are too few, or it does not rank better."""
    teaching = [question for question in questions if question.teaches]
    if len(teaching) < MIN_EXAMPLES:
        return start, RerankerFit(name, len(teaching), 0.0, 0.0, 0.0)
    contests = [tuple(_contests(question, start)) for question in teaching]
    before = np.array([_loss(start.weights, own) for own in contests])
    losses = {pull: _left_out_losses(start.weights, contests, pull, seed) for pull in PULLS}
    best = min(PULLS, key=lambda pull: losses[pull].sum())
    means = float(before.mean()), float(losses[best].mean())
    gain = before - losses[best]
    if gain.mean() <= gain.std() / len(gain) ** 0.5:
        return start, RerankerFit(name, len(teaching), 0.0, *means)
    weights = np.round(_minimise(start.weights, contests, best), WEIGHT_DECIMALS)
    return LinearModel(start.features, weights, start.bias), RerankerFit(name, len(teaching), best, *means)


def _contests(question: RankedQuestion, start: LinearModel) -> Iterator[_Contest]:
    rows, right = np.array(question.features, np.float64), np.array(question.right, np.bool_)
    places = np.flatnonzero(right)
    if question.lookup:
        places = places[[np.argmax(start.score(rows[places]))]]
    for gold in places:
        yield _Contest(rows[~right] - rows[gold], 1.0 / len(places))


def _left_out_losses(start: Doubles, contests: Sequence[tuple[_Contest, ...]], pull: float, seed: int) -> Doubles:
    """Return the loss of each question with weights fitted without it and a fifth of the others."""
    places = list(range(len(contests)))
    random.Random(seed).shuffle(places)  # noqa: S311 a draw that can be repeated
    losses = np.zeros(len(contests))
    for fold in range(FOLDS):
        left_out = set(places[fold::FOLDS])
        fitted = _minimise(start, [own for place, own in enumerate(contests) if place not in left_out], pull)
        for place in left_out:
            losses[place] = _loss(fitted, contests[place])
    return losses


def _loss(weights: Doubles, own: Sequence[_Contest]) -> float:
    return sum(one.share * float(np.logaddexp.reduce([0.0, *(one.rows @ weights)])) for one in own)


def _minimise(start: Doubles, contests: Sequence[tuple[_Contest, ...]], pull: float) -> Doubles:
    """Minimise the summed loss plus half the pull times the squared way from `start`, by Newton's method.

    Ways are measured in standard deviations of the features, so that no unit is pulled harder than another.
    """
    flat = [one for own in contests for one in own]
    scale = np.concatenate([one.rows for one in flat]).std(axis=0)
    scale[scale < MIN_SCALE] = 1.0  # nothing is to be learned from what is the same everywhere
    scaled = [_Contest(one.rows / scale, one.share) for one in flat]
    weight = origin = start * scale
    for _ in range(MAX_STEPS):
        slope, bend = pull * (weight - origin), pull * np.eye(len(weight))
        for one in scaled:
            scores = one.rows @ weight
            top = max(0.0, float(scores.max()))
            odds = np.exp(scores - top)
            chance = odds / (np.exp(-top) + odds.sum())
            mean = chance @ one.rows
            slope += one.share * mean
            bend += one.share * ((one.rows * chance[:, None]).T @ one.rows - np.outer(mean, mean))
        step = np.linalg.solve(bend, slope)
        weight = weight - step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
        if np.abs(step).max() < 1e-8:
            break
    return np.asarray(weight / scale, np.float64)
