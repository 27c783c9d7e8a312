"""Limit a model's rate of calls and its budget."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any

from graph.errors import ModelError
from rag.llm.protocol import Completion, LanguageModel, Message, Options
from rag.llm.stream import relay_stream
from rag.types import Usage


class LimitedModel:
    """A model that starts at most `per_minute` calls a minute, and fails when its budget of calls or tokens is used up.

    One instance may be used from many threads: they share the rate and the budget. None means no limit. A sixth of a
    minute's calls may start at once.
    """

    def __init__(
        self,
        model: LanguageModel,
        per_minute: float | None = None,
        budget_calls: int | None = None,
        budget_tokens: int | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._model = model
        self._interval = 60.0 / per_minute if per_minute else 0.0
        self._burst = max(1.0, (per_minute or 0.0) / 6)
        self._budget_calls = budget_calls
        self._budget_tokens = budget_tokens
        self._sleep = sleep
        self._lock = threading.Lock()
        self._full_at = 0.0
        self._calls = 0
        self._usage = Usage()
        self.endpoint: str = getattr(model, "endpoint", "")

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def calls(self) -> int:
        """The number of calls so far."""
        return self._calls

    @property
    def usage(self) -> Usage:
        """The tokens used so far."""
        return self._usage

    def complete(
        self, messages: Sequence[Message], schema: Mapping[str, Any] | None = None, options: Options = Options()
    ) -> Completion:
        self._enter()
        reply = self._model.complete(messages, schema, options)
        self._spend(reply.usage)
        return reply

    def stream(self, messages: Sequence[Message], options: Options = Options()) -> Generator[str, None, Completion]:
        self._enter()
        reply = yield from relay_stream(self._model.stream(messages, options), self.name)
        self._spend(reply.usage)
        return reply

    def _enter(self) -> None:
        with self._lock:
            self._check()
            self._calls += 1
            now = time.monotonic()
            start = max(now, self._full_at - (self._burst - 1) * self._interval)
            self._full_at = max(self._full_at, start) + self._interval
        if start > now:
            self._sleep(start - now)

    def _check(self) -> None:
        if self._budget_calls is not None and self._calls >= self._budget_calls:
            raise ModelError(f"the budget of {self._budget_calls} model calls is used up", "raise it to go on")
        used = self._usage.read + self._usage.written
        if self._budget_tokens is not None and used >= self._budget_tokens:
            raise ModelError(
                f"the budget of {self._budget_tokens} tokens is used up ({used} so far)", "raise it to go on"
            )

    def _spend(self, usage: Usage) -> None:
        with self._lock:
            self._usage += usage
