"""What the metrics have in common: how they name themselves and give their word."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from evals.judges.evidence import EvidenceJudge
from evals.judges.self_consistency import Samples
from evals.types import Better, Case, Detail, Judge, Score
from rag.embed.protocol import Embedder
from rag.llm.protocol import LanguageModel
from rag.types import Answer

ROUNDING = 1e-6
"""How far beyond 0..1 sums of floats may fall without being wrong."""


@dataclass(frozen=True, slots=True)
class Prices:
    """US dollars for a million tokens, read and written."""

    read: float
    written: float


@dataclass(frozen=True, slots=True)
class Models:
    """What metrics may judge with; a metric that needs what is not there says so or is left out."""

    embedder: Embedder
    evidence: EvidenceJudge
    llm: LanguageModel | None = None
    samples: Samples | None = None
    prices: Prices | None = None


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric: a callable (Case, Answer) -> Score. A new version of a formula gets a new `version`."""

    name: ClassVar[str]
    judge: ClassVar[Judge] = "offline"
    version: ClassVar[int] = 1
    unit: ClassVar[str] = ""
    better: ClassVar[Better] = "higher"

    def __call__(self, case: Case, answer: Answer) -> Score:
        raise NotImplementedError

    def value(self, value: float, reason: str = "", details: Sequence[Detail] = ()) -> Score:
        """A score; a number that is not finite, or without a unit not in 0..1, is a metric that broke."""
        if not math.isfinite(value) or not (self.unit or -ROUNDING <= value <= 1 + ROUNDING):
            return self.broken(f"{self.name} gave {value}")
        kept = float(value) if self.unit else min(1.0, max(0.0, float(value)))
        return Score(self.name, self.judge, kept, reason, False, self.version, self.unit, self.better, tuple(details))

    def none(self, reason: str) -> Score:
        """The metric does not apply, and why."""
        return Score(self.name, self.judge, None, reason, False, self.version, self.unit, self.better)

    def broken(self, reason: str) -> Score:
        """The metric failed, and why."""
        return Score(self.name, self.judge, None, reason, True, self.version, self.unit, self.better)
