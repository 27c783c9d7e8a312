"""A small extractive reader: predicts where in a text the answer to a question starts and ends.

It is the default embedder's encoder with a low-rank correction trained on questions and answers. The correction is a
file of this package (`tests/tools/train_reader.py` makes it); the rest comes from the embedder's installed weights.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from graph.types import Matrix, digest
from rag.answer.extractive.pairs import TokenPair, encode_pair
from rag.embed.assemble import ASSEMBLY_RECIPE, Array
from rag.embed.weights import WEIGHTS_SHA256, open_session, weights_folder

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

READER_FILE = Path(__file__).with_name("reader.safetensors")

MAX_ANSWER_TOKENS = 16
"""Maximum tokens of an answer."""

WORD_EMBEDDINGS = "embeddings.word_embeddings.weight"
SEGMENT_EMBEDDINGS = "embeddings.token_type_embeddings.weight"


@dataclass(frozen=True, slots=True)
class SpanPrediction:
    """The best answer text[start:end], and its log-odds margin over no answer (natural logarithm)."""

    start: int
    end: int
    margin: float


class Reader:
    """Reads one text at a time; the assembled graph is kept under `cache`, if given. Raises `ModelError`."""

    def __init__(self, cache: Path | None = None, threads: int = 2, file: Path = READER_FILE) -> None:
        self._cache = cache
        self._threads = threads
        self._file = file
        self._lock = threading.Lock()
        self._model: tuple[Tokenizer, InferenceSession, Matrix, Array] | None = None

    def read(self, question: str, texts: Sequence[tuple[str, int]]) -> list[SpanPrediction]:
        """Return one prediction per text, of a span that starts at the text's offset or later; empty if there are no
        words."""
        self._load()
        if len(texts) < 2 or self._threads < 2:
            return [self._read(question, text, start) for text, start in texts]
        with ThreadPoolExecutor(min(self._threads, len(texts))) as pool:
            return list(pool.map(lambda item: self._read(question, *item), texts))

    def _read(self, question: str, text: str, start: int) -> SpanPrediction:
        tokenizer, graph, head, bias = self._load()
        row = encode_pair(tokenizer, question, text)
        if not (row.bounds[:, 0] >= start).any():
            return SpanPrediction(start, start, -np.inf)
        vocabulary = tokenizer.get_vocab_size()
        states = graph.run(None, {"tokens": row.tokens + vocabulary * row.segments})[0]
        return best_span(row, states @ head.T + bias, start)

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
        return self._cache / f"reader-int8-{name}.onnx" if self._cache else None


@lru_cache(maxsize=1)
def open_reader(cache: Path | None = None) -> Reader:
    """Return the reader whose assembled graph is kept under `cache`; its weights are loaded once."""
    return Reader(cache)


def best_span(row: TokenPair, scores: Matrix, start: int = 0) -> SpanPrediction:
    """Return the span with the highest sum of start and end scores, and its margin over the first token's."""
    skipped = int(np.searchsorted(row.bounds[:, 0], start))
    bounds = row.bounds[skipped:]
    size = len(bounds)
    starts, ends = scores[row.first + skipped : row.first + skipped + size].T
    sums = starts[:, None] + ends[None, :]
    sums[~np.tri(size, size, MAX_ANSWER_TOKENS - 1, dtype=np.bool_) | np.tri(size, size, -1, dtype=np.bool_)] = -np.inf
    first, last = divmod(int(np.argmax(sums)), size)
    margin = float(sums[first, last] - scores[0].sum())
    return SpanPrediction(int(bounds[first, 0]), int(bounds[last, 1]), margin)


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
