"""Read and write JSON Lines, one value per line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from evals.atomic_write import open_atomic
from graph.errors import UsageError

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


def read_lines(path: Path, kind: type[T]) -> list[T]:
    """Read the values of a file, skipping blank lines; UsageError names the invalid line."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}", "check the path")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text", "save it as UTF-8")
    values: list[T] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                values.append(from_json(kind, line))
            except ValidationError as error:
                raise UsageError(f"{path}, line {number}: {_first(error)}", f"each line is one {kind.__name__} in JSON")
    return values


def _first(error: ValidationError) -> str:
    fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(str(part) for part in fault["loc"])
    return f"{place}: {fault['msg']}" if place else fault["msg"]
