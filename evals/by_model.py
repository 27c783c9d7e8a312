"""What the metrics have in common that a language model judges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evals.judges.asking import Prompt
from evals.metric import Metric, Models
from evals.types import Case, Judge, Score
from graph.errors import GraphloopError
from graph.types import digest
from rag.llm.protocol import LanguageModel
from rag.types import Answer


@dataclass(frozen=True, slots=True)
class LLMMetric(Metric):
    """A model that fails, or says twice what does not fit, is a broken score with the reason; never a number."""

    llm: LanguageModel
    judge: ClassVar[Judge] = "model"
    prompts: ClassVar[tuple[Prompt, ...]] = ()

    def __call__(self, case: Case, answer: Answer) -> Score:
        try:
            return self.judged(case, answer)
        except GraphloopError as error:
            return self.broken(str(error))

    def judged(self, case: Case, answer: Answer) -> Score:
        """The score; may raise what the model raises."""
        raise NotImplementedError

    @property
    def exact(self) -> str:
        """The exact judge: the model, the version of the formula, and a digest of what the model is told."""
        told = digest(*(prompt.digest for prompt in self.prompts))[:8]
        return f"{self.llm.name} v{self.version}, prompts {told}"


def by_model(models: Models, *kinds: type[LLMMetric]) -> tuple[LLMMetric, ...]:
    """The metrics of these kinds; none without a language model."""
    return tuple(kind(models.llm) for kind in kinds) if models.llm else ()
