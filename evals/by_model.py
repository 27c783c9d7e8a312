"""The base class of metrics judged by a language model."""

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
    """A metric judged by a language model.

    If the model fails, or twice gives a reply that does not fit, the score is failed with the reason; never a number.
    """

    llm: LanguageModel
    judge: ClassVar[Judge] = "model"
    prompts: ClassVar[tuple[Prompt, ...]] = ()

    def __call__(self, case: Case, answer: Answer) -> Score:
        try:
            return self.judge_answer(case, answer)
        except GraphloopError as error:
            return self.broken(str(error))

    def judge_answer(self, case: Case, answer: Answer) -> Score:
        """Compute the score; may raise what the model raises."""
        raise NotImplementedError

    @property
    def exact(self) -> str:
        """The exact judge: the model, the formula version, and a digest of the prompts."""
        prompts_digest = digest(*(prompt.digest for prompt in self.prompts))[:8]
        return f"{self.llm.name} v{self.version}, prompts {prompts_digest}"


def build_llm_metrics(models: Models, *kinds: type[LLMMetric]) -> tuple[LLMMetric, ...]:
    """Build the metrics of these kinds; none without a language model."""
    return tuple(kind(models.llm) for kind in kinds) if models.llm else ()
