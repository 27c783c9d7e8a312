"""What the metrics have in common: how they name themselves and give their word."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from evals.model import Better, Case, Judge, Score
from rag.model import Answer
from rag.models.embed.protocol import Embedder
from rag.models.llm.protocol import LanguageModel


@dataclass(frozen=True, slots=True)
class Models:
    """What metrics may judge with; a metric that needs a language model is left out where there is none."""

    embedder: Embedder
    llm: LanguageModel | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A metric: a callable (Case, Answer) -> Score. A new version of a formula gets a new `version`."""

    name: ClassVar[str]
    judge: ClassVar[Judge] = "offline"
    version: ClassVar[int] = 1
    unit: ClassVar[str] = ""
    better: ClassVar[Better] = "higher"

    def __call__(self, case: Case, answer: Answer) -> Score:
        raise NotImplementedError

    def value(self, value: float, reason: str = "") -> Score:
        """A score; a number that is not finite is a metric that broke."""
        if not math.isfinite(value):
            return self.broken(f"{self.name} gave {value}")
        return Score(self.name, self.judge, float(value), reason, False, self.version, self.unit, self.better)

    def none(self, reason: str) -> Score:
        """The metric does not apply, and why."""
        return Score(self.name, self.judge, None, reason, False, self.version, self.unit, self.better)

    def broken(self, reason: str) -> Score:
        """The metric failed, and why."""
        return Score(self.name, self.judge, None, reason, True, self.version, self.unit, self.better)
