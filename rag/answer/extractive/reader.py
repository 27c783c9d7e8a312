"""A small extractive reader: predicts where in a sentence the answer to a question starts and ends.

`tests/tools/train_reader.py` makes its correction of the default embedder's encoder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from graph.types import Matrix
from rag.answer.extractive.encoder import CorrectedEncoder
from rag.answer.extractive.pairs import TokenPair, encode_pair

if TYPE_CHECKING:
    from tokenizers import Tokenizer

READER_FILE = Path(__file__).with_name("reader.safetensors")

MAX_ANSWER_TOKENS = 16
"""Maximum tokens of an answer."""


@dataclass(frozen=True, slots=True)
class SpanPrediction:
    """The best answer text[start:end], and its log-odds margin over no answer (natural logarithm)."""

    start: int
    end: int
    margin: float


class Reader:
    """Reads one text at a time; the assembled graph is kept under `cache`, if given. Raises `ModelError`."""

    def __init__(self, cache: Path | None = None, threads: int = 2, file: Path = READER_FILE) -> None:
        self._encoder = CorrectedEncoder(file, cache, threads)

    @property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer, which neither pads nor truncates."""
        return self._encoder.tokenizer

    def read(self, question: str, texts: Sequence[tuple[str, int]]) -> list[SpanPrediction]:
        """Return one prediction per text, of a span that starts at the text's offset or later; empty if there are no
        words."""
        return self._encoder.map(lambda item: self._read(question, *item), texts)

    def _read(self, question: str, text: str, start: int) -> SpanPrediction:
        row = encode_pair(self.tokenizer, question, text)
        if not (row.bounds[:, 0] >= start).any():
            return SpanPrediction(start, start, -np.inf)
        return best_span(row, self._encoder.score(row), start)


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
