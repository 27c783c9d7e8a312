"""Shapes of JSON that programs write: tables by column, as pandas stores them, and conversations as messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_NAMES = ("columns", "header", "headers", "fields")
_ROWS = ("data", "rows", "values")
_BESIDE = frozenset(("index", "index_names", "column_names", "schema"))
_LEAST_ROWS = 3
_SPEAKERS = ("role", "from", "speaker")
_SAID = ("content", "value", "text", "message")
_ROLES = frozenset("user assistant system human gpt ai bot tool function developer model".split())

Message = tuple[str, str]
"""Who says something, and what."""


def rows_of_columns(value: Any) -> Any:
    """Return a table that is stored by its columns, or with its names apart, as a list of objects; else the value."""
    if not isinstance(value, dict) or not value:
        return value
    return _named_rows(value) or _numbered_columns(value) or _lists(value) or value


def find_conversations(value: Any) -> list[list[Message]]:
    """Return the conversations that a value consists of; empty if it is anything else."""
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
        return []
    if messages := _messages(value):
        return [messages]
    wrapped = [_messages(next((item for item in one.values() if isinstance(item, list)), None)) for one in value]
    return wrapped if all(wrapped) else []


def _named_rows(value: dict[str, Any]) -> list[dict[str, Any]]:
    names: Any = next((value[key] for key in _NAMES if key in value), None)
    rows: Any = next((value[key] for key in _ROWS if key in value), None)
    if not _is_list_of(names, str) or not _is_list_of(rows, list) or len(value.keys() - _BESIDE) != 2:
        return []
    if any(len(row) != len(names) for row in rows) or len(set(names)) < len(names):
        return []
    return [dict(zip(names, row, strict=True)) for row in rows]


def _numbered_columns(value: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of {"name": {"0": …, "1": …}, …}."""
    columns = list(value.values())
    if not all(isinstance(column, dict) for column in columns):
        return []
    numbers = list(columns[0])
    if numbers != [str(place) for place in range(len(numbers))] or any(list(one) != numbers for one in columns):
        return []
    return [{name: column[number] for name, column in value.items()} for number in numbers]


def _lists(value: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of {"name": […], "height": […]}; a few lists of one length may have nothing to do with each
    other."""
    columns = list(value.values())
    if len(columns) < 2 or not all(_is_list_of(column, str | bool | None) for column in columns):
        return []
    if len(columns[0]) < _LEAST_ROWS or len(set(map(len, columns))) > 1:
        return []
    return [dict(zip(value, row, strict=True)) for row in zip(*columns, strict=True)]


def _is_list_of(value: Any, kind: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, kind) for item in value)


def _messages(value: Any) -> list[Message]:
    if not isinstance(value, list) or not value:
        return []
    messages = [_message(item) for item in value]
    return [one for one in messages if one] if all(messages) else []


def _message(item: Any) -> Message | None:
    if not isinstance(item, dict):
        return None
    speaker = next((item[key] for key in _SPEAKERS if isinstance(item.get(key), str)), "")
    said = next((item[key] for key in _SAID if key in item), None)
    if speaker.casefold() not in _ROLES and "speaker" not in item:
        return None
    parts = [said] if isinstance(said, str) else list(_text_parts(said))
    return (speaker, "\n".join(parts)) if speaker else None


def _text_parts(said: Any) -> Iterator[str]:
    """Yield the texts of a message that has several parts."""
    for part in said if isinstance(said, list) else ():
        text = part if isinstance(part, str) else part.get("text") if isinstance(part, dict) else None
        if isinstance(text, str):
            yield text
