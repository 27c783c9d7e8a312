"""Charts of office files: their titles, and the values they show as a table."""

from __future__ import annotations

from typing import Any

from ingest.office.package import drawn_text, find_all, local_name
from ingest.text_builder import TextBuilder

_MAX_POINTS = 10_000


def add_chart(builder: TextBuilder, root: Any, values: bool) -> None:
    """Add a chart's title, and with `values` a row for each category."""
    title = next((" ".join(drawn_text(node).split()) for node in find_all(root, "title")), "")
    series = [node for node in find_all(root, "ser") if local_name(node.getparent()).endswith(("Chart", "chart"))]
    columns = [_points(node, "val", "yVal") for node in series] if values else []
    if not any(columns):
        builder.add("paragraph", f"Chart: {title}" if title else "")
        return
    names = [_label(node) or f"Series {number}" for number, node in enumerate(series, 1)]
    categories = next((found for node in series if (found := _points(node, "cat", "xVal"))), {})
    places = sorted({place for column in (categories, *columns) for place in column})
    rows = [[categories.get(place, ""), *(column.get(place, "") for column in columns)] for place in places]
    axes = [_axis_title(node) for node in find_all(root, "catAx", "dateAx")]
    head = next(filter(None, axes), "Category")
    builder.add_table([[head, *names], *rows], header=True, caption=f"Chart: {title}" if title else "Chart")


def _label(series: Any) -> str:
    return next(
        (" ".join("".join(v.text or "" for v in find_all(node, "v")).split()) for node in find_all(series, "tx")), ""
    )


def _axis_title(axis: Any) -> str:
    return next((" ".join(drawn_text(node).split()) for node in find_all(axis, "title")), "")


def _points(series: Any, *names: str) -> dict[int, str]:
    """Return the values stored with a chart by their place."""
    found: dict[int, str] = {}
    for node in find_all(series, *names):
        for point in find_all(node, "pt"):
            place = str(point.get("idx") or "")
            value = "".join(one.text or "" for one in find_all(point, "v"))
            if place.isdecimal() and len(found) < _MAX_POINTS and len(place) < 8:
                found[int(place)] = _rounded(value)
    return found


def _rounded(value: str) -> str:
    """Return a number without the noise of its binary form."""
    try:
        return f"{float(value):.12g}" if "." in value else value
    except ValueError:
        return value
