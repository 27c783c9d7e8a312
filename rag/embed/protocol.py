"""The protocol of an embedder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from graph.types import Matrix

Role = Literal["passage", "query"]
Bounds = tuple[int, int]


class Embedder(Protocol):
    """Turns texts into unit vectors; the same text gives the same bits whatever else is embedded."""

    @property
    def name(self) -> str:
        """Names the weights and the way they are run; vectors of different names do not mix."""
        ...

    @property
    def dimensions(self) -> int: ...

    def knows(self, text: str) -> bool:
        """Whether it was trained on texts in this script; of others its vectors say nothing."""
        ...

    def embed(self, texts: Sequence[str], role: Role = "passage") -> Matrix:
        """One row a text, float32, unit length."""
        ...

    def embed_spans(self, texts: Sequence[str], spans: Sequence[Sequence[Bounds]]) -> list[Matrix]:
        """For each text a matrix with one row for each of its spans (start, end in code points).

        Late pooling: token states come from one pass over the whole text. A span that reaches no token (cut off by
        the model's limit, or blank) is embedded apart; an empty one is a row of zeros.
        """
        ...
