"""The trained weights of the extractive answerer; `tests/tools/train_scoring_model.py` fits them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from graph.types import Vector
from rag.answer.extractive.conflicts import CONFLICT_FEATURES
from rag.answer.extractive.evidence import SENTENCE_FEATURES
from rag.answer.extractive.links import FOLLOW_UP_FEATURES
from rag.linear_model import LinearModel

SCORING_MODEL_FILE = Path(__file__).with_name("scoring_model.json")

READ_FEATURES = ("score", "margin", "fits")
"""The features of a read sentence: its first score, the reader's margin, and whether the predicted span has the answer
type of the question."""

SUMMARY_FEATURES = (
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
    *CONFLICT_FEATURES,
)
"""The features of the likelihoods: of the best sentence, of its best follow-up, and of everything retrieved."""


@dataclass(frozen=True, slots=True)
class ScoringModel:
    """Linear models that rank all sentences, the read ones, and the follow-ups of the best.

    `hops` is the likelihood that the answer is in a follow-up of the best sentence and not in the sentence itself,
    `answered` that it is in a quote. `threshold` is the least likelihood at which an answer is given, for the utility
    that the script states.
    """

    sentence: LinearModel
    read: LinearModel
    linked: LinearModel
    hops: LinearModel
    answered: LinearModel
    threshold: float

    @staticmethod
    def load(file: Path = SCORING_MODEL_FILE) -> ScoringModel:
        """Load the weights of a file; ValueError if they were trained on other features."""
        return ScoringModel(
            sentence=LinearModel.load(file, "sentence", SENTENCE_FEATURES),
            read=LinearModel.load(file, "read", READ_FEATURES),
            linked=LinearModel.load(file, "linked", FOLLOW_UP_FEATURES),
            hops=LinearModel.load(file, "hops", SUMMARY_FEATURES),
            answered=LinearModel.load(file, "answered", SUMMARY_FEATURES),
            threshold=float(json.loads(file.read_text("utf-8"))["threshold"]),
        )


def softmax(scores: Vector) -> Vector:
    """Return the scores' softmax."""
    raised = np.exp(scores - scores.max())
    return np.asarray(raised / raised.sum(), np.float32)


def sigmoid(value: float) -> float:
    """Return 1 / (1 + e^-value), without overflow."""
    return float(0.5 * (1 + np.tanh(value / 2)))
