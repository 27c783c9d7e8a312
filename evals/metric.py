"""The base class of metrics, and the models they use."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from evals.judges.evidence import EvidenceJudge
from evals.judges.self_consistency import AnswerSampler
from evals.types import Better, Case, Detail, Judge, Score
from rag.embed.protocol import Embedder
from rag.llm.protocol import LanguageModel
from rag.llm.usage import Prices
from rag.types import Answer

ROUNDING_TOLERANCE = 1e-6
"""The tolerance outside 0..1 for rounding in sums of floats."""


@dataclass(frozen=True, slots=True)
class Models:
    """The models metrics may use; a metric that needs a missing one reports that or is left out."""

    embedder: Embedder
    evidence: EvidenceJudge
    llm: LanguageModel | None = None
    samples: AnswerSampler | None = None
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
        """Return a score; a non-finite value, or one outside 0..1 without a unit, is a failed score."""
        if not math.isfinite(value) or not (self.unit or -ROUNDING_TOLERANCE <= value <= 1 + ROUNDING_TOLERANCE):
            return self.broken(f"{self.name} gave {value}")
        clipped = float(value) if self.unit else min(1.0, max(0.0, float(value)))
        return Score(
            self.name, self.judge, clipped, reason, False, self.version, self.unit, self.better, tuple(details)
        )

    def none(self, reason: str) -> Score:
        """Return a score without a value: the metric does not apply, with the reason."""
        return Score(self.name, self.judge, None, reason, False, self.version, self.unit, self.better)

    def broken(self, reason: str) -> Score:
        """Return a failed score with the reason."""
        return Score(self.name, self.judge, None, reason, True, self.version, self.unit, self.better)


@dataclass(frozen=True, slots=True)
class MetricSpec:
    """A metric by name: `summary` is one line for people, and `build` makes it, or its several judges.

    `package` is one that it needs, empty if none, and `install` how to get that.
    """

    name: str
    summary: str
    build: Callable[[Models], Metric | tuple[Metric, ...]]
    package: str = ""
    install: str = "pip install 'graphloop[metrics]'"
