"""The texts and tables of shapes: paragraphs, bullets, numbers and links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.text.clean import clean_line
from ingest.office.package import attribute, find_all, local_name
from ingest.office.shapes import Shape
from ingest.raised import show_text
from ingest.roman import write_roman
from ingest.table import read_table
from ingest.text_builder import TextBuilder

_BODIES = ("body", "obj", "subTitle")


def is_bulleted(shape: Shape) -> bool:
    """Return whether the paragraphs of a shape have bullets unless they say otherwise."""
    if shape.placeholder not in ("body", "obj"):
        return False
    styles = (style for one in (shape.node, *shape.models[:1]) for style in find_all(one, "lvl1pPr"))
    return not any(local_name(child) == "buNone" for style in styles for child in style)


def add_body(into: TextBuilder, body: Any, bulleted: bool, links: Mapping[str, str]) -> None:
    """Add the paragraphs of a text, those with bullets or numbers as items."""
    paragraphs = [(node, paragraph_text(node, links)) for node in find_all(body, "p")]
    several = sum(bool(text.strip()) for _, text in paragraphs) > 1
    counts: list[int] = []
    for node, text in paragraphs:
        if not text.strip():
            continue
        about = next((child for child in node if local_name(child) == "pPr"), None)
        marks = {} if about is None else {local_name(child): child for child in about}
        level = 1 if about is None else 1 + min(8, _count(about.get("lvl")))
        numbered = marks.get("buAutoNum")
        plain = "buNone" in marks or not ((bulleted and several) or "buChar" in marks or numbered is not None)
        counts = [*counts[:level], *[0] * (level - len(counts))]
        if plain:
            counts = []
            into.add("paragraph", text)
            continue
        counts[-1] = 0 if numbered is None else max(counts[-1] + 1, _count(numbered.get("startAt")))
        mark = "- " if numbered is None else f"{_number_mark(counts[-1], str(numbered.get('type')))} "
        into.add("item", mark + text.strip(), level)


def paragraph_text(paragraph: Any, links: Mapping[str, str]) -> str:
    """Return a paragraph's text; the address of a link follows its words."""
    parts: list[str] = []
    for node in find_all(paragraph, "t", "br", "tab"):
        if local_name(node) == "br":
            parts.append("\n")
            continue
        parent = node.getparent()
        if local_name(parent) == "fld" and str(parent.get("type")) == "slidenum":
            continue
        parts.append(_as_it_looks(node.text or "", parent))
        address = next((links.get(attribute(link, "id"), "") for link in find_all(parent, "hlinkClick")), "")
        if address and address not in "".join(parts[-3:]):
            parts.append(f" ({address})")
    return "".join(parts)


def _as_it_looks(text: str, run: Any) -> str:
    properties = _run_properties(run)
    if properties is None:
        return text
    raised = str(properties.get("baseline") or "0").lstrip("0")[:1].isdecimal()
    beside = (_is_struck(_run_properties(one)) for one in (run.getprevious(), run.getnext()))
    return show_text(text, raised, _is_struck(properties), *beside)


def _run_properties(run: Any) -> Any:
    return None if run is None else next((child for child in run if local_name(child) == "rPr"), None)


def _is_struck(properties: Any) -> bool:
    return properties is not None and properties.get("strike") in ("sngStrike", "dblStrike")


def add_table(into: TextBuilder, table: Any) -> None:
    """Add a table; a cell over several rows is in each of them, a name over several columns in each."""
    rows: list[list[str]] = []
    for node in find_all(table, "tr"):
        row: list[str] = []
        for cell in (child for child in node if local_name(child) == "tc"):
            text = clean_line(" ".join(paragraph_text(one, {}) for one in find_all(cell, "p")), 10_000)
            if attribute(cell, "vMerge") in ("1", "true") and rows and len(row) < len(rows[-1]):
                text = rows[-1][len(row)]
            elif attribute(cell, "hMerge") in ("1", "true") and row and not rows:
                text = row[-1]
            row.append(text)
        rows.append(row)
    about = next(find_all(table, "tblPr"), None)
    if about is not None and str(about.get("firstRow")) in ("1", "true") and len(rows) > 1 and any(rows[0]):
        into.add_table(rows, header=True)
        return
    read = read_table(rows)
    into.add_table(read.lines, bool(read.names), read.caption)


def _number_mark(number: int, kind: str) -> str:
    """Return the mark of a numbered item: 1. or a) or (IV)."""
    if kind.startswith("alpha"):
        mark = chr(97 + (number - 1) % 26)
    elif kind.startswith("roman"):
        mark = write_roman(number)
    else:
        mark = str(number)
    mark = mark.upper() if "Uc" in kind else mark
    return f"({mark})" if kind.endswith("ParenBoth") else f"{mark})" if kind.endswith("ParenR") else f"{mark}."


def _count(value: Any) -> int:
    text = str(value or "")
    return int(text) if text.isdecimal() and len(text) < 6 else 0
