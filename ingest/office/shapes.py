"""The shapes of a slide in the order in which they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.office.package import find_all, local_name

_SHAPES = ("sp", "pic", "graphicFrame", "cxnSp", "contentPart")
# Shapes whose upper edges differ by less, in EMU, stand in one line.
_LINE = 300_000


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape with the kind of its placeholder, if it is one, and the shapes of layout and master that it follows."""

    node: Any
    placeholder: str
    models: tuple[Any, ...]
    description: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class _Models:
    """The placeholders of a slide's layout by kind and number, and those of its master by kind."""

    exact: Mapping[tuple[str, str], Any]
    kinds: Mapping[str, Any]

    @staticmethod
    def read(layouts: Sequence[Any]) -> _Models:
        places = [[(key, node) for node in find_all(one, *_SHAPES) if (key := _placeholder(node))] for one in layouts]
        exact = dict(places[0]) if places else {}
        return _Models(exact, {key[0]: node for one in places for key, node in one})

    def of(self, node: Any) -> tuple[Any, ...]:
        """Return the shapes that a placeholder follows, nearest first."""
        key = _placeholder(node)
        if not key:
            return ()
        kind = {"subTitle": "body", "obj": "body", "ctrTitle": "title"}.get(key[0], key[0])
        found = (self.exact.get(key), self.kinds.get(kind))
        return tuple(one for one in found if one is not None)


def choose_alternatives(root: Any) -> None:
    """Keep of each part that is given in two ways the one with text, else the first."""
    for node in list(find_all(root, "AlternateContent")):
        ways = list(node)
        if not ways:
            continue
        kept = next((way for way in ways if any(one.text for one in find_all(way, "t"))), ways[0])
        for way in ways:
            if way is not kept:
                node.remove(way)


def list_shapes(root: Any, layouts: Sequence[Any] = ()) -> list[Shape]:
    """Return the shapes from top to bottom, then from left to right; those of a group together."""
    models = _Models.read(layouts)
    found: list[Shape] = []
    todo = list(find_all(root, "spTree"))[:1]
    while todo:
        node = todo.pop()
        if local_name(node) in _SHAPES:
            key = _placeholder(node)
            about = next(find_all(node, "cNvPr"), None)
            described = "" if about is None else str(about.get("descr") or "")
            hidden = about is not None and str(about.get("hidden")) in ("1", "true")
            found.append(Shape(node, key[0] if key else "", models.of(node), described, hidden))
        else:
            children = [child for child in node if local_name(child) in (*_SHAPES, "grpSp", "AlternateContent")]
            children = children or [one for child in node for one in child if local_name(node) == "AlternateContent"]
            todo.extend(reversed(_in_lines(children, models)))
    return found


def _in_lines(nodes: list[Any], models: _Models) -> list[Any]:
    """Sort shapes by their lines, and each line from left to right; unplaced ones stay first."""
    placed = sorted(((_place(node, models), order, node) for order, node in enumerate(nodes)), key=lambda one: one[:2])
    lines: list[list[tuple[tuple[int, int], int, Any]]] = []
    for one in placed:
        if lines and one[0][0] - lines[-1][0][0][0] < _LINE:
            lines[-1].append(one)
        else:
            lines.append([one])
    return [node for line in lines for _, _, node in sorted(line, key=lambda one: (one[0][1], one[1]))]


def _place(node: Any, models: _Models) -> tuple[int, int]:
    """Return the upper edge and the left edge of a shape, else of the layout's shape."""
    if local_name(node) == "AlternateContent":
        node = next((one for way in node for one in way), node)
    for one in (node, *models.of(node)):
        if (offset := next(find_all(one, "off"), None)) is not None:
            return _number(offset.get("y")), _number(offset.get("x"))
    return -1, -1


def _placeholder(node: Any) -> tuple[str, str] | None:
    """Return the kind and number of a placeholder; None for another shape. The title has no number."""
    if local_name(node) == "grpSp":
        return None
    found = next(find_all(node, "ph"), None)
    if found is None:
        return None
    kind = str(found.get("type") or "body")
    return kind, "" if kind in ("title", "ctrTitle") else str(found.get("idx") or "0")


def _number(value: Any) -> int:
    text = str(value or "")
    return int(text) if text.lstrip("-").isdecimal() and len(text) < 15 else -1
