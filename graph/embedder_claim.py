"""The embedder that an open store was claimed for: another process may replace the graph by one of other vectors."""

from __future__ import annotations

from dataclasses import dataclass

from graph.errors import EmbedderMismatch


@dataclass(slots=True)
class EmbedderClaim:
    """The name of the embedder whose vectors are written; empty before the store is claimed."""

    embedder: str = ""

    def check(self, held: str) -> None:
        """Raise EmbedderMismatch if the graph holds the vectors of another embedder by now."""
        if self.embedder and held != self.embedder:
            raise EmbedderMismatch(
                f"the graph was replaced by one with the vectors of {held or 'no embedder'}, not of {self.embedder}",
                "start again with the settings of now",
            )
