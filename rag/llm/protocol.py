"""The protocol of a language model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from rag.llm.usage import Usage


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a model."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Options:
    """Sampling options; every field is part of a cache key.

    `alternatives` is the number of likeliest tokens to report at each position; it needs `log_probabilities`.
    """

    temperature: float = 0.0
    seed: int = 0
    sample: int = 0
    max_tokens: int = 512
    log_probabilities: bool = False
    alternatives: int = 0


@dataclass(frozen=True, slots=True)
class Token:
    """A candidate token and the natural logarithm of its probability."""

    text: str
    log_probability: float


@dataclass(frozen=True, slots=True)
class Completion:
    """A model's reply; `log_probabilities` holds one natural logarithm per output token if the server reports them.

    `alternatives` holds the likeliest tokens at each position, if requested and reported.
    """

    text: str
    model: str
    usage: Usage = Usage()
    finish_reason: str = "stop"
    log_probabilities: tuple[float, ...] | None = None
    alternatives: tuple[tuple[Token, ...], ...] | None = None


class LanguageModel(Protocol):
    """A language model; raises `graph.errors.ModelError` with a hint if it fails."""

    @property
    def name(self) -> str: ...

    def complete(
        self, messages: Sequence[Message], schema: Mapping[str, Any] | None = None, options: Options = Options()
    ) -> Completion:
        """Return the whole reply; with a JSON schema, a reply that matches it."""
        ...

    def stream(self, messages: Sequence[Message], options: Options = Options()) -> Iterator[str]:
        """Yield the reply piece by piece."""
        ...
