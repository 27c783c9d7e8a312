"""What charts and diagrams of a Word document say, from the parts that hold their data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.text_builder import TextBuilder
from ingest.word.styles import integer_of

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
DIAGRAM_DATA = f"{_DGM}dataModel"
_MAX_POINTS, _MAX_SERIES, _MAX_DEPTH = 5_000, 200, 20
_LINKS_BETWEEN = ("presOf", "presParOf", "unknownRelationship")


@dataclass(frozen=True, slots=True)
class DiagramItem:
    """One text of a diagram: its depth, from 1, and the text it hangs below."""

    text: str
    level: int
    parent: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart's title and its values: a row of names, then a row per category."""

    title: str
    rows: tuple[tuple[str, ...], ...]


def add_graphic(builder: TextBuilder, root: Any) -> None:
    """Add what a chart or a diagram says, given the root of its part; nothing if the part is missing."""
    if root is None:
        return
    if root.tag == DIAGRAM_DATA:
        for item in read_diagram(root):
            builder.add("item", item.text, item.level, item.parent)
        return
    chart = read_chart(root)
    if chart.rows:
        builder.add_table(chart.rows, header=True, caption=chart.title)
    else:
        builder.add("paragraph", chart.title)


def read_diagram(root: Any) -> Iterator[DiagramItem]:
    """Yield the texts of a diagram's data in the order of its branches."""
    texts = {
        str(point.get("modelId")): _text(point.find(f"{_DGM}t"))
        for point in root.iter(f"{_DGM}pt")
        if point.get("type") not in ("pres", "parTrans", "sibTrans")
    }
    below: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    hanging: set[str] = set()
    for link in root.iter(f"{_DGM}cxn"):
        start, end = str(link.get("srcId")), str(link.get("destId"))
        if link.get("type") not in _LINKS_BETWEEN and start in texts and end in texts:
            below[start].append((integer_of(str(link.get("srcOrd")), 0), end))
            hanging.add(end)
    # Points in a ring hang from none another; they come last, so that none is lost.
    starts = [*(name for name in texts if name not in hanging), *(name for name in texts if name in hanging)]
    todo = [(name, 1, "") for name in reversed(starts)]
    done: set[str] = set()
    while todo:
        name, level, parent = todo.pop()
        if name in done:
            continue
        done.add(name)
        text = texts[name]
        if text:
            yield DiagramItem(text, level, parent)
        deeper = min(level + 1, _MAX_DEPTH) if text else level
        todo.extend((child, deeper, text or parent) for _, child in sorted(below[name], reverse=True))


def read_chart(root: Any) -> Chart:
    """Return what a chart says: its title, the titles of its axes, and the values last computed."""
    title = _text(root.find(f"{_C}chart/{_C}title"))
    categories, measures = (
        [_text(axis.find(f"{_C}title")) for axis in root.iter(*tags)]
        for tags in ((f"{_C}catAx", f"{_C}dateAx"), (f"{_C}valAx",))
    )
    rows: dict[int, list[str]] = {}
    names = [next(filter(None, categories), "")]
    for series in list(root.iter(f"{_C}ser"))[:_MAX_SERIES]:
        names.append(_text_of_name(series.find(f"{_C}tx")) or f"series {len(names)}")
        for axis in ("cat", "xVal"):
            for place, value in _points(series.find(f"{_C}{axis}")):
                rows.setdefault(place, [value])
        for axis in ("val", "yVal"):
            for place, value in _points(series.find(f"{_C}{axis}")):
                row = rows.setdefault(place, [str(place + 1)])
                row.extend([""] * (len(names) - 1 - len(row)))
                row.append(value)
    title = " – ".join(dict.fromkeys(filter(None, (title, *measures))))
    lines = [tuple(row) for _, row in sorted(rows.items()) if len(row) > 1]
    return Chart(title, (tuple(names), *lines) if lines else ())


def _points(node: Any) -> Iterator[tuple[int, str]]:
    """Yield the values of an axis; several levels of categories are joined, the outermost first."""
    if node is None:
        return
    levels = [list(level) for level in node.iter(f"{_C}lvl")] or [list(node.iter(f"{_C}pt"))]
    values: dict[int, list[str]] = {}
    for level in reversed(levels):
        for point in level[:_MAX_POINTS]:
            values.setdefault(integer_of(str(point.get("idx")), 0), []).append(_value(point))
    yield from ((place, " ".join(filter(None, found))) for place, found in sorted(values.items()))


def _value(point: Any) -> str:
    """Return a value without the noise of binary fractions."""
    text = " ".join((point.findtext(f"{_C}v") or "").split())
    try:
        return f"{float(text):.12g}" if "." in text and len(text) > 12 else text
    except ValueError:
        return text


def _text_of_name(node: Any) -> str:
    return "" if node is None else " ".join(value.text or "" for value in node.iter(f"{_C}v")).strip()


def _text(node: Any) -> str:
    """Return the text of a shape: its paragraphs on one line."""
    if node is None:
        return ""
    paragraphs = ("".join(piece.text or "" for piece in one.iter(f"{_A}t")) for one in node.iter(f"{_A}p"))
    return " ".join(" ".join(paragraphs).split()) or _text_of_name(node)
