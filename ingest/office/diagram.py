"""Diagrams of office files (SmartArt): their texts as items, below what they belong to."""

from __future__ import annotations

from typing import Any

from ingest.office.package import drawn_text, find_all
from ingest.text_builder import TextBuilder

_DRAWN = ("pres", "parTrans", "sibTrans")


def add_diagram(builder: TextBuilder, root: Any) -> None:
    """Add the texts of a diagram's data."""
    points = {str(node.get("modelId")): node for node in find_all(root, "pt") if node.get("type") not in _DRAWN}
    below: dict[str, list[tuple[int, str]]] = {}
    for node in find_all(root, "cxn"):
        if node.get("type") in (None, "parOf") and str(node.get("destId")) in points:
            order = str(node.get("srcOrd") or "0")
            place = int(order) if order.isdecimal() and len(order) < 9 else 0
            below.setdefault(str(node.get("srcId")), []).append((place, str(node.get("destId"))))
    todo = [(1, key) for key, node in reversed(points.items()) if node.get("type") == "doc"]
    seen: set[str] = set()
    while todo:
        level, key = todo.pop()
        if key in seen:
            continue
        seen.add(key)
        level = _add(builder, points[key], level)
        todo.extend((level, child) for _, child in sorted(below.get(key, ()), reverse=True))
    for key, node in points.items():
        if key not in seen:
            _add(builder, node, 1)


def _add(builder: TextBuilder, point: Any, level: int) -> int:
    """Add a point's text; return the level of what is below it."""
    text = " ".join(drawn_text(point).split())
    builder.add("item", f"- {text}" if text else "", level)
    return min(9, level + 1) if text else level
