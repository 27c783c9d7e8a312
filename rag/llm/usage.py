"""The tokens that a language model read and wrote, and what they cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Usage:
    """Input and output tokens of a model."""

    read: int = 0
    written: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(self.read + other.read, self.written + other.written)


@dataclass(frozen=True, slots=True)
class Prices:
    """US dollars for a million tokens, read and written; 0 means unknown."""

    read: float = 0.0
    written: float = 0.0

    def cost_of(self, usage: Usage) -> float:
        """Return the US dollars that these tokens cost."""
        return (usage.read * self.read + usage.written * self.written) / 1e6
