"""The protocol of an embedder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from graph.types import Matrix

Role = Literal["passage", "query"]
Bounds = tuple[int, int]


class Embedder(Protocol):
    """Turns texts into unit vectors; a text's vector is the same bit by bit whatever else is embedded."""

    @property
    def name(self) -> str:
        """Identifies the weights and how they are run; vectors of different names must not be mixed."""
        ...

    @property
    def dimensions(self) -> int: ...

    def knows(self, text: str) -> bool:
        """Whether the embedder supports the text's script; vectors of other texts are meaningless."""
        ...

    def embed(self, texts: Sequence[str], role: Role = "passage") -> Matrix:
        """Return one row per text, float32, unit length."""
        ...

    def embed_spans(self, texts: Sequence[str], spans: Sequence[Sequence[Bounds]]) -> list[Matrix]:
        """Return for each text a matrix with one row per span (start, end in code points).

        Late pooling: token states come from one pass over the whole text. A span without tokens (cut off by the model's
        limit) is embedded on its own; an empty or blank one is a row of zeros.
        """
        ...
