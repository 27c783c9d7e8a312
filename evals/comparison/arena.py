"""Rate systems from pairwise votes on two answers to one question.

Strengths follow R. A. Bradley and M. E. Terry (1952), fitted by D. R. Hunter's minorisation (2004) with a tie as half
a win for each side, on A. Elo's scale: 400 points are odds of ten to one.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from evals.bootstrap import Values, percentile_interval, resample_table_sums
from graph.errors import UsageError

Winner = Literal["a", "b", "tie"]
MEAN_RATING, ELO_SCALE, ELO_STEP = 1500.0, 400.0, 32.0
FIT_ITERATIONS = 200
ELO_ORDERS = 100


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote on which of two systems answered a question better; without a winner, `reason` says why judging failed."""

    question: str
    a: str
    b: str
    winner: Winner | None
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """One system: its strength with a 95% interval, its Elo rating, and its votes.

    `strength` is Bradley and Terry's on the Elo scale, with mean 1500; `elo` comes from sequential updates, averaged
    over random orders of the votes.
    """

    name: str
    strength: float
    low: float
    high: float
    elo: float
    wins: int
    losses: int
    ties: int


def rank_systems(votes: Sequence[Vote], samples: int = 1000, seed: int = 0) -> tuple[Standing, ...]:
    """Rank the systems, strongest first; the intervals resample questions together with their votes.

    Every pair of systems gets one extra tie, so that an undefeated system has a finite strength. UsageError if no vote
    was cast.
    """
    cast = [vote for vote in votes if vote.winner is not None and vote.a != vote.b]
    if not cast:
        raise UsageError("no vote was cast", "let a judge or people vote first")
    names = sorted({name for vote in cast for name in (vote.a, vote.b)})
    tables = _tables(cast, names)
    strengths = _fitted(tables.sum(axis=0)[None])[0]
    resampled = _fitted(resample_table_sums(tables, samples, seed))
    intervals = [percentile_interval(resampled[:, index]) for index in range(len(names))]
    ratings = _elo(cast, names, seed)
    standings = [
        Standing(
            name,
            float(strengths[index]),
            min(intervals[index][0], float(strengths[index])),
            max(intervals[index][1], float(strengths[index])),
            ratings[index],
            sum((vote.a, vote.b)[vote.winner == "b"] == name for vote in cast if vote.winner != "tie"),
            sum((vote.b, vote.a)[vote.winner == "b"] == name for vote in cast if vote.winner != "tie"),
            sum(name in (vote.a, vote.b) for vote in cast if vote.winner == "tie"),
        )
        for index, name in enumerate(names)
    ]
    return tuple(sorted(standings, key=lambda standing: (-standing.strength, standing.name)))


def _tables(votes: Sequence[Vote], names: Sequence[str]) -> Values:
    """Count, per question, how often the row's system beat the column's: shape (questions, systems, systems)."""
    index = {name: number for number, name in enumerate(names)}
    rows = {question: number for number, question in enumerate(dict.fromkeys(vote.question for vote in votes))}
    tables = np.zeros((len(rows), len(names), len(names)))
    for vote in votes:
        won = {"a": 1.0, "b": 0.0, "tie": 0.5}[vote.winner or "tie"]
        tables[rows[vote.question], index[vote.a], index[vote.b]] += won
        tables[rows[vote.question], index[vote.b], index[vote.a]] += 1 - won
    return tables


def _fitted(wins: Values) -> Values:
    """Fit strengths on the Elo scale to tables (n, systems, systems) of wins."""
    size = wins.shape[1]
    wins = wins + 0.5 * (1 - np.eye(size))
    played = wins + wins.transpose(0, 2, 1)
    won = wins.sum(axis=2)
    worth = np.ones(won.shape)
    for _ in range(FIT_ITERATIONS):
        worth = won / (played / (worth[:, :, None] + worth[:, None, :])).sum(axis=2)
        worth /= np.exp(np.log(worth).mean(axis=1, keepdims=True))
    return np.asarray(MEAN_RATING + ELO_SCALE * np.log10(worth))


def _elo(votes: Sequence[Vote], names: Sequence[str], seed: int) -> list[float]:
    """Compute final Elo ratings, averaged over random orders, because a single order has much influence."""
    chance, order = random.Random(seed), list(votes)  # noqa: S311 - no secret
    total = dict.fromkeys(names, 0.0)
    for _ in range(ELO_ORDERS):
        chance.shuffle(order)
        rating = dict.fromkeys(names, MEAN_RATING)
        for vote in order:
            expected = 1 / (1 + 10 ** ((rating[vote.b] - rating[vote.a]) / ELO_SCALE))
            gained = ELO_STEP * ({"a": 1.0, "b": 0.0, "tie": 0.5}[vote.winner or "tie"] - expected)
            rating[vote.a] += gained
            rating[vote.b] -= gained
        for name in names:
            total[name] += rating[name] / ELO_ORDERS
    return [total[name] for name in names]
