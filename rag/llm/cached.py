"""Cache a model's replies on disk, so that a repeated request costs nothing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Generator, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from graph.database import Database
from graph.types import digest
from rag.llm.protocol import Completion, LanguageModel, Message, Options
from rag.llm.stream import relay_stream

_COMPLETION = TypeAdapter(Completion)


def _create_table(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE model_replies (key TEXT PRIMARY KEY, reply TEXT NOT NULL) WITHOUT ROWID")


class CachedModel:
    """A model whose finished replies are cached in the file at `path`; replies cut off at their length are not.

    The key covers the model's name and endpoint, the messages, the schema and every option. Prompts are not stored.
    """

    def __init__(self, model: LanguageModel, path: Path) -> None:
        self._model = model
        self.endpoint: str = getattr(model, "endpoint", "")
        self._database = Database(path, "model_cache", [_create_table])

    @property
    def name(self) -> str:
        return self._model.name

    def complete(
        self, messages: Sequence[Message], schema: Mapping[str, Any] | None = None, options: Options = Options()
    ) -> Completion:
        key = self._key(messages, schema, options)
        known = self._find(key)
        if known is not None:
            return known
        return self._keep(key, self._model.complete(messages, schema, options))

    def stream(self, messages: Sequence[Message], options: Options = Options()) -> Generator[str, None, Completion]:
        key = self._key(messages, None, options)
        known = self._find(key)
        if known is not None:
            yield known.text
            return known
        reply = yield from relay_stream(self._model.stream(messages, options), self.name)
        return self._keep(key, reply)

    def clear(self) -> None:
        """Delete every reply; replies may contain words of documents that have since been removed."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM model_replies")

    def close(self) -> None:
        self._database.close()

    def _key(self, messages: Sequence[Message], schema: Mapping[str, Any] | None, options: Options) -> str:
        said = [part for message in messages for part in (message.role, message.content)]
        form = "" if schema is None else json.dumps(schema, sort_keys=True)
        return digest(self.name, self.endpoint, form, *(repr(value) for value in astuple(options)), *said)

    def _find(self, key: str) -> Completion | None:
        with self._database.read() as connection:
            row = connection.execute("SELECT reply FROM model_replies WHERE key = ?", (key,)).fetchone()
        return _COMPLETION.validate_json(row[0]) if row else None

    def _keep(self, key: str, reply: Completion) -> Completion:
        if reply.finish_reason == "stop":
            text = _COMPLETION.dump_json(reply).decode()
            with self._database.write() as connection:
                connection.execute("INSERT OR REPLACE INTO model_replies VALUES (?, ?)", (key, text))
        return reply
