"""The text of an HTML page in order, piece by piece, with a browser's line ends and the reason it is hidden, if any."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ingest.hidden import HiddenText
from ingest.markup.css import StyleSheet, element_keys, merge_declarations, parse_declarations
from ingest.markup.inline import mark_between_cells, replaced_text, seam_before, starts_field, text_behind
from ingest.markup.look import ElementStyle, within
from ingest.markup.place import Place, Places
from ingest.markup.tokens import RAW_TEXT_TAGS, VOID_TAGS, HTMLToken, strip_tags, tokenise_html

# Elements whose content is not text.
NO_TEXT_TAGS = frozenset("script style head title meta link embed".split())
_LINES = frozenset(
    "address aside body br caption details div fieldset figcaption footer form header hgroup hr html legend "
    "main nav option optgroup select summary tbody tfoot thead tr".split()
)
_APART = frozenset("article blockquote dd dl dt figure h1 h2 h3 h4 h5 h6 li ol p pre section table ul".split())
_CELLS = frozenset(("td", "th"))
_CODE = frozenset(("code", "kbd", "samp", "tt", "var"))
_SPACE = re.compile(r"\s+")
# Open elements that a start tag ends, if none of the elements below is in between.
_ENDS = {
    **dict.fromkeys((_LINES | _APART) - {"body", "br", "html", "option", "tbody", "thead", "tfoot", "tr"}, ("p",)),
    "li": ("li", "p"),
    "dt": ("dt", "dd", "p"),
    "dd": ("dt", "dd", "p"),
    "tr": ("tr", "td", "th", "p"),
    "td": ("td", "th", "p"),
    "th": ("td", "th", "p"),
    "option": ("option",),
}
_BETWEEN = frozenset("ul ol dl table div section article blockquote body".split())
_LOOKED_AT = 8


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Some text, the line ends wanted before it, whether it is in a table, why it is hidden, and its block.

    At a `seam` the text may need a blank before it.
    """

    text: str
    gap: int
    in_table: bool
    why: str
    place: Place = Place()
    seam: int = 0


class StyleStack:
    """The styles of nested elements; `foreign` is set if style sheets of other files are linked."""

    def __init__(self, sheet: StyleSheet, foreign: bool) -> None:
        self._sheet = sheet
        self._foreign = foreign
        self._above: Counter[str] = Counter()

    def enter(
        self, look: ElementStyle, tag: str, attributes: Mapping[str, str]
    ) -> tuple[ElementStyle, tuple[str, ...]]:
        """Return the style inside an element, and its keys, to be passed to `leave` at its end."""
        keys = tuple(element_keys(tag, attributes)) if self._sheet else ()
        rules = self._sheet.declared(keys, self._above) if keys else {}
        own = parse_declarations(attributes["style"]) if "style" in attributes else {}
        self._above.update(keys)
        return within(look, tag, attributes, merge_declarations(rules, own), self._foreign), keys

    def leave(self, keys: Iterable[str]) -> None:
        self._above.subtract(keys)

    def table_displays(self, root: Any) -> dict[Any, str]:
        """Return the elements of a page that are shown as a table or a part of one, and as which."""
        from lxml import etree

        inline = any("table-" in (node.get("style") or "") for node in root.iter())
        if not inline and not self._sheet.shows_tables():
            return {}
        found: dict[Any, str] = {}
        for event, node in etree.iterwalk(root, events=("start", "end")):
            keys = element_keys(node.tag, node.attrib)
            if event == "end":
                self._above.subtract(keys)
                continue
            own = parse_declarations(node.get("style") or "")
            display = merge_declarations(self._sheet.declared(keys, self._above), own).get("display", "")
            self._above.update(keys)
            if display.startswith("table"):
                found[node] = display
        return found


@dataclass(frozen=True, slots=True)
class _Inside:
    """What holds for the text in an element: whether it is in a table, keeps its blanks, its block and its style.

    In `code` neighbouring elements are parts of one word.
    """

    in_table: bool = False
    kept: bool = False
    code: bool = False
    place: Place = Place()
    look: ElementStyle = ElementStyle()


def tree_pieces(root: Any, styles: StyleStack) -> Iterator[TextPiece]:
    """Yield the pieces of a parsed page, without recursion, for any depth."""
    places = Places(root, styles.table_displays(root))
    todo: list[tuple[Any, _Inside, _Inside | None, tuple[str, ...]]] = [(root, _Inside(), None, ())]
    while todo:
        node, outer, inner, keys = todo.pop()
        tag = places.tag(node) if isinstance(node.tag, str) else "script"
        said = replaced_text(node) if inner is None else None
        gap = 0 if said is not None else _gap(tag)
        if inner is None and tag not in NO_TEXT_TAGS:
            look, keys = styles.enter(outer.look, node.tag, node.attrib)
            kept = outer.kept or tag == "pre"
            place = places.enter(node, outer.place)
            code = outer.code or kept or tag in _CODE
            inner = _Inside(outer.in_table or tag == "table", kept, code, place, look)
            text = _spaced(_content(tag, node.text), kept) if said is None else said
            seam = 0 if outer.code else seam_before(node)
            before = 1 if starts_field(node) else gap
            if mark := _mark_before(node, tag, inner):
                yield TextPiece(mark, 0, inner.in_table, "", place)
            yield TextPiece(text, before, inner.in_table, look.why, inner.place, seam)
            todo.append((node, outer, inner, keys))
            todo.extend((child, inner, None, ()) for child in reversed(node if said is None else ()))
            continue
        styles.leave(keys)
        yield from _pieces_behind(node, outer, inner, gap)
        if node is not root:
            after = gap if inner and not inner.look.why else 0
            yield TextPiece(_spaced(node.tail, outer.kept), after, outer.in_table, outer.look.why, outer.place)


