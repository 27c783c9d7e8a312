"""JSON and JSON Lines: records with a text become one document each, other lists of flat objects one table.

Anything else is one text of `path: value` lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from graph.errors import Reason, Refused
from graph.text.clean import clean_line
from ingest.decode import decode, is_text
from ingest.document_date import find_field_date
from ingest.json_shapes import Message, find_conversations, rows_of_columns
from ingest.json_text import parse_json
from ingest.load.spec import FormatSpec
from ingest.table import read_table
from ingest.text_builder import TextBuilder
from ingest.types import LoadedText

SUFFIXES = (".json", ".jsonl", ".ndjson")
TEXT_KEYS = ("text", "content", "body", "abstract", "passage", "paragraph", "context", "description", "summary")
TITLE_KEYS = ("title", "name", "heading", "headline", "subject")
NAME_KEYS = ("id", "_id", "idx", "doc_id", "uuid", "key")
QUESTION_KEYS = (
    ("question", "answer"),
    ("question", "answers"),
    ("q", "a"),
    ("prompt", "response"),
    ("prompt", "completion"),
    ("instruction", "output"),
    ("frage", "antwort"),
)
"""Pairs of keys for a question and its answer."""
# Keys whose values may be remarks: a shorter one beside other data is none of the texts that people search for.
WEAK_KEYS, TEXT_CHARS = ("description", "summary"), 80
_DEEPEST = 200
_START = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*"|\[\s*[{\["])')


def looks_like(data: bytes, suffix: str) -> float:
    if not is_text(data):
        return 0.0
    if suffix in SUFFIXES:
        return 0.85
    return 0.2 if _START.match(data) and _parses(data) else 0.0


def load(data: bytes, name: str) -> list[LoadedText]:
    value, notes = parse_json(decode(data))
    if conversations := find_conversations(value):
        texts = [_conversation(one, name, place) for place, one in enumerate(conversations)]
        return [replace(texts[0], notes=notes), *texts[1:]]
    value = rows_of_columns(value)
    records, rest = _unwrapped(value)
    texts = records_to_texts(records, name) if records else []
    if rest is not None:
        texts.insert(0, _whole(rest, name))
    return [replace(texts[0], notes=notes), *texts[1:]] if texts else []


def _conversation(messages: list[Message], name: str, place: int) -> LoadedText:
    """Return one text of a conversation; each message stands below the one before it, which is its context."""
    builder, before = TextBuilder(), ""
    for speaker, said in messages:
        text = f"{clean_line(speaker)}: {said.strip()}"
        builder.add("paragraph", text if said.strip() else "", context=before)
        before = clean_line(text)
    written, blocks = builder.build()
    return LoadedText(f"{name} {place}" if place else name, written, locator=str(place) if place else "", blocks=blocks)


def _whole(value: Any, name: str) -> LoadedText:
    """Return one text of a value; an object's own title and text stand first."""
    builder, title = TextBuilder(), ""
    if isinstance(value, dict):
        key, text = _text_of(value)
        title_key = _title_key(value) if key else ""
        title = clean_line(value[title_key]) if title_key else ""
        builder.add("paragraph", text)
        value = {k: v for k, v in value.items() if k not in (key, title_key) or not key}
    _add_value(builder, value)
    written, blocks = builder.build()
    date = find_field_date(value) if isinstance(value, dict) else ""
    return LoadedText(title or name, written, blocks=blocks, date=date)


def _parses(data: bytes) -> bool:
    try:
        parse_json(decode(data))
    except Refused:
        return False
    return True


def _unwrapped(value: Any) -> tuple[list[dict[str, Any]], Any]:
    """Return the records that a value is or wraps, and what else it holds; None if nothing else.

    Records are objects with a text. Short remarks in the lists of a larger object are no texts of their own.
    """
    if _are_records(value):
        return value, None
    if not isinstance(value, dict) or _text_of(value)[0]:
        return [], value
    lists = [key for key, item in value.items() if isinstance(item, list)]
    inside: list[dict[str, Any]] = value[lists[0]] if len(lists) == 1 else []
    if not _are_records(inside):
        return [], value
    rest = {key: item for key, item in value.items() if key != lists[0]}
    lengths = [len(_text_of(record)[1]) for record in inside]
    remarks = all(_text_of(record)[0] in (*WEAK_KEYS, "") for record in inside)
    if rest and remarks and sum(lengths) < TEXT_CHARS * len(lengths):
        return [], value
    return inside, rest if any(_leaves(rest)) else None


def _are_records(value: Any) -> bool:
    """Return whether a value is a list of objects of which some have a text."""
    objects = isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)
    return objects and any(_text_of(item)[0] for item in value)


