"""The numbers that Word writes before the items of lists and before headings, which no text of the file holds."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ingest.roman import write_roman
from ingest.word.package import WORD_NAMESPACE
from ingest.word.styles import attribute, integer_of, is_on, value_of

MAX_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_MAX_ROMAN, _MAX_LETTERS = 4_000, 26 * 20


@dataclass(frozen=True, slots=True)
class ListLevel:
    """How one level of a list is numbered: `text` holds `%1` for the number of level 1."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    restarts_after: int = MAX_LEVELS
    legal: bool = False


@dataclass(frozen=True, slots=True)
class ListLabel:
    """What stands before an item: empty for a bullet; `level` counts from 0."""

    text: str
    level: int
    bullet: bool


class Numbering:
    """Counts the items of a document's lists in reading order; `root` is that of the numbering, if there is any."""

    def __init__(self, root: Any) -> None:
        nodes = [] if root is None else list(root)
        self._lists = {attribute(n, "numId"): n for n in nodes if n.tag == f"{WORD_NAMESPACE}num"}
        self._kinds = {attribute(n, "abstractNumId"): n for n in nodes if n.tag == f"{WORD_NAMESPACE}abstractNum"}
        styled = ((value_of(kind, "styleLink"), name) for name, kind in self._kinds.items())
        self._styled = {style: name for style, name in styled if style}
        self._levels: dict[str, tuple[str, list[ListLevel]]] = {}
        self._counts: defaultdict[str, list[int | None]] = defaultdict(lambda: [None] * MAX_LEVELS)
        self._begun: set[tuple[str, int]] = set()

    def knows(self, number: str) -> bool:
        """Return whether there is a list of this number; 0 stands for none."""
        return number in self._lists and number != "0"

    def next_label(self, number: str, level: int) -> ListLabel:
        """Count one item of a list that is known, and return what stands before it."""
        level = min(max(level, 0), MAX_LEVELS - 1)
        kind, levels = self._resolve(number)
        counts = self._counts[kind]
        own = levels[level]
        restarted = (number, level) not in self._begun and self._override(number, level) is not None
        self._begun.add((number, level))
        before = counts[level]
        counts[level] = own.start if before is None or restarted else before + 1
        for deeper in range(level + 1, MAX_LEVELS):
            if level < levels[deeper].restarts_after:
                counts[deeper] = None
        for higher in range(level):
            if counts[higher] is None:
                counts[higher] = levels[higher].start
        if own.format in ("bullet", "none") and not _PLACE.search(own.text):
            return ListLabel("" if own.format == "bullet" else own.text, level, own.format == "bullet")
        return ListLabel(_fill(own, levels, counts), level, bullet=False)

    def _resolve(self, number: str) -> tuple[str, list[ListLevel]]:
        """Return the definition that a list shares with others, and its nine levels."""
        if number not in self._levels:
            node = self._lists[number]
            kind = value_of(node, "abstractNumId")
            linked = value_of(self._kinds.get(kind), "numStyleLink")
            kind = self._styled.get(linked, kind)
            own = [one.find(f"{WORD_NAMESPACE}lvl") for one in node.iterchildren(f"{WORD_NAMESPACE}lvlOverride")]
            shared = self._kinds.get(kind)
            found = [] if shared is None else shared.findall(f"{WORD_NAMESPACE}lvl")
            levels = [ListLevel(text=f"%{place + 1}.") for place in range(MAX_LEVELS)]
            for one in [*found, *(level for level in own if level is not None)]:
                place = integer_of(attribute(one, "ilvl"), MAX_LEVELS)
                if place < MAX_LEVELS:
                    levels[place] = _read_level(one)
            for place in range(MAX_LEVELS):
                start = self._override(number, place)
                if start is not None:
                    one = levels[place]
                    levels[place] = ListLevel(one.format, one.text, start, one.restarts_after, one.legal)
            self._levels[number] = kind, levels
        return self._levels[number]

    def _override(self, number: str, level: int) -> int | None:
        """Return where a list begins to count by itself at a level; None if it goes on."""
        for one in self._lists[number].iterchildren(f"{WORD_NAMESPACE}lvlOverride"):
            if attribute(one, "ilvl") == str(level) and (start := value_of(one, "startOverride")):
                return integer_of(start, 1)
        return None


def write_number(value: int, number_format: str) -> str:
    """Return a number as a list writes it."""
    lower = number_format.lower()
    if lower.endswith("roman") and 0 < value < _MAX_ROMAN:
        text = write_roman(value)
    elif lower in ("lowerletter", "upperletter") and 0 < value <= _MAX_LETTERS:
        text = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
    elif lower == "ordinal":
        ends = {1: "st", 2: "nd", 3: "rd"}
        return f"{value}{'th' if value % 100 in (11, 12, 13) else ends.get(value % 10, 'th')}"
    elif lower == "decimalzero":
        return f"{value:02d}"
    else:
        return "" if lower in ("none", "bullet") else str(value)
    return text.upper() if lower.startswith("upper") else text


def _read_level(node: Any) -> ListLevel:
    return ListLevel(
        value_of(node, "numFmt") or "decimal",
        value_of(node, "lvlText"),
        integer_of(value_of(node, "start"), 1),
        integer_of(value_of(node, "lvlRestart"), MAX_LEVELS),
        is_on(node, "isLgl"),
    )


def _fill(own: ListLevel, levels: Sequence[ListLevel], counts: Sequence[int | None]) -> str:
    """Return the text of a level with the numbers in their places."""

    def number(match: re.Match[str]) -> str:
        place = int(match.group(1)) - 1
        return write_number(counts[place] or 0, "decimal" if own.legal else levels[place].format)

    return _PLACE.sub(number, own.text).strip()
