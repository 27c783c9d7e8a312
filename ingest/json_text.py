"""Parse JSON as people write it: with comments, commas after the last element, single quotes, or one value a line."""

from __future__ import annotations

import json
import re
from typing import Any

from graph.errors import Reason, Refused

# A string, or what JSON does not have but people write: comments, and commas after the last element.
# All repeats are possessive or end at the end of the text, so that no input takes more than linear time.
_NO_JSON = re.compile(
    r'(?P<string>"(?:[^"\\\n]|\\.)*+"?)|//[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|,(?=\s*+(?://[^\n]*+\s*+)*+[\]}])'
)
# A string, or what other languages write: single quotes, names without quotes.
_NO_QUOTES = re.compile(
    r'(?P<string>"(?:[^"\\\n]|\\.)*+"?)|\'(?P<single>(?:[^\'\\\n]|\\.)*+)\'?|(?P<key>(?<![\w$-])[A-Za-z_$][\w$-]*+)(?=\s*:)'
    r"|(?<![\w.])(?P<word>True|False|None|undefined|nan)(?![\w.])"
)
_WORDS = {"True": "true", "False": "false", "None": "null", "undefined": "null", "nan": "NaN"}


def parse_json(text: str) -> tuple[Any, tuple[str, ...]]:
    """Parse JSON, or JSON Lines as a list, and return notes on what was left out; numbers stay as written.

    The values of a key that an object has twice become a list. A broken line of JSON Lines costs that line alone.
    """
    text = text.removeprefix("\ufeff")
    try:
        return _loads(text), ()
    except ValueError as error:
        whole = error
    plain = _NO_JSON.sub(lambda match: match.group("string") or " ", text)
    for other in (plain, _NO_QUOTES.sub(_quoted, plain)):
        try:
            return _loads(other), ()
        except ValueError:
            continue
    values, broken = _read_lines(text)
    if len(values) > len(broken) and isinstance(values[0], dict | list) and len(values) + len(broken) > 1:
        return values, tuple(broken)
    raise Refused(Reason.CORRUPT, f"not valid JSON: {whole}", "mend the file")


def _quoted(match: re.Match[str]) -> str:
    """Return a string, a name or a word as JSON writes it."""
    if (single := match.group("single")) is not None:
        inside = single.replace("\\'", "'")
        return '"' + re.sub(r'(?<!\\)"', '\\"', inside) + '"'
    if key := match.group("key"):
        return f'"{key}"'
    return match.group("string") or _WORDS[match.group("word")]


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
        return json.loads(
            text, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_object, strict=False
        )
    except RecursionError:
        raise Refused(Reason.CORRUPT, "the JSON is nested too deeply", "flatten the file")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; a key that is there more than once has a list of its values."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    values: dict[str, list[Any]] = {}
    for key, value in pairs:
        values.setdefault(key, []).append(value)
    return {key: several[0] if len(several) == 1 else several for key, several in values.items()}
