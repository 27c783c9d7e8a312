"""The protocol of a language model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from rag.types import Usage


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a model."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Options:
    """How to sample; every field is part of a cache's key.

    `alternatives` is how many of the likeliest tokens to tell at each place; it needs `log_probabilities`.
    """

    temperature: float = 0.0
    seed: int = 0
    sample: int = 0
    max_tokens: int = 512
    log_probabilities: bool = False
    alternatives: int = 0


@dataclass(frozen=True, slots=True)
class Token:
    """A token that might have been written, and the natural logarithm of its probability."""

    text: str
    log_probability: float


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model wrote; `log_probabilities` holds one natural logarithm a written token where the server has them.

    `alternatives` holds the likeliest tokens at each place, where they were asked for and the server has them.
    """

    text: str
    model: str
    usage: Usage = Usage()
    finish_reason: str = "stop"
    log_probabilities: tuple[float, ...] | None = None
    alternatives: tuple[tuple[Token, ...], ...] | None = None


class LanguageModel(Protocol):
    """Raises `graph.errors.ModelError` with a hint when the model fails."""

    @property
    def name(self) -> str: ...

    def complete(
        self, messages: Sequence[Message], schema: Mapping[str, Any] | None = None, options: Options = Options()
    ) -> Completion:
        """The whole reply; with a JSON schema, a reply that fits it."""
        ...

    def stream(self, messages: Sequence[Message], options: Options = Options()) -> Iterator[str]:
        """The reply piece by piece."""
        ...
