"""Judges fitted on labelled items: their weights, training data, and the items to exclude from evaluation.

`tests/tools/train_metrics.py` writes the file of this package.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from graph.types import Matrix, Vector
from rag.linear_model import LinearModel

WEIGHTS_FILE = Path(__file__).with_name("fitted.json")
FINGERPRINT_BYTES = 4
"""Bytes of an item's hash: with 2,000 hashes, one in two million unseen items is taken for a known one."""


@dataclass(frozen=True, slots=True, eq=False)
class FittedJudge:
    """A logistic regression over named features; `about` describes the training data, `marks` hashes its items."""

    model: LinearModel
    about: str
    marks: frozenset[bytes]

    def __call__(self, rows: Matrix) -> Vector:
        """Return the probability of a yes for each row, 0..1."""
        return np.asarray(0.5 * (1 + np.tanh(self.model.score(rows) / 2)), np.float32)

    def knows(self, item: str) -> bool:
        """Whether the item, identified by its question or claim, was in the training data."""
        return item_fingerprint(item) in self.marks


def item_fingerprint(item: str) -> bytes:
    """Return a short hash that identifies an item."""
    return hashlib.sha256(item.encode("utf-8", "surrogatepass")).digest()[:FINGERPRINT_BYTES]


def pack_fingerprints(items: Iterable[str]) -> str:
    """Return the items' hashes encoded as text (base64)."""
    return base64.b64encode(b"".join(sorted({item_fingerprint(item) for item in items}))).decode()


@lru_cache(maxsize=8)
def load_judge(name: str, features: tuple[str, ...], file: Path = WEIGHTS_FILE) -> FittedJudge:
    """Load a judge from the file; ValueError if it was fitted on other features."""
    data = json.loads(file.read_text("utf-8"))
    marks = base64.b64decode(data["items"][name])
    return FittedJudge(
        model=LinearModel.load(file, name, features),
        about=data["about"][name],
        marks=frozenset(marks[start : start + FINGERPRINT_BYTES] for start in range(0, len(marks), FINGERPRINT_BYTES)),
    )
