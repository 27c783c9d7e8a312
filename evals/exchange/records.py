"""The records of a file: JSON, JSON Lines, CSV or YAML, each with its place there."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from pydantic_core import from_json

from evals.exchange.spec import ExchangeRecord
from evals.files import parse_table, read_file_text
from evals.table import unguard_cell
from graph.errors import UsageError

AS_EXPORTED = "give the file as the tool exports it: JSON, JSON Lines, CSV or YAML"
LISTS = (
    ("tests",),
    ("results", "results"),
    ("data", "examples"),
    ("data",),
    ("samples",),
    ("goldens",),
    ("test_cases",),
    ("testCases",),
    ("examples",),
    ("items",),
)
"""Where the records lie in a file that is one JSON object."""
MAX_YAML_VALUES = 5_000_000
"""The number of values in a YAML file: names for parts of it make a short text stand for a huge one."""


@dataclass(frozen=True, slots=True)
class ExchangeFile:
    """The records of a file, and the names of what stands beside them."""

    records: tuple[ExchangeRecord, ...]
    beside: tuple[str, ...] = ()


def read_records(path: Path) -> ExchangeFile:
    """Read the records of a file; UsageError names the line that cannot be read."""
    text = read_file_text(path, AS_EXPORTED)
    suffix = path.suffix.lower()
    if suffix == ".csv":
        found = ExchangeFile(tuple(_rows(path, text)))
    elif suffix in (".jsonl", ".ndjson"):
        found = ExchangeFile(tuple(_lines(path, text)))
    elif suffix in (".yaml", ".yml"):
        found = _document(path, _yaml(path, text))
    else:
        found = _json(path, text)
    if not found.records:
        raise UsageError(f"{path} holds no records", AS_EXPORTED)
    return found


def _json(path: Path, text: str) -> ExchangeFile:
    try:
        return _document(path, from_json(text))
    except ValueError as error:
        if _is_object(text.lstrip().partition("\n")[0]):
            return ExchangeFile(tuple(_lines(path, text)))
        raise UsageError(f"{path}: {error}", AS_EXPORTED)


def _is_object(line: str) -> bool:
    try:
        return isinstance(from_json(line), dict)
    except ValueError:
        return False


def _lines(path: Path, text: str) -> Iterator[ExchangeRecord]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = from_json(line)
        except ValueError as error:
            raise UsageError(f"{path}, line {number}: {error}", AS_EXPORTED)
        yield _record(path, f"line {number}", value)


def _rows(path: Path, text: str) -> Iterator[ExchangeRecord]:
    for row in parse_table(path, text, AS_EXPORTED):
        yield _record(path, f"line {row.line}", {name: _cell(cell) for name, cell in row.cells.items()})


def _cell(cell: str) -> Any:
    """Return the value of a cell: objects and lists are in JSON, or as pandas writes them; texts may be in JSON."""
    text = unguard_cell(cell)
    if not text.startswith(("{", "[", '"')):
        return text
    try:
        return from_json(text)
    except ValueError:
        pass
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text
    return value if isinstance(value, dict | list) else text


def _document(path: Path, value: Any) -> ExchangeFile:
    if isinstance(value, list):
        return ExchangeFile(_numbered(path, value))
    if not isinstance(value, dict):
        raise UsageError(f"{path} holds no records", AS_EXPORTED)
    for names in LISTS:
        inner: Any = value
        for name in names:
            inner = inner.get(name) if isinstance(inner, dict) else None
        if isinstance(inner, list):
            beside = tuple(name for name, other in value.items() if name != names[0] and other)
            return ExchangeFile(_numbered(path, inner), beside)
    if isinstance(value.get("tests"), str):
        raise UsageError(f"{path}: the tests are in another file, {value['tests']}", "give that file")
    return ExchangeFile((_record(path, "record 1", value),))


def _numbered(path: Path, values: list[Any]) -> tuple[ExchangeRecord, ...]:
    return tuple(_record(path, f"record {number}", value) for number, value in enumerate(values, 1))


def _record(path: Path, place: str, value: Any) -> ExchangeRecord:
    if not isinstance(value, dict):
        raise UsageError(f"{path}, {place}: this is no record, but {str(value)[:40]!r}", AS_EXPORTED)
    return ExchangeRecord(path, place, _nested(value))


def _nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields with dotted names, as data frames have, as fields of fields."""
    nested: dict[str, Any] = {}
    for name, value in flat.items():
        *above, last = name.split(".") if all(name.split(".")) else (name,)
        fields = nested
        for part in above:
            inner = fields.setdefault(part, {})
            fields = inner if isinstance(inner, dict) else fields.setdefault(f"{part}.", {})
        fields[last] = value
    return nested


def _yaml(path: Path, text: str) -> Any:
    import yaml

    try:
        return _plain(yaml.safe_load(text), count())
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise UsageError(f"{path}: {' '.join(str(error).split())}", AS_EXPORTED)


def _plain(value: Any, counter: Iterator[int]) -> Any:
    """Return a value of YAML as JSON would have it; ValueError if there are too many."""
    if next(counter) > MAX_YAML_VALUES:
        raise ValueError(f"more than {MAX_YAML_VALUES:,} values")
    if isinstance(value, dict):
        return {str(name): _plain(inner, counter) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner, counter) for inner in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
