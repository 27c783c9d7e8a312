"""Replies that match a JSON schema: parsed, validated, and requested once more if they do not match."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rag.llm.faults import SchemaMismatch
from rag.llm.protocol import Completion, Message

AskModel = Callable[[Sequence[Message]], Completion]

_FENCE = re.compile(r"```(?:json)?\s*(.*?)```", re.DOTALL)
_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
_MISSING = object()


def complete_with_schema(ask: AskModel, messages: Sequence[Message], schema: Mapping[str, Any]) -> Completion:
    """Return a reply whose text is JSON that matches the schema; one that does not is sent back once with the error."""
    first = ask(messages)
    value, wrong = _read(first, schema)
    if not wrong:
        return replace(first, text=json.dumps(value, ensure_ascii=False))
    again = [
        *messages,
        Message("assistant", first.text),
        Message("user", f"That does not fit: {wrong}. {schema_instruction(schema)}"),
    ]
    second = ask(again)
    second = replace(second, usage=first.usage + second.usage)
    value, wrong = _read(second, schema)
    if wrong:
        said = f"{second.model} gave no fitting JSON, asked twice: {wrong}"
        raise SchemaMismatch(said, "use a more capable model", second.usage)
    return replace(second, text=json.dumps(value, ensure_ascii=False))


def schema_instruction(schema: Mapping[str, Any]) -> str:
    """Phrase the schema as an instruction for a server that cannot enforce it."""
    return f"Reply with JSON only, fitting this JSON schema: {json.dumps(schema, ensure_ascii=False)}"


def _read(reply: Completion, schema: Mapping[str, Any]) -> tuple[Any, str]:
    value = parse_json(reply.text)
    if value is not _MISSING:
        return value, find_mismatch(value, schema)
    if reply.finish_reason == "length":
        said = f"{reply.model}'s reply was cut before its JSON ended"
        raise SchemaMismatch(said, "allow more tokens for the reply", reply.usage, cut=True)
    return value, "it is not JSON"


def parse_json(text: str) -> Any:
    """Return the first JSON value in a text, ignoring a code fence or text around it; `_MISSING` if there is none."""
    fence = _FENCE.search(text)
    text = (fence.group(1) if fence else text).strip()
    decoder = json.JSONDecoder(parse_constant=_refuse)
    starts = [0, *(match.start() for match in re.finditer(r"[{\[]", text[:2000]))]
    for start in starts[:20]:
        try:
            return decoder.raw_decode(text, start)[0]
        except (ValueError, RecursionError):
            continue
    return _MISSING


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def find_mismatch(
    value: Any, schema: Mapping[str, Any], place: str = "the reply", root: Mapping[str, Any] | None = None
) -> str:
    """Describe how a value violates the schema; empty if it matches.

    Supports the keywords that typed models use: type, properties, required, additionalProperties, items, enum, const,
    anyOf, $ref into the schema itself, and the bounds of numbers, strings and arrays.
    """
    root = schema if root is None else root
    if "$ref" in schema:
        return find_mismatch(value, _referred(schema["$ref"], root), place, root)
    if "anyOf" in schema:
        faults = [find_mismatch(value, each, place, root) for each in schema["anyOf"]]
        return "" if "" in faults else faults[0]
    if "enum" in schema and value not in schema["enum"]:
        return f"{place} must be one of {json.dumps(schema['enum'], ensure_ascii=False)}"
    if "const" in schema and value != schema["const"]:
        return f"{place} must be {json.dumps(schema['const'], ensure_ascii=False)}"
    wanted = schema.get("type")
    names = [wanted] if isinstance(wanted, str) else list(wanted or ())
    if names and not any(_is(value, name) for name in names):
        return f"{place} must be of type {' or '.join(names)}"
    return _bounds_mismatch(value, schema, place) or _nested_mismatch(value, schema, place, root)


def _is(value: Any, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, _TYPES.get(name, ()))


def _referred(reference: str, root: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Any = root
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return found if isinstance(found, Mapping) else {}


def _bounds_mismatch(value: Any, schema: Mapping[str, Any], place: str) -> str:
    size: float | None = None
    low, high = "minimum", "maximum"
    if isinstance(value, int | float) and not isinstance(value, bool):
        size = value
    elif isinstance(value, str):
        size, low, high = len(value), "minLength", "maxLength"
    elif isinstance(value, list):
        size, low, high = len(value), "minItems", "maxItems"
    if size is not None and low in schema and size < schema[low]:
        return f"{place} breaks {low} {schema[low]}"
    if size is not None and high in schema and size > schema[high]:
        return f"{place} breaks {high} {schema[high]}"
    return ""


def _nested_mismatch(value: Any, schema: Mapping[str, Any], place: str, root: Mapping[str, Any]) -> str:
    if isinstance(value, list) and isinstance(schema.get("items"), Mapping):
        faults = (find_mismatch(each, schema["items"], f"{place}[{n}]", root) for n, each in enumerate(value))
        return next((fault for fault in faults if fault), "")
    if not isinstance(value, dict):
        return ""
    absent = [name for name in schema.get("required", ()) if name not in value]
    if absent:
        return f"{place} lacks {', '.join(absent)}"
    known = schema.get("properties", {})
    extra = [name for name in value if name not in known]
    if extra and schema.get("additionalProperties") is False:
        return f"{place} must not have {', '.join(extra)}"
    faults = (find_mismatch(value[name], known[name], f"{place}.{name}", root) for name in value if name in known)
    return next((fault for fault in faults if fault), "")
