"""What a provider of language models declares so that it is found by its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rag.llm.call import CALL_DEADLINE
from rag.llm.protocol import LanguageModel
from rag.llm.retry import RetryPolicy


@dataclass(frozen=True, slots=True)
class LLMOptions:
    """What a model is opened with: `timeout` is the longest silence, `deadline` the longest time of a whole reply with
    its retries, in seconds."""

    model: str
    base_url: str = ""
    api_key: str = field(default="", repr=False)
    timeout: float = 120.0
    deadline: float = CALL_DEADLINE
    retry: RetryPolicy = RetryPolicy()


@dataclass(frozen=True, slots=True)
class ProviderSpec:
    """A provider of language models by name: `summary` is one line for people.

    `open` raises ModelError for options that it cannot use, and connects only when the model is first asked.
    `list_models` names the models that may be chosen; None if the provider cannot tell. Without `needs_address` a
    model's name is enough.
    """

    name: str
    summary: str
    open: Callable[[LLMOptions], LanguageModel]
    list_models: Callable[[LLMOptions], Sequence[str]] | None = None
    needs_address: bool = True
