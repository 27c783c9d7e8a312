"""Reproducible random draws by seed, suite and case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from graph.types import digest

T = TypeVar("T")


def case_generator(seed: int, suite: str, name: str) -> np.random.Generator:
    """Return the random generator of one case in one suite."""
    return np.random.default_rng(int(digest(seed, suite, name)[:15], 16))


def pick_one(source: np.random.Generator, items: Sequence[T]) -> T:
    """Draw one of the items."""
    return items[int(source.integers(len(items)))]
