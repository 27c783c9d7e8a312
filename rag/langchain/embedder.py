"""LangChain embeddings as our embedder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from graph.errors import ModelError
from graph.types import Matrix
from rag.embed.pooling import is_blank, replace_surrogates, to_unit_length
from rag.embed.protocol import Bounds, Role
from rag.langchain.bounded import call_bounded
from rag.langchain.faults import explain_langchain_error
from rag.langchain.private import untraced_context
from rag.llm.call import CALL_DEADLINE, ModelCall

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

T = TypeVar("T")

LANGCHAIN_BATCH_SIZE = 32
MAX_EMBEDDED_CHARS = 8000
"""Code points embedded per text: many models refuse input over their limit instead of truncating it."""


class LangChainEmbedder:
    """Embeddings under a name that must change when their weights do. Raises `ModelError` with a hint.

    Spans are embedded on their own, since LangChain returns no token states. Whether a text's vector is the same bit by
    bit in another batch is up to the model. Retries are those configured in the embeddings; the vectors of a batch must
    arrive within `deadline` seconds.
    """

    def __init__(self, embeddings: Embeddings, name: str, deadline: float = CALL_DEADLINE) -> None:
        self.name = f"langchain/{name}"
        self._embeddings = embeddings
        self._deadline = deadline

    @cached_property
    def dimensions(self) -> int:
        """The length of a row; embeds one word to find out."""
        return int(self._rows(["dimensions"]).shape[1])

    def knows(self, text: str) -> bool:  # noqa: ARG002 the model's training data is unknown
        return True

    def embed(self, texts: Sequence[str], role: Role = "passage") -> Matrix:
        """Return one row per text, truncated to the maximum length; zeros for a blank one."""
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        places = [place for place, text in enumerate(texts) if not is_blank(text[:MAX_EMBEDDED_CHARS])]
        for start in range(0, len(places), LANGCHAIN_BATCH_SIZE):
            batch = places[start : start + LANGCHAIN_BATCH_SIZE]
            found = self._rows([replace_surrogates(texts[place][:MAX_EMBEDDED_CHARS]) for place in batch], role)
            if found.shape[1] != self.dimensions:
                raise self._odd(f"vectors of {found.shape[1]} dimensions after some of {self.dimensions}")
            rows[batch] = found
        return rows

    def embed_spans(self, texts: Sequence[str], spans: Sequence[Sequence[Bounds]]) -> list[Matrix]:
        """Return one row per span of each text, every span embedded on its own."""
        pairs = list(zip(texts, spans, strict=True))
        rows = self.embed([text[start:end] for text, bounds in pairs for start, end in bounds])
        ends = np.cumsum([len(bounds) for _, bounds in pairs], dtype=np.int64)
        return np.split(rows, ends[:-1]) if pairs else []

    def _rows(self, texts: list[str], role: Role = "passage") -> Matrix:
        given = self._embeddings
        if role == "query":
            found = self._call(lambda: [given.embed_query(text) for text in texts])
        else:
            found = self._call(lambda: given.embed_documents(texts))
        try:
            rows = np.array(found, np.float32)
        except ValueError:
            raise self._odd("rows of unequal length") from None
        if rows.ndim != 2 or len(rows) != len(texts) or not rows.shape[1] or not np.isfinite(rows).all():
            raise self._odd(f"vectors of shape {rows.shape}, or with values that are no numbers")
        return np.stack([to_unit_length(row) for row in rows])

    def _call(self, call: Callable[[], T]) -> T:
        try:
            with ModelCall(self.name, self._deadline) as bounds:
                return call_bounded(lambda: untraced_context().run(call), bounds)
        except Exception as error:  # noqa: BLE001 - every provider raises its own errors; each becomes a ModelError
            raise explain_langchain_error(error, self.name) from None

    def _odd(self, found: str) -> ModelError:
        return ModelError(f"{self.name} did not give one vector for each text: {found}", "use other embeddings")
