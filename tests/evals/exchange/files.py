"""Small files in the forms of other tools."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evals.exchange.spec import GivenAnswer, Imported
from evals.exchange.transfer import ReadExchange, read_exchange


def lines(path: Path, *records: Any) -> Path:
    """Write records as JSON Lines."""
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def document(path: Path, value: Any) -> Path:
    """Write one JSON document."""
    path.write_text(json.dumps(value, indent=1), encoding="utf-8")
    return path


def text(path: Path, value: str) -> Path:
    """Write a text."""
    path.write_text(value, encoding="utf-8")
    return path


def recognised(path: Path, tool: str) -> ReadExchange:
    """Read a file that must be recognised as the tool's."""
    found = read_exchange(path)
    assert found.tool == tool
    return found


def only(path: Path, tool: str) -> Imported:
    """The one record of a file that must be recognised as the tool's."""
    [record] = recognised(path, tool).records
    return record


def answer(record: Imported) -> GivenAnswer:
    """The answer of a record that has one."""
    assert record.answer is not None
    return record.answer
