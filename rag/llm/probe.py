"""A short round trip to a language model."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from graph.errors import ModelError
from rag.llm.protocol import Message, Options
from rag.llm.retry import SINGLE_ATTEMPT
from rag.llm.spec import LLMOptions, ProviderSpec


@dataclass(frozen=True, slots=True)
class Probe:
    """Whether a model answers: the seconds of a short round trip, and its reply or why it failed."""

    works: bool
    seconds: float
    message: str
    hint: str = ""


def probe_model(provider: ProviderSpec, options: LLMOptions, timeout: float = 30.0) -> Probe:
    """Ask a model for one word, once; the whole reply must arrive within the time-out."""
    options = replace(options, timeout=timeout, deadline=timeout, retry=SINGLE_ATTEMPT)
    started = time.perf_counter()
    try:
        reply = provider.open(options).complete(
            [Message("user", "Reply with the word ready.")], options=Options(max_tokens=8)
        )
    except ModelError as error:
        return Probe(False, time.perf_counter() - started, error.message, error.hint)
    return Probe(True, time.perf_counter() - started, reply.text.strip())