def records_to_texts(records: list[dict[str, Any]], name: str) -> list[LoadedText]:
    """Return one text per record, with its own id as locator if ids are unique, else its position.

    The other fields of a record follow its text, a line each.
    """
    names, used = _names(records)
    return [_record_to_text(record, name, names[place], used) for place, record in enumerate(records)]


def _record_to_text(record: dict[str, Any], name: str, locator: str, used: str) -> LoadedText:
    key, text = _text_of(record)
    title_key = _title_key(record)
    asked_key = _question_key(record, key)
    question = clean_line(record[asked_key]) if asked_key else ""
    builder = TextBuilder()
    builder.add("paragraph", text, context=question)
    for line in _lines({k: v for k, v in record.items() if k not in (key, title_key, asked_key, used)}):
        builder.add("field", line)
    written, blocks = builder.build()
    title = clean_line(record[title_key]) if title_key else question or f"{name} {locator}"
    return LoadedText(title, written, locator=locator, blocks=blocks, date=find_field_date(record))


def _title_key(record: dict[str, Any]) -> str:
    return next((key for key in TITLE_KEYS if isinstance(record.get(key), str) and record[key].strip()), "")


def _question_key(record: dict[str, Any], answer_key: str) -> str:
    """Return the key of the question that a record's text answers; empty if it has none."""
    for question, answer in QUESTION_KEYS:
        if answer == answer_key and isinstance(record.get(question), str):
            return question
    return ""


def _names(records: list[dict[str, Any]]) -> tuple[list[str], str]:
    """Return the locators of the records, and the key that they are from; empty if they are positions."""
    for key in NAME_KEYS:
        found = [str(record[key]) for record in records if isinstance(record.get(key), str) and record[key].strip()]
        if len(set(found)) == len(records):
            return [clean_line(one) for one in found], key
    return [str(place) for place in range(len(records))], ""


def _text_of(record: dict[str, Any]) -> tuple[str, str]:
    """Return the key of the record's text, and the text; a list of sentences is joined."""
    for key in (*TEXT_KEYS, *_answer_keys(record)):
        value = record.get(key)
        if isinstance(value, str) and value.strip():
            return key, value
        if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
            return key, " ".join(item.strip() for item in value)
    return "", ""


def _answer_keys(record: dict[str, Any]) -> Iterator[str]:
    return (answer for question, answer in QUESTION_KEYS if isinstance(record.get(question), str))


def _add_value(builder: TextBuilder, value: Any) -> None:
    """Add a line for each leaf, then each list of objects or of rows below its path."""
    lists = []
    for part in _leaves(value, whole_lists=True):
        if isinstance(part, str):
            builder.add("field", part)
        else:
            lists.append(part)
    for path, items in lists:
        builder.add("heading", path, 1)
        if isinstance(items[0], dict):
            _add_objects(builder, items)
        else:
            table = read_table([[_leaf(cell) for cell in row] for row in items])
            builder.add_table(table.lines, bool(table.names), table.caption)


def _is_list_of_rows(value: Any) -> bool:
    """Return whether a value is a list of lists of leaves, of which some have several."""
    rows = isinstance(value, list) and len(value) > 1 and all(isinstance(row, list) for row in value)
    return rows and max(map(len, value)) > 1 and not any(isinstance(leaf, dict | list) for row in value for leaf in row)


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
        builder.add("field", "\n".join(_lines(item)), context=_name_of(item))


def _name_of(item: dict[str, Any]) -> str:
    """Return what a long object is called, to be read with its later lines."""
    key = _title_key(item) or next((key for key in NAME_KEYS if isinstance(item.get(key), str)), "")
    return f"{key}: {clean_line(item[key])}" if key else ""


def _leaf(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _lines(value: Any) -> Iterator[str]:
    """Yield `path: value` for each leaf, in order."""
    return (part for part in _leaves(value) if isinstance(part, str))


def _leaves(value: Any, whole_lists: bool = False) -> Iterator[str | tuple[str, list[Any]]]:
    """Yield `path: value` for each leaf, in order, or whole lists of objects and of rows with their paths."""
    todo: list[tuple[str, Any, int]] = [("", value, 0)]
    while todo:
        path, item, depth = todo.pop()
        if depth > _DEEPEST:
            raise Refused(Reason.CORRUPT, "the JSON is nested too deeply", "flatten the file")
        if whole_lists and (_is_list_of_objects(item) or _is_list_of_rows(item)):
            yield path, item
        elif isinstance(item, dict):
            below = [(f"{path}.{key}" if path else str(key), child, depth + 1) for key, child in item.items()]
            todo.extend(reversed(below))
        elif isinstance(item, list):
            todo.extend((path, child, depth + 1) for child in reversed(item))
        elif shown := _leaf(item):
            yield f"{path}: {shown}" if path else shown


FORMAT = FormatSpec(
    "json", "JSON", "records; one document each where they hold a text", SUFFIXES, looks_like, load, is_text=True
)
