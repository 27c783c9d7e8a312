"""What the style of a paragraph says of its role: a heading, an item of a list, a caption, a line of contents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.word.package import WORD_NAMESPACE

_HEADING = re.compile(
    r"(?:heading|title|überschrift|titre|título|titolo|titel|rubrik|kop|nagłówek|заголовок|overskrift|nadpis|otsikko"
    r"|标题|標題|見出し)(?:\s*(?P<level>[1-9]))?\s*(?:char|zchn)?\Z",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"(?:caption|beschriftung|légende|epígrafe|descripción|didascalia|bijschrift|legenda)\Z", re.IGNORECASE
)
_CONTENTS = re.compile(r"(?:toc|verzeichnis|tm|tdc|sommario|table of figures)\s*\d*\Z", re.IGNORECASE)
_LIST = re.compile(r"list|liste|lista|aufzählung|elenco|lijst", re.IGNORECASE)
_LONGEST_CHAIN = 50
_BODY_LEVEL = 9


@dataclass(frozen=True, slots=True)
class ParagraphRole:
    """What a style makes of its paragraphs; `number` and `depth` are those of its list, None if it names none."""

    heading: int = 0
    caption: bool = False
    contents: bool = False
    listed: bool = False
    number: str | None = None
    depth: int | None = None


class RoleResolver:
    """The roles of a document's paragraph styles, by their ids; `root` is that of the styles, if there are any."""

    def __init__(self, root: Any) -> None:
        styles = [] if root is None else root.findall(f"{WORD_NAMESPACE}style")
        self._styles = {attribute(style, "styleId"): style for style in styles}
        self._roles: dict[str, ParagraphRole] = {}

    def resolve_role(self, paragraph: Any) -> ParagraphRole:
        """Return the role of a paragraph by its style."""
        properties = paragraph.find(f"{WORD_NAMESPACE}pPr")
        name = value_of(properties, "pStyle")
        if name not in self._roles:
            self._roles[name] = self._make_role(name)
        return self._roles[name]

    def _make_role(self, style_id: str) -> ParagraphRole:
        chain = list(self._chain(style_id))
        names = [value_of(style, "name") for style in chain] or [style_id]
        number, depth = _style_number(chain)
        return ParagraphRole(
            heading=_heading_level(chain) if chain else _named_level(style_id) or 0,
            caption=any(map(_CAPTION.match, names)),
            contents=any(map(_CONTENTS.match, names)),
            listed=bool(_LIST.match(style_id) or any(map(_LIST.match, names[:1]))),
            number=number,
            depth=depth,
        )

    def _chain(self, style_id: str) -> Iterator[Any]:
        """Yield a style and those it is based on, itself first."""
        seen: set[str] = set()
        while style_id in self._styles and style_id not in seen and len(seen) < _LONGEST_CHAIN:
            seen.add(style_id)
            yield self._styles[style_id]
            style_id = value_of(self._styles[style_id], "basedOn")


def outline_level(properties: Any) -> int | None:
    """Return the level of a heading that properties of a paragraph state: 0 for none, None if they do not say."""
    level = integer_of(value_of(properties, "outlineLvl"), -1)
    if level < 0:
        return None
    return level + 1 if level < _BODY_LEVEL else 0


def value_of(properties: Any, name: str) -> str:
    """Return the value of a property; empty if it is not stated."""
    found = None if properties is None else properties.find(f"{WORD_NAMESPACE}{name}")
    return "" if found is None else attribute(found, "val")


def attribute(node: Any, name: str) -> str:
    """Return an attribute of a Word element; empty if it has none."""
    return str(node.get(f"{WORD_NAMESPACE}{name}") or "")


def is_on(properties: Any, name: str) -> bool:
    """Return whether a property is switched on."""
    mark = None if properties is None else properties.find(f"{WORD_NAMESPACE}{name}")
    return mark is not None and attribute(mark, "val") not in ("0", "false", "off")


def integer_of(said: str, default: int) -> int:
    """Return a number of a few digits that an attribute states, else the default."""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 7 else default


def _heading_level(chain: list[Any]) -> int:
    """Return the level that the nearest style states, by its name or its outline; 0 for none."""
    for style in chain:
        level = _named_level(value_of(style, "name"))
        if level is None:
            level = outline_level(style.find(f"{WORD_NAMESPACE}pPr"))
        if level is not None:
            return level
    return 0


def _named_level(name: str) -> int | None:
    match = _HEADING.match(name)
    return int(match.group("level") or 1) if match else None


def _style_number(chain: list[Any]) -> tuple[str | None, int | None]:
    """Return the list that the nearest style names, and its level in it."""
    number: str | None = None
    depth: int | None = None
    for style in chain:
        listed = style.find(f"{WORD_NAMESPACE}pPr/{WORD_NAMESPACE}numPr")
        if depth is None:
            level = integer_of(value_of(listed, "ilvl"), -1)
            depth = level if level >= 0 else None
        if number is None and value_of(listed, "numId"):
            number = value_of(listed, "numId")
    return number, depth
