"""Tables that a page makes of other elements than those of tables: by their roles, their styles, or usual classes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

_NATIVE = frozenset("table tr td th thead tbody tfoot caption".split())
_GROUPS = frozenset(("thead", "tbody", "tfoot"))
_ROLES = {
    "table": "table",
    "grid": "table",
    "treegrid": "table",
    "rowgroup": "tbody",
    "row": "tr",
    "cell": "td",
    "gridcell": "td",
    "columnheader": "th",
    "rowheader": "th",
}
_DISPLAYS = {
    "table": "table",
    "table-row-group": "tbody",
    "table-header-group": "thead",
    "table-footer-group": "tfoot",
    "table-row": "tr",
    "table-cell": "td",
    "table-caption": "caption",
}
# What classes of such elements end in, without hyphens.
_CLASSES = (
    ("tableheadergroup", "thead"),
    ("tableheading", "thead"),
    ("tablerowgroup", "tbody"),
    ("tablebody", "tbody"),
    ("tablefoot", "tfoot"),
    ("tablerow", "tr"),
    ("tableheadercell", "th"),
    ("tablehead", "th"),
    ("tablecell", "td"),
)
# What stands in no cell of data.
_BLOCKS = ("h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "p", "article", "section", "form")
_MAX_CELL_CHARS, _MAX_DEPTH = 300, 4


def find_table_parts(root: Any, displays: Mapping[Any, str]) -> dict[Any, str]:
    """Return the elements that are parts of tables without being named so, each with the name of that part.

    `displays` is how elements are shown, as far as that is known.
    """
    given = {node: part for node in root.iter() if (part := _part(node, displays))}
    rows: defaultdict[Any, list[tuple[Any, list[Any]]]] = defaultdict(list)
    for row, part in given.items():
        if part == "tr" and (cells := list(_cells(row, given))):
            rows[_owner(row, given)].append((row, cells))
    found: dict[Any, str] = {}
    for owner, held in rows.items():
        if owner is not None and sum(len(cells) > 1 for _, cells in held) > 1 and _holds_rows(owner, given):
            found[owner] = "table"
            for row, cells in held:
                found[row] = "tr"
                found.update((cell, given[cell]) for cell in cells)
                group = row.getparent()
                if given.get(group) in _GROUPS:
                    found[group] = given[group]
    return found


def _part(node: Any, displays: Mapping[Any, str]) -> str:
    """Return the part of a table that an element is by its role, style or class; empty if it is none, or named so."""
    if not isinstance(node.tag, str) or (node.tag in _NATIVE and node.tag != "td"):
        return ""
    role = _ROLES.get(node.get("role") or "", "")
    if node.tag == "td":
        return "th" if role == "th" else ""
    part = role or _DISPLAYS.get(displays.get(node, ""), "")
    if part or "table" not in (node.get("class") or "").lower():
        return part
    names = [name.lower().replace("-", "").replace("_", "") for name in node.get("class").split()]
    return next((part for ending, part in _CLASSES if any(name.endswith(ending) for name in names)), "")


def _cells(row: Any, given: Mapping[Any, str]) -> Iterator[Any]:
    """Yield the cells of a row; nothing if what they hold are parts of the page rather than data."""
    cells: list[Any] = []
    todo = [(child, 1) for child in reversed(row)]
    while todo:
        node, depth = todo.pop()
        part = given.get(node)
        if part in ("td", "th"):
            cells.append(node)
        elif part is None and depth < _MAX_DEPTH:
            todo.extend((child, depth + 1) for child in reversed(node))
    if row.get("role") == "row" or all(map(_is_short, cells)):
        yield from cells


def _is_short(cell: Any) -> bool:
    if next(cell.iterdescendants(*_BLOCKS), None) is not None:
        return False
    length = 0
    for text in cell.itertext():
        length += len(text)
        if length > _MAX_CELL_CHARS:
            return False
    return True


def _owner(row: Any, given: Mapping[Any, str]) -> Any:
    """Return the element that holds the rows: the nearest that is a table, else the one right around them."""
    around = row.getparent()
    node = around
    for _ in range(_MAX_DEPTH):
        if node is None:
            break
        if given.get(node) == "table":
            return node
        node = node.getparent()
    return around.getparent() if given.get(around) in _GROUPS else around


def _holds_rows(owner: Any, given: Mapping[Any, str]) -> bool:
    """Return whether an element is a table, or holds nothing but rows and groups of them."""
    return given.get(owner) == "table" or all(given.get(child) in (*_GROUPS, "tr", "caption") for child in owner)
