"""A language model with a cache: several metrics need the claims of the same answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graph.lru_cache import LRUCache
from rag.llm.protocol import Completion, LanguageModel, Message, Options

MAX_CACHED_REPLIES = 512

Key = tuple[object, ...]


class CachedLLM:
    """Caches a model's most recent replies in memory; thread-safe. Streams are not cached."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self._replies: LRUCache[Key, Completion] = LRUCache(MAX_CACHED_REPLIES)

    @property
    def name(self) -> str:
        return self._model.name

    def complete(
        self, messages: Sequence[Message], schema: Mapping[str, Any] | None = None, options: Options = Options()
    ) -> Completion:
        key: Key = (json.dumps(schema, sort_keys=True) if schema else "", options, *messages)
        return self._replies.get_or_make(key, lambda: self._model.complete(messages, schema, options))

    def stream(self, messages: Sequence[Message], options: Options = Options()) -> Iterator[str]:
        return self._model.stream(messages, options)
