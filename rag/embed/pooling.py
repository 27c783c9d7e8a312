"""Rows of vectors from token states, and what every embedder does alike with blank and broken text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from graph.types import Integers, Matrix, Vector
from rag.embed.protocol import Bounds

_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


@dataclass(frozen=True, slots=True, eq=False)
class States:
    """One text's token states (n × width), the row of the whole text, and where its tokens start and end.

    A special token starts where it ends.
    """

    tokens: Matrix
    whole: Vector
    starts: Integers
    ends: Integers


def pooled(states: States, text: str, spans: Sequence[Bounds], apart: Callable[[str], Vector]) -> Matrix:
    """One unit row a span: the mean of the token states that it touches; `apart` embeds one that touches none."""
    rows = np.zeros((len(spans), len(states.whole)), np.float32)
    for row, (start, end) in enumerate(spans):
        if blank(text[start:end]):
            continue
        touched = (states.starts < end) & (states.ends > start)
        if start <= 0 and end >= len(text):
            rows[row] = states.whole
        elif touched.any():
            rows[row] = unit(states.tokens[touched].mean(axis=0))
        else:
            rows[row] = apart(text[start:end])
    return rows


def unit(row: Vector) -> Vector:
    """The vector at length one; zeros stay zeros."""
    return np.asarray(row / max(float(np.linalg.norm(row)), 1e-12), np.float32)


def blank(text: str) -> bool:
    """Whether nothing but white space is there; such a text gets a row of zeros."""
    return not text or text.isspace()


def whole_characters(text: str) -> str:
    """The text with a replacement character for each half of a surrogate pair, which no tokenizer or request takes."""
    return text if text.isascii() else text.translate(_SURROGATES)
