"""What the styles of an OpenDocument file say: what is hidden, and how lists are numbered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ingest.opendocument.names import get, get_count, key, short_name
from ingest.roman import write_roman

_MAX_PARENTS = 20


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How a level of a list is numbered; without a format it has bullets."""

    format: str = ""
    prefix: str = ""
    suffix: str = ""
    start: int = 1
    levels: int = 1

    def mark(self, counts: list[int]) -> str:
        """Return the mark of an item, given the numbers of its levels."""
        if not self.format:
            return "- "
        numbers = ".".join(_number(one, self.format) for one in counts[-self.levels :])
        return f"{self.prefix}{numbers}{self.suffix} "


class Styles:
    """The styles of all parts by name."""

    def __init__(self, *roots: Any) -> None:
        self._hidden: dict[str, bool] = {}
        self._raised: dict[str, bool] = {}
        self._struck: dict[str, bool] = {}
        self._parents: dict[str, str] = {}
        self._lists: dict[tuple[str, int], NumberStyle] = {}
        # Nearer parts come later and win.
        for root in dict.fromkeys(one for one in roots if one is not None):
            for node in root.iter(key("style:style"), key("text:list-style")):
                self._read(node)

    def is_hidden(self, name: str) -> bool:
        """Return whether what has the style is not shown."""
        return self._look_up(self._hidden, name)

    def is_raised(self, name: str) -> bool:
        """Return whether what has the style stands raised."""
        return self._look_up(self._raised, name)

    def is_struck(self, name: str) -> bool:
        """Return whether what has the style is struck out."""
        return self._look_up(self._struck, name)

    def _look_up(self, said: dict[str, bool], name: str) -> bool:
        """Return what the style says, or the nearest of those that it is based on."""
        for _ in range(_MAX_PARENTS):
            if not name or name in said:
                break
            name = self._parents.get(name, "")
        return said.get(name, False)

    def numbering(self, name: str, level: int) -> NumberStyle:
        return self._lists.get((name, level), NumberStyle())

    def _read(self, node: Any) -> None:
        name = get(node, "style:name")
        if short_name(node) == "text:list-style":
            for one in node.iterchildren(key("text:list-level-style-number")):
                self._lists[name, get_count(one, "text:level")] = NumberStyle(
                    get(one, "style:num-format"),
                    get(one, "style:num-prefix"),
                    get(one, "style:num-suffix"),
                    get_count(one, "text:start-value"),
                    get_count(one, "text:display-levels"),
                )
            return
        self._parents[name] = get(node, "style:parent-style-name")
        for one in node:
            shown = {
                "style:text-properties": get(one, "text:display") != "none",
                "style:table-properties": get(one, "table:display") != "false",
                "style:section-properties": get(one, "text:display") != "none",
                "style:drawing-page-properties": get(one, "presentation:visibility") != "hidden",
            }.get(short_name(one), True)
            if not shown or get(one, "text:display"):
                self._hidden[name] = not shown
            if position := get(one, "style:text-position"):
                self._raised[name] = position.startswith("super") or position[:1].isdecimal()
            if line := get(one, "style:text-line-through-style") or get(one, "style:text-line-through-type"):
                self._struck[name] = line != "none"


def _number(number: int, shape: str) -> str:
    if shape in ("a", "A"):
        letter = chr(97 + (number - 1) % 26) * min(10, 1 + (number - 1) // 26)
        return letter if shape == "a" else letter.upper()
    if shape in ("i", "I"):
        return write_roman(number) if shape == "i" else write_roman(number).upper()
    return str(number)