def _mark_before(node: Any, tag: str, inner: _Inside) -> str:
    """Return the mark between a cell of a table that is read as text and the one before it."""
    is_text = tag in _CELLS and inner.place.kind != "table" and not inner.look.why
    return mark_between_cells(node) if is_text else ""


def _pieces_behind(node: Any, outer: _Inside, inner: _Inside | None, gap: int) -> Iterator[TextPiece]:
    """Yield what stands at the end of an element that is left, and the gap after a hidden one."""
    if inner is None:
        return
    if behind := text_behind(node):
        yield TextPiece(behind, 0, inner.in_table, inner.look.why, inner.place)
    if inner.look.why:
        yield TextPiece("", gap, outer.in_table, inner.look.why, outer.place)


@dataclass(slots=True)
class _Open:
    tag: str
    look: ElementStyle
    in_table: bool
    kept: bool
    keys: tuple[str, ...]


class TokenFlow:
    """Consumes the tokens of a page one by one without building a tree, so nesting may be of any depth."""

    def __init__(self, styles: StyleStack) -> None:
        self._styles = styles
        self._open = [_Open("", ElementStyle(), False, False, ())]
        self._count: Counter[str] = Counter()
        self._cells = 0
        self._silent = ""

    @property
    def why(self) -> str:
        """Why text at this point would be hidden."""
        return self._open[-1].look.why

    def feed(self, found: Iterable[HTMLToken]) -> Iterator[TextPiece]:
        """Yield the pieces of these tokens; lost text is left out."""
        for token in found:
            top = self._open[-1]
            if token.lost:
                continue
            if self._silent:
                self._silent = "" if token.ending and token.tag == self._silent else self._silent
            elif not token.tag:
                yield TextPiece(_spaced(_content(top.tag, token.text), top.kept), 0, top.in_table, top.look.why)
            elif token.ending:
                yield from self._end(token.tag)
            elif token.tag in (*NO_TEXT_TAGS, "svg"):
                self._silent = "" if token.tag in VOID_TAGS else token.tag
            else:
                yield from self._start(token)

    def _start(self, token: HTMLToken) -> Iterator[TextPiece]:
        self._imply(token.tag)
        top = self._open[-1]
        if token.tag in _CELLS:
            if self._cells and not top.look.why:
                yield TextPiece(" | ", 0, top.in_table, "")
            self._cells += 1
        elif token.tag in ("tr", "table"):
            self._cells = 0
        look, keys = self._styles.enter(top.look, token.tag, token.attributes)
        yield TextPiece("", _gap(token.tag), top.in_table, look.why)
        if token.tag in VOID_TAGS:
            self._styles.leave(keys)
            return
        in_table, kept = top.in_table or token.tag == "table", top.kept or token.tag == "pre"
        self._open.append(_Open(token.tag, look, in_table, kept, keys))
        self._count[token.tag] += 1

    def _end(self, tag: str) -> Iterator[TextPiece]:
        if not self._count[tag]:
            return
        while True:
            one = self._close()
            yield TextPiece("", _gap(one.tag), one.in_table, one.look.why)
            if one.tag == tag:
                return

    def _imply(self, tag: str) -> None:
        """Close the elements that a start tag ends implicitly."""
        ended = _ENDS.get(tag, ())
        last = 0
        for back, one in enumerate(reversed(self._open[-_LOOKED_AT:]), 1):
            if one.tag in ended:
                last = back
            elif one.tag in _BETWEEN or not one.tag:
                break
        for _ in range(last):
            self._close()

    def _close(self) -> _Open:
        one = self._open.pop()
        self._count[one.tag] -= 1
        self._styles.leave(one.keys)
        return one


def flow_pieces(source: str, styles: StyleStack) -> Iterator[TextPiece]:
    """Yield the pieces of a page nested too deeply for a tree."""
    return TokenFlow(styles).feed(tokenise_html(source))


def lost(source: str, most: int) -> tuple[list[HiddenText], bool]:
    """Return the text swallowed by unclosed comments, tags and titles, and whether a tag has more attributes than
    `most`."""
    found, crowded = [], False
    for token in tokenise_html(source):
        crowded = crowded or len(token.attributes) > most
        if token.lost and token.text.strip():
            found.append(HiddenText(token.text, f"in {token.lost}"))
    return found, crowded


def _gap(tag: str) -> int:
    return 2 if tag in _APART else 1 if tag in _LINES else 0


def _content(tag: str, text: str | None) -> str | None:
    return strip_tags(text) if text and tag in RAW_TEXT_TAGS and tag not in ("textarea", "xmp") else text


def _spaced(text: str | None, kept: bool) -> str:
    if not text:
        return ""
    return text if kept else _SPACE.sub(" ", text)
