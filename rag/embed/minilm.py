"""The default embedder: all-MiniLM-L6-v2 in int8, run by ONNX Runtime; nothing is downloaded.

Each call takes one text, and threads run over texts: activations are quantized over all tokens of a call, so in a batch
a text's vector would depend on the other texts.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from graph.errors import ModelError
from graph.types import Matrix, Vector, digest
from rag.embed.assemble import ASSEMBLY_RECIPE
from rag.embed.pooling import TokenStates, is_blank, pool_spans, replace_surrogates, to_unit_length
from rag.embed.protocol import Bounds, Role
from rag.embed.spec import EmbedderSpec
from rag.embed.weights import INSTALL_COMMAND, WEIGHTS_SHA256, open_session, weights_folder

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

MAX_INPUT_TOKENS = 256
"""The longest input, special tokens included; the rest of a text is truncated.

The model was trained on 128. Abstracts of 1,400 characters are retrieved better with 256 tokens than with 128 (nDCG@10
.705 and .669 on even claims of SciFact) and no better with 512 (.706, at half the speed).
"""

MAX_INPUT_CHARS = 128 * MAX_INPUT_TOKENS
"""Code points given to the tokenizer, which maps a word of more than 100 letters to one unknown token."""

LATIN_ENDS = "\u0250"

A = TypeVar("A")
B = TypeVar("B")


class MiniLM:
    """all-MiniLM-L6-v2, 384 dimensions; the assembled graph is kept under `cache`. Raises `ModelError`.

    A row is the mean of the text's token states, special tokens included, as in sentence-transformers.
    """

    name = f"all-MiniLM-L6-v2/int8/{digest(WEIGHTS_SHA256, ASSEMBLY_RECIPE, MAX_INPUT_TOKENS)[:8]}"
    dimensions = 384

    def __init__(self, cache: Path, threads: int = 2) -> None:
        self._file = cache / f"{self.name.replace('/', '-')}.onnx"
        self._threads = threads
        self._lock = threading.Lock()
        self._model: tuple[Tokenizer, InferenceSession] | None = None

    def knows(self, text: str) -> bool:
        """Whether at least half of the letters are Latin: the model was trained on English."""
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
        encoding = tokenizer.encode(replace_surrogates(text[:MAX_INPUT_CHARS]))
        offsets = np.array(encoding.offsets, np.int64)
        (tokens,) = model.run(None, {"tokens": np.array(encoding.ids, np.int64)})
        return TokenStates(tokens, to_unit_length(tokens.mean(axis=0)), offsets[:, 0], offsets[:, 1])

    def _load(self) -> tuple[Tokenizer, InferenceSession]:
        with self._lock:
            if self._model is None:
                self._model = open_tokenizer(), open_session(self._file)
            return self._model


def open_tokenizer(limit: int = MAX_INPUT_TOKENS) -> Tokenizer:
    """Open the tokenizer, which truncates after so many tokens; 0 for no limit. Raises ModelError."""
    from tokenizers import Tokenizer

    file = weights_folder() / "tokenizer.json"
    if not file.is_file():
        raise ModelError(
            f"the words of the default embedder are missing: {file}", f"{INSTALL_COMMAND} --force-reinstall"
        )
    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    if limit:
        tokenizer.enable_truncation(limit)
    return tokenizer


EMBEDDER = EmbedderSpec("minilm", "the built-in model, which needs no network", lambda options: MiniLM(options.cache))
