"""JSON and JSON Lines: records with a text become one document each, anything else one text of `path: value` lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from graph.errors import Reason, Refused
from graph.text.clean import clean, clean_line
from ingest.decode import decode, is_text
from ingest.load.spec import FormatSpec
from ingest.types import LoadedText

SUFFIXES = (".json", ".jsonl", ".ndjson")
TEXT_KEYS = ("text", "content", "body", "abstract", "passage", "paragraph", "context", "description", "summary")
TITLE_KEYS = ("title", "name", "heading", "headline", "subject")
NAME_KEYS = ("id", "_id", "idx", "doc_id", "uuid", "key")
_DEEPEST = 200
_START = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*"|\[\s*[{\["])')


def looks_like(data: bytes, suffix: str) -> float:
    if not is_text(data):
        return 0.0
    if suffix in SUFFIXES:
        return 0.85
    return 0.2 if _START.match(data) and _parses(data) else 0.0


def load(data: bytes, name: str) -> list[LoadedText]:
    value = parse_json(decode(data))
    records = find_records(value)
    if records is not None:
        return records_to_texts(records, name)
    text = clean("\n".join(_lines(value)))
    return [LoadedText(name, text)]


def _parses(data: bytes) -> bool:
    try:
        parse_json(decode(data))
    except Refused:
        return False
    return True


def parse_json(text: str) -> Any:
    """Parse JSON, or JSON Lines as a list; numbers stay as written."""
    try:
        return _loads(text)
    except ValueError as error:
        whole = error
    lines = [line for line in text.split("\n") if line.strip()]
    try:
        first = _loads(lines[0]) if len(lines) > 1 else None
        if isinstance(first, dict | list):
            return [first, *(_loads(line) for line in lines[1:])]
    except ValueError as error:
        if text.lstrip()[:1] == "{" and isinstance(_first(lines), dict):
            raise Refused(Reason.CORRUPT, f"a line of the JSON Lines is broken: {error}", "mend the line")
    raise Refused(Reason.CORRUPT, f"not valid JSON: {whole}", "mend the file")


def _first(lines: list[str]) -> Any:
    try:
        return _loads(lines[0])
    except (ValueError, IndexError):
        return None


def _loads(text: str) -> Any:
    try:
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=_no_constant)
    except RecursionError:
        raise Refused(Reason.CORRUPT, "the JSON is nested too deeply", "flatten the file")


def _no_constant(name: str) -> str:
    raise ValueError(f"{name} is not a JSON value")


def find_records(value: Any) -> list[dict[str, Any]] | None:
    """Return the list of objects with a text, if the value is one or contains it as its only list."""
    if isinstance(value, dict):
        lists = [item for item in value.values() if isinstance(item, list)]
        if _text_of(value)[0]:
            return [value]
        value = lists[0] if len(lists) == 1 else None
    if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
        return None
    return value if any(_text_of(item)[0] for item in value) else None


def records_to_texts(records: list[dict[str, Any]], name: str) -> list[LoadedText]:
    """Return one text per record, with its own id as locator if ids are unique, else its position."""
    names = _names(records)
    made = []
    for place, record in enumerate(records):
        key, text = _text_of(record)
        title_key = next((k for k in TITLE_KEYS if isinstance(record.get(k), str) and record[k].strip()), "")
        rest = [f"{k}: {v}" for k, v in record.items() if k not in (key, title_key, *NAME_KEYS) and _plain(v)]
        title = clean_line(record[title_key]) if title_key else f"{name} {names[place]}"
        made.append(LoadedText(title, clean("\n".join([text, *rest])), locator=names[place]))
    return made


def _names(records: list[dict[str, Any]]) -> list[str]:
    for key in NAME_KEYS:
        found = [str(record[key]) for record in records if isinstance(record.get(key), str) and record[key].strip()]
        if len(set(found)) == len(records):
            return [clean_line(one) for one in found]
    return [str(place) for place in range(len(records))]


def _text_of(record: dict[str, Any]) -> tuple[str, str]:
    """Return the key of the record's text, and the text; a list of sentences is joined."""
    for key in TEXT_KEYS:
        value = record.get(key)
        if isinstance(value, str) and value.strip():
            return key, value
        if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
            return key, " ".join(item.strip() for item in value)
    return "", ""


def _plain(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and not value.startswith(("http://", "https://"))


def _lines(value: Any) -> Iterator[str]:
    """Yield `path: value` for each leaf, in order."""
    todo: list[tuple[str, Any, int]] = [("", value, 0)]
    while todo:
        path, item, depth = todo.pop()
        if depth > _DEEPEST:
            raise Refused(Reason.CORRUPT, "the JSON is nested too deeply", "flatten the file")
        if isinstance(item, dict):
            below = [(f"{path}.{key}" if path else str(key), child, depth + 1) for key, child in item.items()]
            todo.extend(reversed(below))
        elif isinstance(item, list):
            todo.extend((path, child, depth + 1) for child in reversed(item))
        elif item is not None and item != "":
            shown = str(item).lower() if isinstance(item, bool) else str(item)
            yield f"{path}: {shown}" if path else shown


FORMAT = FormatSpec("json", "JSON", "records; one document each where they hold a text", SUFFIXES, looks_like, load)
