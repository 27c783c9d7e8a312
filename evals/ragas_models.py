"""Adapters of our embedder and language model for Ragas; import only via `evals.ragas`, as this imports Ragas.

Nothing is reported to Ragas' makers: its telemetry is disabled here regardless of the environment, and judging uses
our own models, which report nothing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeVar

import ragas._analytics as analytics
from pydantic import BaseModel
from ragas.embeddings.base import BaseRagasEmbedding
from ragas.llms.base import InstructorBaseRagasLLM
from ragas.metrics import collections

from rag.embed.protocol import Embedder
from rag.llm.protocol import LanguageModel, Message, Options

__all__ = ["RagasEmbedder", "RagasJudge", "collections"]

analytics.do_not_track = lru_cache(maxsize=1)(lambda: True)

Form = TypeVar("Form", bound=BaseModel)

_ROOM = Options(max_tokens=2_048)


class RagasEmbedder(BaseRagasEmbedding):
    """Our embedder as a Ragas embedding."""

    def __init__(self, embedder: Embedder) -> None:
        super().__init__()
        self._embedder = embedder

    def embed_text(self, text: str, **_: Any) -> list[float]:
        row: list[float] = self._embedder.embed([text])[0].tolist()
        return row

    async def aembed_text(self, text: str, **_: Any) -> list[float]:
        return self.embed_text(text)


class RagasJudge(InstructorBaseRagasLLM):
    """Our language model as a Ragas judge; its replies follow the response model that a metric asks for."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model

    def generate(self, prompt: str, response_model: type[Form]) -> Form:
        reply = self._model.complete([Message("user", prompt)], response_model.model_json_schema(), _ROOM)
        return response_model.model_validate_json(reply.text)

    async def agenerate(self, prompt: str, response_model: type[Form]) -> Form:
        return self.generate(prompt, response_model)
