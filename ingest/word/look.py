"""How text of a Word document looks, by its styles, runs, cells and text boxes, and so whether it is visible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ingest.markup.colour import WHITE, Colour, look_alike, parse_colour
from ingest.markup.css import parse_declarations
from ingest.markup.look import ElementStyle as PageLook
from ingest.markup.look import within
from ingest.word.package import WORD_NAMESPACE
from ingest.word.styles import is_on

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V = "{urn:schemas-microsoft-com:vml}"
SHAPES = frozenset(f"{_V}{name}" for name in ("shape", "rect", "roundrect", "oval"))
ANCHOR, CELL, TABLE, ROW, PARAGRAPH, RUN = (
    f"{_WP}anchor",
    f"{WORD_NAMESPACE}tc",
    f"{WORD_NAMESPACE}tbl",
    f"{WORD_NAMESPACE}tr",
    f"{WORD_NAMESPACE}p",
    f"{WORD_NAMESPACE}r",
)
# Letters of fewer half-points than this are dots. English Metric Units: 12,700 per point, 635 per twip.
_TINY, _POINT, _TWIP = 5, 12_700, 635
_MARGIN = 120 * _POINT
_TRANSPARENT = 95_000
_LONGEST_CHAIN = 50
_HIGHLIGHTS = {"darkyellow": "olive", "darkmagenta": "purple", "darkcyan": "teal", "none": ""}


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How text looks; `ground` is the colour behind it, None if unknown; sizes are half-points."""

    never: str = ""
    vanished: bool = False
    colour: Colour | None = None
    size: int = 20
    transparent: bool = False
    ground: Colour | None = WHITE

    @property
    def why(self) -> str:
        """Why a reader does not see text of this style; empty if it is visible."""
        if self.never or self.vanished:
            return self.never or "marked as hidden"
        if self.transparent:
            return "transparent"
        if self.size < _TINY:
            return f"letters of {self.size / 2:g} pt"
        if self.colour is not None and self.ground is not None and look_alike(self.colour, self.ground):
            return f"{self.colour} on {self.ground}"
        return ""


class StyleResolver:
    """The text styles of a document's parts, from the roots of its main part and of its styles, if it has any."""

    def __init__(self, root: Any, known: Any) -> None:
        found = [] if known is None else known.findall(f"{WORD_NAMESPACE}style")
        self._styles = {str(style.get(f"{WORD_NAMESPACE}styleId")): style for style in found}
        self._default = next((style for style in found if _is_default(style)), None)
        defaults = (
            None
            if known is None
            else known.find(f"{WORD_NAMESPACE}docDefaults/{WORD_NAMESPACE}rPrDefault/{WORD_NAMESPACE}rPr")
        )
        self._pictures = any(True for _ in root.iter(f"{_A}blip", f"{_V}imagedata", f"{_A}gradFill", f"{_A}solidFill"))
        width = [
            number
            for size in root.iter(f"{WORD_NAMESPACE}pgSz")
            if (number := _number(size.get(f"{WORD_NAMESPACE}w"))) is not None
        ]
        self._width = max(width, default=12_240) * _TWIP
        background = root.find(f"{WORD_NAMESPACE}background")
        said = "" if background is None else str(background.get(f"{WORD_NAMESPACE}color") or "")
        self.page = _with(TextStyle(ground=parse_colour(said) or WHITE), defaults)

    def within(self, look: TextStyle, node: Any) -> TextStyle:
        """Return the style inside a node, given the style around it."""
        tag = node.tag
        if look.never:
            return look
        if tag == PARAGRAPH:
            return self._of_paragraph(look, node)
        if tag == RUN:
            properties = node.find(f"{WORD_NAMESPACE}rPr")
            for style in self._chain(_said(properties, "rStyle")):
                look = _with(look, style.find(f"{WORD_NAMESPACE}rPr"))
            return _with(look, properties)
        if tag in (TABLE, CELL, ROW):
            return self._of_table(look, node, tag)
        if tag == ANCHOR or tag in SHAPES:
            return self._of_shape(look, node)
        return look

    def _of_paragraph(self, look: TextStyle, node: Any) -> TextStyle:
        properties = node.find(f"{WORD_NAMESPACE}pPr")
        look = replace(look, vanished=self.page.vanished, colour=self.page.colour, size=self.page.size)
        for style in self._chain(_said(properties, "pStyle"), self._default):
            look = _shaded(_with(look, style.find(f"{WORD_NAMESPACE}rPr")), style.find(f"{WORD_NAMESPACE}pPr"))
        return _shaded(look, properties)

    def _of_table(self, look: TextStyle, node: Any, tag: str) -> TextStyle:
        if tag == ROW:
            hidden = is_on(node.find(f"{WORD_NAMESPACE}trPr"), "hidden")
            return replace(look, never="in a hidden row") if hidden else look
        properties = node.find(f"{WORD_NAMESPACE}tcPr" if tag == CELL else f"{WORD_NAMESPACE}tblPr")
        if tag == TABLE:
            chain = self._chain(_said(properties, "tblStyle"))
            if any(_fill(shading) for style in chain for shading in style.iter(f"{WORD_NAMESPACE}shd")):
                look = replace(look, ground=None)
        return _shaded(look, properties)

    def _of_shape(self, look: TextStyle, node: Any) -> TextStyle:
        if away := self._away(node):
            return replace(look, never=away)
        said = str(node.get("fillcolor") or "")
        for fill in node.iter(f"{_WPS}spPr"):
            colour = fill.find(f"{_A}solidFill/{_A}srgbClr")
            said = said or ("" if colour is None else str(colour.get("val")))
        return replace(look, ground=parse_colour(said) or (None if self._pictures or said else look.ground))

    def _away(self, node: Any) -> str:
        """Return why a shape is not visible; empty if it is."""
        if node.tag in SHAPES:
            return within(PageLook(), "", {}, parse_declarations(str(node.get("style") or "")), foreign=False).why
        if any(one.get("hidden") in ("1", "true") for one in node.iterchildren(f"{_WP}docPr")):
            return "in a hidden shape"
        extent = node.find(f"{_WP}extent")
        wide, high = ((_number(extent.get(name)) if extent is not None else None) for name in ("cx", "cy"))
        if wide is not None and high is not None and (wide <= _POINT or high <= _POINT):
            return "in a shape of no size"
        place = node.find(f"{_WP}positionH")
        left = None if place is None else _number(place.findtext(f"{_WP}posOffset"))
        if left is None or place is None:
            return ""
        edge = 0 if place.get("relativeFrom") == "page" else _MARGIN
        return "off the page" if left + (wide or 0) < -edge or left > self._width else ""

    def _chain(self, name: str, default: Any = None) -> Iterator[Any]:
        """Return a style and those it is based on, the most general first."""
        found: list[Any] = []
        style = self._styles.get(name, default if not name else None)
        while style is not None and len(found) < _LONGEST_CHAIN and style not in found:
            found.append(style)
            style = self._styles.get(_said(style, "basedOn"))
        return iter(found[::-1])


