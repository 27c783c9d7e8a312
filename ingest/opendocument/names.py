"""Names of OpenDocument's elements and attributes, with the usual prefixes: text:p."""

from __future__ import annotations

from functools import cache
from typing import Any

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = {
    **{name: f"{_ODF}{name}:1.0" for name in ("text", "table", "office", "presentation", "style", "meta", "chart")},
    "draw": f"{_ODF}drawing:1.0",
    "svg": f"{_ODF}svg-compatible:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
    "math": "http://www.w3.org/1998/Math/MathML",
}
_PREFIXES = {space: prefix for prefix, space in _SPACES.items()}


@cache
def key(name: str) -> str:
    """Return the full name for one with a prefix."""
    prefix, _, local = name.partition(":")
    return f"{{{_SPACES[prefix]}}}{local}"


def short_name(node: Any) -> str:
    """Return an element's name with its prefix; without one if its namespace is none of OpenDocument's."""
    if not isinstance(node.tag, str):
        return ""
    space, _, local = node.tag[1:].rpartition("}")
    return f"{_PREFIXES.get(space, '')}:{local}"


def get(node: Any, name: str) -> str:
    """Return an attribute's text; empty if it is missing."""
    return str(node.get(key(name)) or "")


def get_count(node: Any, name: str, most: int = 1 << 20) -> int:
    """Return an attribute's number from 1 to `most`; 1 if it is missing."""
    text = get(node, name)
    return max(1, min(int(text), most)) if text.isdecimal() and len(text) < 12 else 1
