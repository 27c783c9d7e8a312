"""Ragas metrics on our cases and answers (extra `ragas`), judged by our embedder and language model.

Importing Ragas takes seconds, so these metrics are built only when they are requested.
"""

from __future__ import annotations

import importlib.util
import math
from dataclasses import dataclass
from typing import Any, ClassVar

from evals.metric import Metric
from evals.types import Case, Judge, Score
from graph.errors import GraphloopError, UsageError
from graph.text.citation_markers import strip_markers
from rag.embed.protocol import Embedder
from rag.llm.protocol import LanguageModel
from rag.types import Answer

RAGAS_PREFIX = "ragas_"


@dataclass(frozen=True, slots=True)
class RagasMetric(Metric):
    """A metric of Ragas. What it cannot judge is a score without a value, with the reason; never NaN."""

    metric: Any
    wants: ClassVar[tuple[str, ...]] = ("reference", "response")

    def __call__(self, case: Case, answer: Answer) -> Score:
        inputs: dict[str, str | list[str]] = {
            "user_input": case.question,
            "reference": case.reference,
            "response": strip_markers(answer.text).strip(),
            "retrieved_contexts": [hit.passage.text for hit in answer.hits],
        }
        if "reference" in self.wants and not case.reference:
            return self.none("the case has no reference")
        if "response" in self.wants and answer.abstained:
            return self.value(0.0, "abstained") if "reference" in self.wants else self.none("abstained")
        missing = [name for name in self.wants if not inputs[name]]
        if missing:
            return self.none(f"there is no {missing[0].replace('_', ' ')}")
        try:
            outcome = self.metric.score(**{name: inputs[name] for name in self.wants})
        except GraphloopError as error:
            return self.broken(str(error))
        except Exception as error:  # noqa: BLE001 - Ragas passes on whatever its models and parsers raise; the score reports it
            return self.broken(f"Ragas failed: {type(error).__name__}: {' '.join(str(error).split())[:200]}")
        if outcome.value is None or math.isnan(outcome.value):
            return self.none("Ragas found nothing to judge")
        return self.value(min(1.0, max(0.0, float(outcome.value))), outcome.reason or "")


class RagasExactMatch(RagasMetric):
    """1 if the answer is exactly the reference, else 0."""

    name: ClassVar[str] = "ragas_exact_match"


class StringPresence(RagasMetric):
    """1 if the answer contains exactly the reference, else 0."""

    name: ClassVar[str] = "ragas_string_presence"


class StringSimilarity(RagasMetric):
    """1 minus the Levenshtein distance of answer and reference, as a share of the longer one's length."""

    name: ClassVar[str] = "ragas_string_similarity"


class RagasSemanticSimilarity(RagasMetric):
    """The cosine of the embeddings of answer and reference; negative values count as 0."""

    name: ClassVar[str] = "ragas_semantic_similarity"


class RagasFaithfulness(RagasMetric):
    """The share of the answer's statements that the passages support, as judged by the language model."""

    name: ClassVar[str] = "ragas_faithfulness"
    judge: ClassVar[Judge] = "model"
    wants: ClassVar[tuple[str, ...]] = ("user_input", "response", "retrieved_contexts")


class RagasContextRecall(RagasMetric):
    """The share of the reference's statements that the passages support, as judged by the language model."""

    name: ClassVar[str] = "ragas_context_recall"
    judge: ClassVar[Judge] = "model"
    wants: ClassVar[tuple[str, ...]] = ("user_input", "retrieved_contexts", "reference")


def ragas_metrics(embedder: Embedder, llm: LanguageModel | None = None) -> tuple[RagasMetric, ...]:
    """Build every Ragas metric that these models can judge; UsageError if Ragas is not installed."""
    if importlib.util.find_spec("ragas") is None:
        raise UsageError("the metrics of Ragas are not installed", "pip install 'graphloop[ragas]'")
    from evals import ragas_models as ragas

    offline = (
        RagasExactMatch(ragas.collections.ExactMatch()),
        StringPresence(ragas.collections.StringPresence()),
        StringSimilarity(ragas.collections.NonLLMStringSimilarity()),
        RagasSemanticSimilarity(ragas.collections.SemanticSimilarity(ragas.RagasEmbedder(embedder))),
    )
    if llm is None:
        return offline
    judge = ragas.RagasJudge(llm)
    return (
        *offline,
        RagasFaithfulness(ragas.collections.Faithfulness(judge)),
        RagasContextRecall(ragas.collections.ContextRecall(judge)),
    )
