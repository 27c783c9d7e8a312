"""Sentence embedders as ONNX graphs in int8.

Each call takes one text, and threads run over texts: activations are quantized over all tokens of a call, so in a batch
a text's vector would depend on the other texts.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from graph.types import Matrix, Vector
from rag.embed.pooling import TokenStates, is_blank, pool_spans, replace_surrogates, to_unit_length
from rag.embed.protocol import Bounds, Role

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

CHARS_PER_TOKEN = 128
"""Code points given to the tokenizer per token, which maps a word of more than 100 letters to one unknown token."""

LATIN_ENDS = "\u0250"

A = TypeVar("A")
B = TypeVar("B")


class OnnxEncoder(ABC):
    """An embedder whose graph takes the tokens of one text, and gives their states. Raises `ModelError`.

    A row is the mean of the text's token states, special tokens included, as in sentence-transformers.
    """

    name: str
    dimensions: int
    latin_only: bool
    max_tokens: int

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._lock = threading.Lock()
        self._model: tuple[Tokenizer, InferenceSession] | None = None

    @abstractmethod
    def _open(self) -> tuple[Tokenizer, InferenceSession]:
        """Open the tokenizer and the graph."""

    def knows(self, text: str) -> bool:
        """Whether the model was trained on such text: if on English alone, at least half of the letters are Latin."""
        if not self.latin_only:
            return True
        letters = [character for character in text if character.isalpha()]
        return 2 * sum(character < LATIN_ENDS for character in letters) >= len(letters)

    def embed(self, texts: Sequence[str], role: Role = "passage") -> Matrix:  # noqa: ARG002 both roles are embedded alike
        """Return one row per text, truncated to the longest input; zeros for a blank one."""
        rows = self._each(self._row, texts)
        return np.stack(rows) if rows else np.zeros((0, self.dimensions), np.float32)

    def embed_spans(self, texts: Sequence[str], spans: Sequence[Sequence[Bounds]]) -> list[Matrix]:
        """Return one row per span of each text, pooled from one pass over it; a span of the whole text gives its
        `embed` row."""
        return self._each(self._rows, list(zip(texts, spans, strict=True)))

    def _each(self, work: Callable[[A], B], items: Sequence[A]) -> list[B]:
        if len(items) < 2 or self._threads < 2:
            return [work(item) for item in items]
        with ThreadPoolExecutor(min(self._threads, len(items))) as pool:
            return list(pool.map(work, items))

    def _row(self, text: str) -> Vector:
        return np.zeros(self.dimensions, np.float32) if is_blank(text) else self._states(text).whole

    def _rows(self, item: tuple[str, Sequence[Bounds]]) -> Matrix:
        text, spans = item
        if not spans or is_blank(text):
            return np.zeros((len(spans), self.dimensions), np.float32)
        return pool_spans(self._states(text), text, spans, self._row)

    def _states(self, text: str) -> TokenStates:
        tokenizer, model = self._load()
        encoding = tokenizer.encode(replace_surrogates(text[: CHARS_PER_TOKEN * self.max_tokens]))
        offsets = np.array(encoding.offsets, np.int64)
        (tokens,) = model.run(None, {"tokens": np.array(encoding.ids, np.int64)})
        return TokenStates(tokens, to_unit_length(tokens.mean(axis=0)), offsets[:, 0], offsets[:, 1])

    def _load(self) -> tuple[Tokenizer, InferenceSession]:
        with self._lock:
            if self._model is None:
                self._model = self._open()
            return self._model


def read_tokenizer(file: Path, limit: int) -> Tokenizer:
    """Read a tokenizer that pads nothing, and truncates after so many tokens; 0 for no limit."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    if limit:
        tokenizer.enable_truncation(limit)
    return tokenizer
