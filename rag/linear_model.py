"""Linear models over named features, and the JSON files that hold their trained weights."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

F = TypeVar("F", np.float32, np.float64)
WEIGHT_DECIMALS = 4


@dataclass(frozen=True, slots=True, eq=False)
class LinearModel:
    """A weighted sum of named features, with one weight each, plus a bias."""

    features: tuple[str, ...]
    weights: npt.NDArray[np.float64]
    bias: float = 0.0

    @staticmethod
    def load(file: Path, name: str, features: Sequence[str]) -> LinearModel:
        """Load a model of a file, its features in this order; ValueError if it was fitted on other features."""
        model = json.loads(file.read_text("utf-8"))["models"][name]
        weights: dict[str, float] = model["weights"]
        if set(weights) != set(features):
            raise ValueError(f"{name} was fitted on {sorted(weights)}, asked for {sorted(features)}")
        return LinearModel(tuple(features), np.array([weights[one] for one in features]), float(model["bias"]))

    def score(self, rows: npt.NDArray[F]) -> npt.NDArray[F]:
        """Return the score of each row of features, computed in the precision of the rows."""
        return np.asarray(rows @ self.weights.astype(rows.dtype) + rows.dtype.type(self.bias), rows.dtype)


def save_linear_models(file: Path, models: Mapping[str, LinearModel], notes: Mapping[str, object]) -> None:
    """Write models by name, rounded, after what else the file is to say."""
    file.write_text(linear_models_json(models, notes), "utf-8")


def linear_models_json(models: Mapping[str, LinearModel], notes: Mapping[str, object]) -> str:
    """Return the contents of a file of models, one number a line."""
    rows = {
        name: {
            "weights": {
                feature: round(float(weight), WEIGHT_DECIMALS)
                for feature, weight in zip(model.features, model.weights, strict=True)
            },
            "bias": round(model.bias, WEIGHT_DECIMALS),
        }
        for name, model in models.items()
    }
    return json.dumps({**notes, "models": rows}, indent=1) + "\n"
