"""Equations of Word documents as text on one line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from ingest.word.package import WORD_NAMESPACE

MATH_NAMESPACE = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
EQUATION = f"{MATH_NAMESPACE}oMath"
_LEFT_OUT = frozenset(f"{WORD_NAMESPACE}{name}" for name in ("del", "moveFrom", "rPr"))
_STYLED_LETTERS = re.compile("[\U0001d400-\U0001d7ff]+")
# What needs no parentheses as the half of a fraction or as an index.
_SIMPLE = re.compile(r"[\w.,′'°%∞]*\Z|\([^()]*\)\Z")
_ACCENTS = {"\u0305": "bar", "\u0304": "bar", "\u0302": "hat", "\u0303": "tilde", "\u0307": "dot", "\u20d7": "vec"}

Parts = Mapping[str, list[str]]


def write_equation(root: Any) -> str:
    """Return an equation on one line: `(a+b)/c`, `x_1`, `x^2`, `√(x)`, `∑_(i=1)^n x_i`."""
    nodes = list(root.iter())
    texts: dict[Any, str] = {}
    # Children come after their parents, so that backwards each node finds its children's texts ready.
    for node in reversed(nodes):
        texts[node] = _write_node(node, texts)
    return _STYLED_LETTERS.sub(lambda run: unicodedata.normalize("NFKC", run.group()), texts[root]).strip()


def _write_node(node: Any, texts: Mapping[Any, str]) -> str:
    if node.tag in _LEFT_OUT or not isinstance(node.tag, str):
        return ""
    name = node.tag.rsplit("}", 1)[-1]
    if name == "t":
        return node.text or ""
    if name.endswith("Pr"):
        return ""
    if not node.tag.startswith(MATH_NAMESPACE) or not (name in _WRITERS or name in _WRITERS_BY_PROPERTIES):
        return "".join(texts[child] for child in node)
    parts: dict[str, list[str]] = {}
    for child in node:
        parts.setdefault(str(child.tag).rsplit("}", 1)[-1], []).append(texts[child])
    if name in _WRITERS:
        return _WRITERS[name](parts)
    return _WRITERS_BY_PROPERTIES[name](parts, node.find(f"{MATH_NAMESPACE}{name}Pr"))


def _first(parts: Parts, name: str) -> str:
    return parts.get(name, [""])[0].strip()


def _grouped(text: str) -> str:
    return text if _SIMPLE.match(text) else f"({text})"


def _said(properties: Any, name: str, default: str) -> str:
    found = None if properties is None else properties.find(f"{MATH_NAMESPACE}{name}")
    return default if found is None else str(found.get(f"{MATH_NAMESPACE}val", default))


def _fraction(parts: Parts, properties: Any) -> str:
    above, below = _first(parts, "num"), _first(parts, "den")
    if _said(properties, "type", "bar") == "noBar":
        return f"({above}; {below})"
    return f"{_grouped(above)}/{_grouped(below)}"


def _scripts(parts: Parts) -> str:
    return f"{_grouped(_first(parts, 'e'))}{_indices(parts)}"


def _indices(parts: Parts) -> str:
    below, above = _first(parts, "sub"), _first(parts, "sup")
    return (f"_{_grouped(below)}" if below else "") + (f"^{_grouped(above)}" if above else "")


def _root(parts: Parts) -> str:
    degree = _first(parts, "deg")
    return f"{_grouped(degree)}√({_first(parts, 'e')})" if degree else f"√({_first(parts, 'e')})"


def _operator(parts: Parts, properties: Any) -> str:
    return f"{_said(properties, 'chr', '∫')}{_indices(parts)} {_first(parts, 'e')} "


def _delimited(parts: Parts, properties: Any) -> str:
    opening, closing = _said(properties, "begChr", "("), _said(properties, "endChr", ")")
    return f"{opening}{_said(properties, 'sepChr', '|').join(parts.get('e', []))}{closing}"


def _function(parts: Parts) -> str:
    argument = _first(parts, "e")
    return f"{_first(parts, 'fName')}{argument if argument[:1] == '(' else f'({argument})'}"


def _limit(parts: Parts) -> str:
    return f"{_first(parts, 'e')}_({_first(parts, 'lim')})"


def _accent(parts: Parts, properties: Any) -> str:
    sign = _said(properties, "chr", "\u0302")
    return f"{_ACCENTS[sign]}({_first(parts, 'e')})" if sign in _ACCENTS else f"{_first(parts, 'e')}{sign}"


def _lines(parts: Parts) -> str:
    return "; ".join([*parts.get("e", []), *parts.get("mr", [])])


def _matrix(parts: Parts) -> str:
    return f"[{_lines(parts)}]"


def _matrix_row(parts: Parts) -> str:
    return ", ".join(parts.get("e", []))


_WRITERS: Mapping[str, Callable[[Parts], str]] = {
    "sSub": _scripts,
    "sSup": _scripts,
    "sSubSup": _scripts,
    "sPre": lambda parts: f"{_indices(parts)}{_first(parts, 'e')}",
    "rad": _root,
    "func": _function,
    "limLow": _limit,
    "limUpp": _limit,
    "bar": lambda parts: f"bar({_first(parts, 'e')})",
    "eqArr": _lines,
    "m": _matrix,
    "mr": _matrix_row,
}
_WRITERS_BY_PROPERTIES: Mapping[str, Callable[[Parts, Any], str]] = {
    "f": _fraction,
    "nary": _operator,
    "d": _delimited,
    "acc": _accent,
}
