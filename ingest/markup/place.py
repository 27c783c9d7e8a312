"""Where text stands on a page: in which block, and in which cell of a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from graph.blocks import BlockKind
from ingest.markup.list_marks import first_number, list_mark, whole_number
from ingest.markup.main_part import find_main_parts, is_beside_text
from ingest.markup.table_parts import find_table_parts

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset(("ul", "ol", "dl", "menu"))
_INLINE_CODE_BLOCKS = frozenset(("pre", "listing", "xmp", "plaintext"))
# The most rows times columns that one cell covers: a span is a number that anybody may write.
_MAX_SPAN = 500


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its row and first column, how many of both it covers, and whether it is a name."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1
    named: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """The block that text belongs to; blocks of one kind are told apart by `key`.

    `level` is that of a heading, or the number of lists around an item; `mark` is an item's number or dash. A `term`
    names the items that follow it. Text of a table that is in no cell is its caption. `main` is set in the page's main
    part, as the page itself marks it.
    """

    kind: BlockKind = "paragraph"
    key: int = 0
    level: int = 0
    mark: str = ""
    term: bool = False
    cell: Cell | None = None
    main: bool = False


class Places:
    """Follows the elements of a parsed page; `enter` is called in the order of the page.

    `displays` is how elements are shown, as far as that is known.
    """

    def __init__(self, root: Any, displays: Mapping[Any, str]) -> None:
        self._key = 0
        self._parts = find_table_parts(root, displays)
        self._layout = _layout_tables(root, self._parts)
        self._main = find_main_parts(root)
        self._numbers: dict[int, int] = {}
        self._rows: dict[int, int] = {}
        self._next: dict[int, int] = {}
        self._taken: dict[int, dict[int, set[int]]] = {}

    def enter(self, node: Any, outer: Place) -> Place:
        """Return the place of what an element holds, given that of the element."""
        tag = self.tag(node)
        if node in self._main or (outer.main and is_beside_text(node)):
            outer = replace(outer, main=node in self._main)
        if outer.kind == "table":
            return self._in_table(node, outer)
        if tag == "table" and node not in self._layout:
            place = self._new("table", outer.level, outer)
            self._rows[place.key], self._taken[place.key] = -1, defaultdict(set)
            return place
        if tag in _HEADINGS:
            return self._new("heading", _HEADINGS[tag], outer)
        if tag in _INLINE_CODE_BLOCKS:
            return self._new("code", 0, outer)
        if tag in _LISTS:
            place = self._new("paragraph", outer.level + 1, outer)
            self._numbers[place.key] = first_number(node) if tag == "ol" else 0
            return place
        if tag in ("li", "dt", "dd"):
            return self._item(node, outer)
        return outer

    def tag(self, node: Any) -> Any:
        """Return what an element is: its own name, or the part of a table that it stands for."""
        return self._parts.get(node, node.tag) if self._parts else node.tag

    def _new(self, kind: BlockKind, level: int, outer: Place) -> Place:
        self._key += 1
        return Place(kind, self._key, level, main=outer.main)

    def _item(self, node: Any, outer: Place) -> Place:
        parent = node.getparent()
        numbered = parent is not None and parent.tag == "ol"
        if numbered:
            number = whole_number(node.get("value"), self._numbers.get(outer.key, 1))
            self._numbers[outer.key] = number - 1 if "reversed" in parent.attrib else number + 1
        mark = list_mark(number, parent) if numbered else "- " if node.tag == "li" else ""
        return replace(self._new("item", max(1, outer.level), outer), mark=mark, term=node.tag == "dt")

    def _in_table(self, node: Any, outer: Place) -> Place:
        tag = self.tag(node)
        if tag == "tr":
            self._rows[outer.key] += 1
            self._next[outer.key] = 0
            return replace(outer, cell=None)
        if tag not in ("td", "th") or self._rows[outer.key] < 0:
            return outer
        row, taken = self._rows[outer.key], self._taken[outer.key]
        column = self._next[outer.key]
        while column in taken[row]:
            column += 1
        columns = min(whole_number(node.get("colspan"), 1), _MAX_SPAN)
        rows = min(whole_number(node.get("rowspan"), 1), max(1, _MAX_SPAN // columns))
        self._next[outer.key] = column + columns
        for below in range(row + 1, row + rows):
            taken[below].update(range(column, column + columns))
        named = tag == "th" or self._is_in_head(node)
        return replace(outer, cell=Cell(row, column, rows, columns, named))

    def _is_in_head(self, cell: Any) -> bool:
        row = cell.getparent()
        group = row.getparent() if row is not None else None
        return group is not None and self.tag(group) == "thead"


def _layout_tables(root: Any, parts: Mapping[Any, str]) -> set[Any]:
    """Return the tables that only place things on the page: they hold a table or headings, or say so."""
    found = {node for node in root.iter("table") if node.get("role") in ("presentation", "none")}
    made = [node for node, part in parts.items() if part == "table"]
    for node in (*root.iter("table", *_HEADINGS), *made):
        around = node.iterancestors(*(() if parts else ("table",)))
        above = next((one for one in around if parts.get(one, one.tag) == "table"), None)
        if above is not None:
            found.add(above)
    return found
