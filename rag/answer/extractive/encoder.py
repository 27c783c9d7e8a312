"""The default embedder's encoder with a low-rank correction trained for another task, and the head of that task.

The correction is a file of this package; the rest comes from the embedder's installed weights.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from graph.types import Matrix, digest
from rag.answer.extractive.pairs import TokenPair
from rag.embed.assemble import ASSEMBLY_RECIPE, Array
from rag.embed.weights import WEIGHTS_SHA256, open_session, weights_folder

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

WORD_EMBEDDINGS = "embeddings.word_embeddings.weight"
SEGMENT_EMBEDDINGS = "embeddings.token_type_embeddings.weight"

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


class CorrectedEncoder:
    """Scores the tokens of a question and a text; loaded at first use.

    The assembled graph is kept under `cache`, if given. Raises `ModelError`.
    """

    def __init__(self, file: Path, cache: Path | None = None, threads: int = 2) -> None:
        self._file = file
        self._cache = cache
        self._threads = threads
        self._lock = threading.Lock()
        self._model: tuple[Tokenizer, InferenceSession, Matrix, Array] | None = None

    @property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer, which neither pads nor truncates."""
        return self._load()[0]

    def score(self, pair: TokenPair) -> Matrix:
        """Return the head's scores, one row per token."""
        tokenizer, graph, head, bias = self._load()
        states = graph.run(None, {"tokens": pair.tokens + tokenizer.get_vocab_size() * pair.segments})[0]
        return np.asarray(states @ head.T + bias, np.float32)

    def map(self, read: Callable[[_Item], _Result], items: Sequence[_Item]) -> list[_Result]:
        """Read the items in threads, in order."""
        self._load()
        if len(items) < 2 or self._threads < 2:
            return [read(item) for item in items]
        with ThreadPoolExecutor(min(self._threads, len(items))) as pool:
            return list(pool.map(read, items))

    def _load(self) -> tuple[Tokenizer, InferenceSession, Matrix, Array]:
        with self._lock:
            if self._model is None:
                from safetensors.numpy import load
                from tokenizers import Tokenizer

                data = self._file.read_bytes()
                correction = load(data)
                tokenizer = Tokenizer.from_file(str(weights_folder() / "tokenizer.json"))
                tokenizer.no_padding()
                tokenizer.no_truncation()
                graph = open_session(self._graph_file(data), lambda base: apply_correction(base, correction))
                head = correction["head.weight"].astype(np.float32)
                self._model = tokenizer, graph, head, correction["head.bias"].astype(np.float32)
            return self._model

    def _graph_file(self, correction: bytes) -> Path | None:
        """Return the file of the assembled graph, named by a digest of its inputs."""
        name = digest(WEIGHTS_SHA256, ASSEMBLY_RECIPE, hashlib.sha256(correction).hexdigest())[:8]
        return self._cache / f"{self._file.stem}-int8-{name}.onnx" if self._cache else None


def apply_correction(base: dict[str, Array], correction: dict[str, Array]) -> dict[str, Array]:
    """Return the encoder's weights W + BA, with one embedding row per word and segment (E. Hu et al., "LoRA", 2021)."""
    weights = {name: value.astype(np.float32) for name, value in base.items()}
    for name, value in correction.items():
        if name.endswith(".up"):
            down = correction[name.removesuffix("up") + "down"].astype(np.float32)
            weights[name.removesuffix(".up")] += value.astype(np.float32) @ down
        elif name in weights and name != SEGMENT_EMBEDDINGS:
            weights[name] = value.astype(np.float32)
    segments = correction[SEGMENT_EMBEDDINGS].astype(np.float32)
    weights[WORD_EMBEDDINGS] = np.concatenate([weights[WORD_EMBEDDINGS] + segment for segment in segments])
    weights[SEGMENT_EMBEDDINGS] = np.zeros_like(weights[SEGMENT_EMBEDDINGS])
    return weights
