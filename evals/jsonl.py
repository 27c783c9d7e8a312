"""Reads and writes values as lines of JSON, one value a line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from evals.atomic_write import whole
from graph.errors import UsageError

T = TypeVar("T")


KNOWN: dict[Any, TypeAdapter[Any]] = {}


def adapter(kind: type[Any]) -> TypeAdapter[Any]:
    """Turns values of a dataclass into JSON and back, checking what comes in."""
    if kind not in KNOWN:  # building one takes milliseconds
        KNOWN[kind] = TypeAdapter(kind)
    return KNOWN[kind]


def to_json(value: object) -> str:
    """The value as one line of JSON."""
    data: bytes = adapter(type(value)).dump_json(value)
    return data.decode()


def from_json(kind: type[T], text: str | bytes) -> T:
    """A value from JSON; pydantic's ValidationError when it does not fit."""
    value: T = adapter(kind).validate_json(text)
    return value


def write_lines(path: Path, values: Iterable[object]) -> int:
    """Write one value a line and say how many; the file appears whole or not at all."""
    count = 0
    with whole(path) as file:
        for value in values:
            file.write(to_json(value) + "\n")
            count += 1
    return count


def read_lines(path: Path, kind: type[T]) -> list[T]:
    """The values of a file, blank lines left out; UsageError names the line that does not fit."""
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
