"""A reader of whole passages: how well each sentence answers a question, and with what words.

`tests/tools/train_passage_reader.py` makes its correction of the default embedder's encoder. Its scores of yes and no
are not read: they told little on rules that the reader had not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from graph.text.sentences import Bounds
from graph.types import Matrix
from rag.answer.extractive.encoder import CorrectedEncoder
from rag.answer.extractive.pairs import MAX_PAIR_TOKENS, MAX_QUESTION_TOKENS, TokenPair, count_tokens, encode_pair
from rag.answer.extractive.reader import SpanPrediction, best_span

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PASSAGE_READER_FILE = Path(__file__).with_name("passage_reader.safetensors")

UNREAD_RELEVANCE = -12.0
"""The log-odds of a sentence without a word."""

_SPANS, _RELEVANCE = slice(0, 2), 2
_MAX_LEAD_CHARS = 240


@dataclass(frozen=True, slots=True)
class ReadableText:
    """A text with what stands above it, and the bounds of its sentences."""

    heading: str
    text: str
    sentences: tuple[Bounds, ...]


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """The log-odds that a sentence answers, and the likeliest answer in it (places in the text)."""

    relevance: float
    span: SpanPrediction


class PassageReader:
    """Reads texts for a question; the assembled graph is kept under `cache`, if given. Raises `ModelError`."""

    def __init__(self, cache: Path | None = None, threads: int = 2, file: Path = PASSAGE_READER_FILE) -> None:
        self._encoder = CorrectedEncoder(file, cache, threads)

    def read(self, question: str, texts: Sequence[ReadableText]) -> list[list[SentenceReading]]:
        """Return one reading per sentence of each text."""
        tokenizer = self._encoder.tokenizer
        room = MAX_PAIR_TOKENS - 3 - min(count_tokens(tokenizer, question), MAX_QUESTION_TOKENS)
        windows = [(number, window) for number, text in enumerate(texts) for window in _windows(tokenizer, text, room)]
        found: list[list[SentenceReading]] = [[] for _ in texts]
        readings = self._encoder.map(lambda item: self._read(question, item[1]), windows)
        for (number, _), read in zip(windows, readings, strict=True):
            found[number].extend(read)
        return found

    def _read(self, question: str, window: ReadableText) -> list[SentenceReading]:
        lead = _lead(window)
        start = window.sentences[0][0]
        text = window.text[start : window.sentences[-1][1]]
        row = encode_pair(self._encoder.tokenizer, question, lead + text)
        scores = self._encoder.score(row)
        shift = start - len(lead)
        return [_sentence(row, scores, left - shift, right - shift, shift) for left, right in window.sentences]


def _windows(tokenizer: Tokenizer, text: ReadableText, room: int) -> Iterator[ReadableText]:
    """Cut a text of more than `room` tokens at the ends of sentences."""
    room -= count_tokens(tokenizer, _lead(text))
    group: list[Bounds] = []
    left = room
    for bounds in text.sentences:
        size = count_tokens(tokenizer, text.text[slice(*bounds)])
        left -= size
        if group and left < 0:
            yield ReadableText(text.heading, text.text, tuple(group))
            group, left = [], room - size
        group.append(bounds)
    if group:
        yield ReadableText(text.heading, text.text, tuple(group))


def _lead(text: ReadableText) -> str:
    """Return what is read before a text: what stands above it, as a sentence."""
    heading = " ".join(text.heading.split())[:_MAX_LEAD_CHARS]
    return f"{heading}. " if heading else ""


def _sentence(row: TokenPair, scores: Matrix, start: int, end: int, shift: int) -> SentenceReading:
    """Return the reading of a sentence from the scores of its tokens."""
    inside = np.flatnonzero((row.bounds[:, 0] >= start) & (row.bounds[:, 1] <= end))
    if not len(inside):
        return SentenceReading(UNREAD_RELEVANCE, SpanPrediction(start + shift, start + shift, -np.inf))
    tokens = scores[row.first + inside[0] : row.first + inside[-1] + 1]
    its = TokenPair(row.tokens, row.segments, 1, row.bounds[inside[0] : inside[-1] + 1])
    span = best_span(its, np.concatenate([scores[:1, _SPANS], tokens[:, _SPANS]]))
    placed = SpanPrediction(span.start + shift, span.end + shift, span.margin)
    return SentenceReading(float(tokens[:, _RELEVANCE].mean()), placed)
