"""A language model with a cache: several metrics need the claims of the same answer."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rag.llm.protocol import Completion, LanguageModel, Message, Options

MAX_CACHED_REPLIES = 512

Key = tuple[object, ...]


class CachedLLM:
    """Caches a model's most recent replies in memory; thread-safe. Streams are not cached."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self._replies: OrderedDict[Key, Completion] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return self._model.name

    def complete(
        self, messages: Sequence[Message], schema: Mapping[str, Any] | None = None, options: Options = Options()
    ) -> Completion:
        key: Key = (json.dumps(schema, sort_keys=True) if schema else "", options, *messages)
        with self._lock:
            cached = self._replies.get(key)
        if cached is not None:
            return cached
        reply = self._model.complete(messages, schema, options)
        with self._lock:
            self._replies[key] = reply
            while len(self._replies) > MAX_CACHED_REPLIES:
                self._replies.popitem(last=False)
        return reply

    def stream(self, messages: Sequence[Message], options: Options = Options()) -> Iterator[str]:
        return self._model.stream(messages, options)
