"""JSON and JSON Lines: records with a text become one document each, other lists of flat objects one table.

Anything else is one text of `path: value` lines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from graph.errors import Reason, Refused
from graph.text.clean import clean_line
from ingest.decode import decode, is_text
from ingest.document_date import find_field_date
from ingest.load.spec import FormatSpec
from ingest.text_builder import TextBuilder
from ingest.types import LoadedText

SUFFIXES = (".json", ".jsonl", ".ndjson")
TEXT_KEYS = ("text", "content", "body", "abstract", "passage", "paragraph", "context", "description", "summary")
TITLE_KEYS = ("title", "name", "heading", "headline", "subject")
NAME_KEYS = ("id", "_id", "idx", "doc_id", "uuid", "key")
_DEEPEST = 200
# A string, or what JSON does not have but people write: comments, and commas after the last element.
_NO_JSON = re.compile(r'(?P<string>"(?:[^"\\\n]|\\.)*")|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/|,(?=\s*(?://[^\n]*\s*)*[\]}])')
_START = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*"|\[\s*[{\["])')


def looks_like(data: bytes, suffix: str) -> float:
    if not is_text(data):
        return 0.0
    if suffix in SUFFIXES:
        return 0.85
    return 0.2 if _START.match(data) and _parses(data) else 0.0


def load(data: bytes, name: str) -> list[LoadedText]:
    value, notes = parse_json(decode(data))
    records = find_records(value)
    if records is not None:
        texts = records_to_texts(records, name)
        return [replace(texts[0], notes=notes), *texts[1:]] if texts else []
    builder = TextBuilder()
    _add_value(builder, value)
    text, blocks = builder.build()
    date = find_field_date(value) if isinstance(value, dict) else ""
    return [LoadedText(name, text, notes=notes, blocks=blocks, date=date)]


def _parses(data: bytes) -> bool:
    try:
        parse_json(decode(data))
    except Refused:
        return False
    return True


def parse_json(text: str) -> tuple[Any, tuple[str, ...]]:
    """Parse JSON, or JSON Lines as a list, and return notes on what was left out; numbers stay as written.

    Comments and commas after the last element are allowed. A broken line of JSON Lines costs that line alone.
    """
    try:
        return _loads(text), ()
    except ValueError as error:
        whole = error
    try:
        return _loads(_NO_JSON.sub(lambda match: match.group("string") or " ", text)), ()
    except ValueError:
        pass
    values, broken = _read_lines(text)
    if len(values) > len(broken) and isinstance(values[0], dict | list) and len(values) + len(broken) > 1:
        return values, tuple(broken)
    raise Refused(Reason.CORRUPT, f"not valid JSON: {whole}", "mend the file")


def _read_lines(text: str) -> tuple[list[Any], list[str]]:
    """Return the values of JSON Lines, and a note on each line that is none."""
    values, broken = [], []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                values.append(_loads(line))
            except ValueError as error:
                broken.append(f"line {number} is not valid JSON and was left out: {error}")
    return values, broken


def _loads(text: str) -> Any:
    try:
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except RecursionError:
        raise Refused(Reason.CORRUPT, "the JSON is nested too deeply", "flatten the file")


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
    """Return one text per record, with its own id as locator if ids are unique, else its position.

    The other fields of a record follow its text, a line each.
    """
    names = _names(records)
    made = []
    for place, record in enumerate(records):
        key, text = _text_of(record)
        title_key = next((k for k in TITLE_KEYS if isinstance(record.get(k), str) and record[k].strip()), "")
        builder = TextBuilder()
        builder.add("paragraph", text)
        for line in _lines({k: v for k, v in record.items() if k not in (key, title_key, *NAME_KEYS)}):
            builder.add("field", line)
        written, blocks = builder.build()
        title = clean_line(record[title_key]) if title_key else f"{name} {names[place]}"
        made.append(LoadedText(title, written, locator=names[place], blocks=blocks, date=find_field_date(record)))
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


def _add_value(builder: TextBuilder, value: Any) -> None:
    """Add lists of objects, the value itself or directly in it, each by each, and a line for any other leaf."""
    if _is_list_of_objects(value):
        _add_objects(builder, value)
        return
    for key, item in value.items() if isinstance(value, dict) else [("", value)]:
        if _is_list_of_objects(item):
            builder.add("heading", str(key), 1)
            _add_objects(builder, item)
            continue
        for line in _lines({key: item} if key else item):
            builder.add("field", line)


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and len(value) > 1 and all(isinstance(item, dict) for item in value)


def _add_objects(builder: TextBuilder, objects: list[dict[str, Any]]) -> None:
    """Add a table if the objects are flat and alike, else a block of lines for each."""
    names = list(dict.fromkeys(key for item in objects for key in item))
    flat = not any(isinstance(leaf, dict | list) for item in objects for leaf in item.values())
    if flat and len(names) <= 2 * max(map(len, objects)):
        builder.add_table([names, *([_leaf(item.get(name)) for name in names] for item in objects)], header=True)
        return
    for item in objects:
        builder.add("field", "\n".join(_lines(item)))


def _leaf(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


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
        elif shown := _leaf(item):
            yield f"{path}: {shown}" if path else shown


FORMAT = FormatSpec("json", "JSON", "records; one document each where they hold a text", SUFFIXES, looks_like, load)
