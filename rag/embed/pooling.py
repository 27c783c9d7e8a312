"""Pool token states into vectors, and handle blank and malformed text alike for every embedder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from graph.types import Integers, Matrix, Vector
from rag.embed.protocol import Bounds

_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


@dataclass(frozen=True, slots=True, eq=False)
class TokenStates:
    """One text's token states (n × width), the row of the whole text, and its tokens' start and end offsets.

    A special token starts where it ends.
    """

    tokens: Matrix
    whole: Vector
    starts: Integers
    ends: Integers


def pool_spans(states: TokenStates, text: str, spans: Sequence[Bounds], apart: Callable[[str], Vector]) -> Matrix:
    """Return one unit-length row per span: the mean of the token states it overlaps; `apart` embeds a span without
    any."""
    rows = np.zeros((len(spans), len(states.whole)), np.float32)
    for row, (start, end) in enumerate(spans):
        if is_blank(text[start:end]):
            continue
        touched = (states.starts < end) & (states.ends > start)
        if start <= 0 and end >= len(text):
            rows[row] = states.whole
        elif touched.any():
            rows[row] = to_unit_length(states.tokens[touched].mean(axis=0))
        else:
            rows[row] = apart(text[start:end])
    return rows


def to_unit_length(row: Vector) -> Vector:
    """Return the vector scaled to length one; zeros stay zeros."""
    return np.asarray(row / max(float(np.linalg.norm(row)), 1e-12), np.float32)


def is_blank(text: str) -> bool:
    """Whether the text is empty or only white space; such a text gets a row of zeros."""
    return not text or text.isspace()


def replace_surrogates(text: str) -> str:
    """Replace lone surrogates, which no tokenizer or request accepts, by the replacement character."""
    return text if text.isascii() else text.translate(_SURROGATES)
