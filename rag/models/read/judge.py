"""The trained numbers of the offline answerer, and what they make of the evidence."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from graph.model import Matrix, Vector

FILE = Path(__file__).with_name("judge.json")


@dataclass(frozen=True, slots=True)
class Linear:
    """A weighted sum of named features."""

    names: tuple[str, ...]
    weights: tuple[float, ...]
    bias: float = 0.0

    def __call__(self, rows: Matrix) -> Vector:
        return (rows @ np.array(self.weights, np.float32) + np.float32(self.bias)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Judge:
    """Ranks sentences, and says how likely the best of them answer the question.

    `threshold` is the probability from which on an answer is worth giving, at the utility the training script states.
    """

    sentence: Linear
    answered: Linear
    threshold: float


def load(file: Path, sentence: Sequence[str], answered: Sequence[str]) -> Judge:
    """The judge of a file; ValueError when it was trained on other features than the two lists name."""
    data = json.loads(file.read_text("utf-8"))
    return Judge(_linear(data["sentence"], sentence), _linear(data["answered"], answered), float(data["threshold"]))


def _linear(data: Mapping[str, float], names: Sequence[str]) -> Linear:
    if set(data) - {"bias"} != set(names):
        raise ValueError(f"trained on {sorted(data)}, asked for {sorted(names)}")
    return Linear(tuple(names), tuple(float(data[name]) for name in names), float(data.get("bias", 0.0)))


def softmax(scores: Vector) -> Vector:
    raised = np.exp(scores - scores.max())
    return np.asarray(raised / raised.sum(), np.float32)


def sigmoid(value: float) -> float:
    """1 / (1 + e^-value), without overflow."""
    return float(0.5 * (1 + np.tanh(value / 2)))
