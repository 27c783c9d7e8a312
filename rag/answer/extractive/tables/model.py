"""The trained weights of answers from tables; `tests/tools/train_tables.py` fits them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from rag.answer.extractive.scoring_model import sigmoid
from rag.linear_model import LinearModel

TABLE_MODEL_FILE = Path(__file__).with_name("table_model.json")

CHANCE_FEATURES = ("evidence", "lead", "unexplained", "exact", "named", "in one cell", "computed", "counted",
                   "all explained", "score", "foreign", "focus is foreign", "rows", "one row")  # fmt: skip
"""Features of the chance of being right: the share of the best answer among all and its lead over the second as log
odds, what of the question is not explained, how well rows and column match, how the answer is derived, and whether the
question is about the table at all."""


@dataclass(frozen=True, slots=True)
class TableModel:
    """The weight of each feature of a derivation, and the model of the chance that the best one is right."""

    weights: Mapping[str, float]
    chance: LinearModel

    @staticmethod
    @cache
    def load(file: Path = TABLE_MODEL_FILE) -> TableModel:
        """Load the weights of a file; ValueError if the chance was fitted on other features."""
        derivation = json.loads(file.read_text("utf-8"))["models"]["derivation"]["weights"]
        return TableModel(derivation, LinearModel.load(file, "chance", CHANCE_FEATURES))

    def score(self, features: Mapping[str, float]) -> float:
        """Return the score of a derivation."""
        weights = self.weights
        return sum(weights.get(name, 0.0) * value for name, value in features.items())

    def estimate_chance(self, features: Mapping[str, float]) -> float:
        """Return how likely the best answer is right."""
        row = np.array([[features[name] for name in CHANCE_FEATURES]])
        return sigmoid(float(self.chance.score(row)[0]))
