"""The trained numbers of the offline answerer; `tests/tools/train_scoring_model.py` makes them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from graph.types import Matrix, Vector
from rag.answer.extractive.conflicts import CONFLICTS
from rag.answer.extractive.evidence import FEATURES
from rag.answer.extractive.links import LINKED

FILE = Path(__file__).with_name("scoring_model.json")

READ = ("score", "margin", "fits")
"""What a sentence that was read is ranked by: its first score, the reader's margin, and whether the words that it
reads are of the kind asked for."""

SUMMARY = (
    "score",
    "lead",
    "margin",
    "covered with neighbours",
    "covered by the passage",
    "likeness",
    "kind is there",
    "focus",
    "focus there",
    "names there",
    "names in the passage",
    "words there",
    "clauses",
    "follower",
    "follower's bridge",
    "follower's gain",
    "follower's focus",
    *CONFLICTS,
)
"""What the likelihoods are told from: numbers of the best sentence, of the best after it, and of all that was found."""


@dataclass(frozen=True, slots=True)
class Linear:
    """A weighted sum of features in a fixed order."""

    weights: Vector
    bias: float = 0.0

    def __call__(self, rows: Matrix) -> Vector:
        return np.asarray(rows @ self.weights + np.float32(self.bias), np.float32)


@dataclass(frozen=True, slots=True)
class Judge:
    """Ranks all sentences, those that were read, and those that go on from the best.

    `hops` tells how likely the answer stands in a sentence that goes on from the best one and not in that, `answered`
    how likely it stands in a quote. `threshold` is the likelihood from which on an answer is worth giving, at the
    utility that the script states.
    """

    sentence: Linear
    read: Linear
    linked: Linear
    hops: Linear
    answered: Linear
    threshold: float

    @staticmethod
    def load(file: Path = FILE) -> Judge:
        """The judge of a file; ValueError when it was trained on other features than these."""
        data = json.loads(file.read_text("utf-8"))
        return Judge(
            sentence=_linear(data["sentence"], FEATURES),
            read=_linear(data["read"], READ),
            linked=_linear(data["linked"], LINKED),
            hops=_linear(data["hops"], SUMMARY),
            answered=_linear(data["answered"], SUMMARY),
            threshold=float(data["threshold"]),
        )


def _linear(data: Mapping[str, float], names: Sequence[str]) -> Linear:
    if set(data) - {"bias"} != set(names):
        raise ValueError(f"trained on {sorted(data)}, asked for {sorted(names)}")
    return Linear(np.array([data[name] for name in names], np.float32), float(data.get("bias", 0.0)))


def softmax(scores: Vector) -> Vector:
    """Shares of 1 in proportion to e^score."""
    raised = np.exp(scores - scores.max())
    return np.asarray(raised / raised.sum(), np.float32)


def sigmoid(value: float) -> float:
    """1 / (1 + e^-value), without overflow."""
    return float(0.5 * (1 + np.tanh(value / 2)))
