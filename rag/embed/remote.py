"""Embeddings from any server that speaks OpenAI's `/v1/embeddings` (OpenAI, Ollama, vLLM, llama.cpp)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from graph.errors import ModelError
from graph.types import Matrix
from rag.embed.pooling import is_blank, replace_surrogates, to_unit_length
from rag.embed.protocol import Bounds, Role
from rag.embed.spec import EmbedderOptions, EmbedderSpec
from rag.llm.address import address_secrets, redact_address
from rag.llm.call import CALL_DEADLINE, ModelCall
from rag.llm.endpoint import connect, normalize_endpoint
from rag.llm.faults import (
    TRANSIENT_STATUSES,
    TransientError,
    expected_errors,
    requested_wait,
    server_message,
    shorten_message,
)
from rag.llm.retry import RetryPolicy, call_with_retry

if TYPE_CHECKING:
    from openai import OpenAI

REMOTE_BATCH_SIZE = 32
MAX_SENT_CHARS = 8000
"""Code points sent per text: servers refuse input over their model's limit instead of truncating it."""


class RemoteEmbedder:
    """A model behind HTTP, identified by the server's name for it. Raises `ModelError` with a hint.

    `timeout` is the longest silence and `deadline` the longest time for the vectors of a batch, retries included, in
    seconds. Spans are embedded on their own, since the server returns no token states. Whether a text's vector is the
    same bit by bit in another batch is up to the server.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        api_key: str = "",
        timeout: float = 60.0,
        patience: RetryPolicy = RetryPolicy(),
        deadline: float = CALL_DEADLINE,
    ) -> None:
        self.name = f"remote/{model}"
        self._base_url = _address(base_url)
        self._model = model
        self._api_key = api_key
        self._timeout = timeout
        self._patience = patience
        self._deadline = deadline
        self._lock = threading.Lock()
        self._client: OpenAI | None = None
        self._dimensions = 0

    @property
    def dimensions(self) -> int:
        """The length of a row; requests one from the server if none has been seen."""
        if not self._dimensions:
            self._send(["dimensions"])
        return self._dimensions

    def knows(self, text: str) -> bool:  # noqa: ARG002 the model's training data is unknown
        return True

    def embed(self, texts: Sequence[str], role: Role = "passage") -> Matrix:  # noqa: ARG002 both roles are embedded alike
        """Return one row per text, whose length sent is limited; zeros for a blank one."""
        places = [place for place, text in enumerate(texts) if not is_blank(text[:MAX_SENT_CHARS])]
        batches = [places[start : start + REMOTE_BATCH_SIZE] for start in range(0, len(places), REMOTE_BATCH_SIZE)]
        found = [
            self._send([replace_surrogates(texts[place][:MAX_SENT_CHARS]) for place in batch]) for batch in batches
        ]
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        if found:
            rows[places] = np.concatenate(found)
        return rows

    def embed_spans(self, texts: Sequence[str], spans: Sequence[Sequence[Bounds]]) -> list[Matrix]:
        """Return one row per span of each text, every span embedded on its own."""
        pairs = list(zip(texts, spans, strict=True))
        rows = self.embed([text[start:end] for text, bounds in pairs for start, end in bounds])
        ends = np.cumsum([len(bounds) for _, bounds in pairs], dtype=np.int64)
        return np.split(rows, ends[:-1]) if pairs else []

    def close(self) -> None:
        """Close the connections; the next call opens new ones."""
        with self._lock:
            if self._client is not None:
                self._client.close()
                self._client = None

    def _send(self, texts: list[str]) -> Matrix:
        with ModelCall(f"the embedding server at {redact_address(self._base_url)}", self._deadline) as call:
            rows = call_with_retry(lambda: self._ask(call, texts), self._patience, call.sleep, call.remaining)
        if rows.ndim != 2 or not rows.shape[1] or not np.isfinite(rows).all():
            raise self._odd(f"vectors of shape {rows.shape}, or with values that are no numbers")
        if self._dimensions not in (0, rows.shape[1]):
            raise self._odd(f"vectors of {rows.shape[1]} dimensions after some of {self._dimensions}")
        self._dimensions = rows.shape[1]
        return np.stack([to_unit_length(row) for row in rows])

    def _ask(self, call: ModelCall, texts: list[str]) -> Matrix:
        try:
            with call.sending():
                reply = self._open().embeddings.create(model=self._model, input=texts)
            found = {item.index: item.embedding for item in reply.data}
            return np.array([found.get(place, []) for place in range(len(texts))], np.float32)
        except expected_errors() as error:
            raise self._fault(error) from None

    def _open(self) -> OpenAI:
        with self._lock:
            if self._client is None:
                self._client = connect(self._base_url, self._api_key, self._timeout)
            return self._client

    def _fault(self, error: Exception) -> ModelError:
        import openai

        place = f"the embedding server at {redact_address(self._base_url)}"
        for one in (error, error.__cause__):
            if isinstance(one, ModelError):
                return one
        if isinstance(error, openai.APITimeoutError):
            return ModelError(f"{place} did not answer within {self._timeout:g} s", "raise the time-out")
        if isinstance(error, openai.APIConnectionError):
            return TransientError(f"{place} cannot be reached", "start it, or correct its address")
        if not isinstance(error, openai.APIStatusError):
            return self._odd(type(error).__name__)
        status = error.status_code
        said = shorten_message(server_message(error), self._api_key, *address_secrets(self._base_url))
        if status in (401, 403):
            return ModelError(f"{place} refuses the key ({status})", "set the right API key")
        if status == 404:
            return ModelError(
                f"{place} has no model {self._model!r}, or no embeddings", "correct the model's name or the address"
            )
        if status in TRANSIENT_STATUSES or (status >= 500 and status != 501):
            after = requested_wait(error.response.headers)
            return TransientError(
                f"{place} is failing ({status}): {said}", "try again later; see the server's log", after
            )
        return ModelError(
            f"{place} refused the request ({status}): {said}", "is it a model for embeddings, of texts this long?"
        )

    def _odd(self, found: str) -> ModelError:
        hint = "the address must be that of an OpenAI-compatible server with an embedding model"
        return ModelError(f"{redact_address(self._base_url)} did not send one vector for each text: {found}", hint)


def _address(base_url: str) -> str:
    try:
        return normalize_endpoint(base_url.strip().rstrip("/").removesuffix("/embeddings"))
    except (ModelError, ValueError):
        hint = "it looks like http://127.0.0.1:11434/v1"
        raise ModelError(f"{redact_address(base_url)!r} is not the address of an embedding server", hint) from None


def _open(options: EmbedderOptions) -> RemoteEmbedder:
    return RemoteEmbedder(options.base_url, options.model, options.api_key, deadline=options.deadline)


EMBEDDER = EmbedderSpec("remote", "a model of an OpenAI-compatible endpoint", _open, asks_server=True)
