"""Values as JSON and back, and written one per line; `evals/files.py` reads such files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter

from evals.atomic_write import open_atomic

T = TypeVar("T")


TYPE_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def type_adapter(kind: type[Any]) -> TypeAdapter[Any]:
    """Return the cached adapter that converts values of a type to JSON and back, with validation."""
    if kind not in TYPE_ADAPTERS:  # building one takes milliseconds
        TYPE_ADAPTERS[kind] = TypeAdapter(kind)
    return TYPE_ADAPTERS[kind]


def to_json(value: object) -> str:
    """Return the value as one line of JSON."""
    data: bytes = type_adapter(type(value)).dump_json(value)
    return data.decode()


def from_json(kind: type[T], text: str | bytes) -> T:
    """Parse a value from JSON; raises pydantic's ValidationError if it does not fit."""
    value: T = type_adapter(kind).validate_json(text)
    return value


def write_lines(path: Path, values: Iterable[object]) -> int:
    """Write one value per line, atomically, and return how many."""
    count = 0
    with open_atomic(path) as file:
        for value in values:
            file.write(to_json(value) + "\n")
            count += 1
    return count