def _with(look: TextStyle, properties: Any) -> TextStyle:
    """Return the style updated by the properties of a run."""
    if properties is None:
        return look
    vanish = properties.find(f"{WORD_NAMESPACE}vanish")
    size = _number(_said(properties, "sz"))
    colour = _said(properties, "color")
    highlight = _said(properties, "highlight").lower()
    look = replace(
        look,
        vanished=look.vanished if vanish is None else is_on(properties, "vanish"),
        size=look.size if size is None else size,
        colour=(None if colour == "auto" else parse_colour(colour)) if colour else look.colour,
        transparent=look.transparent or _see_through(properties),
    )
    look = _shaded(look, properties)
    ground = parse_colour(_HIGHLIGHTS.get(highlight, highlight))
    return replace(look, ground=ground) if ground else look


def _shaded(look: TextStyle, properties: Any) -> TextStyle:
    shading = None if properties is None else properties.find(f"{WORD_NAMESPACE}shd")
    fill = "" if shading is None else _fill(shading)
    return replace(look, ground=parse_colour(fill)) if fill else look


def _fill(shading: Any) -> str:
    """Return the fill colour of a shading; empty for none. A two-coloured pattern is not a known colour."""
    fill = str(shading.get(f"{WORD_NAMESPACE}fill") or "")
    if shading.get(f"{WORD_NAMESPACE}val") not in (None, "clear", "nil"):
        return fill if fill not in ("", "auto") and shading.get(f"{WORD_NAMESPACE}val") == "solid" else "pattern"
    return "" if fill == "auto" else fill


def _see_through(properties: Any) -> bool:
    fill = properties.find(f"{_W14}textFill")
    if fill is None:
        return False
    alpha = next(fill.iter(f"{_W14}alpha"), None)
    transparency = 0 if alpha is None else _number(alpha.get(f"{_W14}val")) or 0
    return fill.find(f"{_W14}noFill") is not None or transparency >= _TRANSPARENT


def _said(properties: Any, name: str) -> str:
    found = None if properties is None else properties.find(f"{WORD_NAMESPACE}{name}")
    return "" if found is None else str(found.get(f"{WORD_NAMESPACE}val") or "")


def _is_default(style: Any) -> bool:
    return style.get(f"{WORD_NAMESPACE}type") == "paragraph" and style.get(f"{WORD_NAMESPACE}default") in (
        "1",
        "true",
        "on",
    )


def _number(said: Any) -> int | None:
    try:
        return int(float(said))
    except (TypeError, ValueError, OverflowError):
        return None
