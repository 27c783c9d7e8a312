"""Tables of prose: those of HTML, and those of DocBook with rows of entries."""

from __future__ import annotations

from typing import Any

from ingest.elements.names import name_of, plain_text
from ingest.load.html import add_visible
from ingest.text_builder import TextBuilder

_HTML_NAMES = frozenset("table caption thead tbody tfoot tr th td colgroup col".split())


def add_element_table(builder: TextBuilder, node: Any, name: str) -> bool:
    """Add a table; return whether the element is one."""
    rows = [inner for inner in node.iter() if name_of(inner) in ("row", "tr")]
    if not rows:
        return False
    caption = " ".join(plain_text(child) for child in node if name_of(child) in ("title", "label", "head"))
    table = next((inner for inner in node.iter("{*}table") if len(inner)), node)
    if name_of(rows[0]) == "tr":
        if caption or name == "table-wrap":
            captions = [plain_text(child) for child in node if name_of(child) == "caption" and table is not node]
            builder.add("paragraph", " ".join(filter(None, (caption, *captions))))
        add_visible(builder, _as_html(table))
        for foot in node.iter("{*}table-wrap-foot"):
            builder.add("note", plain_text(foot))
        return True
    header = any(name_of(row.getparent()) == "thead" or row.get("role") == "label" for row in rows)
    builder.add_table([_cells(row) for row in rows], header=header, caption=caption)
    return True


def _cells(row: Any) -> list[str]:
    return [plain_text(cell) for cell in row if isinstance(cell.tag, str)]


def _as_html(table: Any) -> str:
    """Return the rows and cells of a table as HTML, with what they span."""
    from html import escape

    from lxml import etree

    parts: list[str] = []
    depth = 0
    for event, node in etree.iterwalk(table, events=("start", "end")):
        name = name_of(node)
        known = name in _HTML_NAMES
        if event == "end":
            parts.append(f"</{name}>" if known else " " if name in ("p", "para") else "")
            parts.append(escape(node.tail or "") if depth and node is not table else "")
            continue
        depth += 1
        spans = "".join(f' {key}="{escape(node.get(key))}"' for key in ("rowspan", "colspan") if node.get(key))
        parts.append((f"<{name}{spans}>" if known else "") + escape(node.text or ""))
    return "".join(parts)
