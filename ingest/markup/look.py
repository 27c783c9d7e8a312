"""Whether a reader sees the text of an HTML element, by its styles and attributes and those of its ancestors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ingest.markup.colour import WHITE, Colour, has_picture, look_alike, parse_colour
from ingest.markup.css import Declarations

# Elements of which a browser shows nothing, or only a fallback.
FALLBACK_TAGS = frozenset("template noscript noembed noframes canvas audio video object iframe datalist".split())
_LENGTH = re.compile(r"(-?\d*\.?\d+)\s*(px|pt|em|rem|%|ex|ch|vw|vh|in|cm|mm|pc)?(?![\w.])")
_PIXELS = {
    "": 1.0,
    "px": 1.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "rem": 16.0,
    "in": 96.0,
    "cm": 37.8,
    "mm": 3.78,
    "vw": 12.8,
    "vh": 8.0,
}
_SIZES = {
    "xx-small": 9.0,
    "x-small": 10.0,
    "small": 13.0,
    "medium": 16.0,
    "large": 18.0,
    "x-large": 24.0,
    "xx-large": 32.0,
}
_SCALE_NOTHING = re.compile(
    r"scale(?:3d|x|y)?\(\s*(?:0+(?:\.0*)?|\.0+)\s*[,)]|scale(?:x|y)?\(\s*[\d.]+\s*,\s*0+(?:\.0*)?\s*\)"
)
_MOVED = re.compile(r"translate(?:3d|x|y)?\(([^)]*)\)")
_CLIP_RECT = re.compile(r"rect\(\s*([^)]*)\)")
_CLIP_PATH = re.compile(r"(inset|circle|ellipse|polygon)\(\s*([^)]*)\)")
_OPACITY = re.compile(r"opacity\(\s*([\d.]+)(%?)\s*\)")
# Smaller letters than this are dots; anything moved farther than this, in pixels, is off the page.
_TINY, _FAR, _FAINT = 2.5, -400.0, 0.04


@dataclass(frozen=True, slots=True)
class ElementStyle:
    """How text in an element looks: `never` holds for all descendants, the rest is inherited until changed.

    `back` is None if a picture or another file's styles may lie behind the text; sizes are pixels.
    """

    never: str = ""
    invisible: bool = False
    size: float = 16.0
    colour: Colour | None = None
    back: Colour | None = WHITE
    opacity: float = 1.0
    outdented: bool = False

    @property
    def why(self) -> str:
        """Why a reader does not see text of this style; empty if it is visible."""
        if self.never:
            return self.never
        if self.invisible:
            return "visibility: hidden"
        if self.size < _TINY:
            return f"letters of {self.size:g} px"
        if self.outdented:
            return "moved off the page"
        if self.colour is not None:
            if self.colour.alpha < _FAINT:
                return "transparent"
            if self.back is not None and look_alike(self.colour, self.back):
                return f"{self.colour} on {self.back}"
        return ""


def within(
    look: ElementStyle, tag: str, attributes: Mapping[str, str], declared: Declarations, foreign: bool
) -> ElementStyle:
    """Return the style inside an element, given the style around it.

    `foreign` is set if styles of other files may apply to the element.
    """
    if look.never or (not attributes and not declared and tag not in FALLBACK_TAGS and tag != "dialog"):
        return look
    if never := _never(tag, attributes, declared):
        return replace(look, never=never)
    opacity = look.opacity * _opacity(declared)
    if opacity < _FAINT:
        return replace(look, never="opacity: 0")
    visibility = declared.get("visibility", "")
    return ElementStyle(
        "",
        visibility in ("hidden", "collapse") if visibility in ("hidden", "collapse", "visible") else look.invisible,
        _size(look.size, declared),
        _colour(look.colour, tag, attributes, declared),
        _back(look.back, attributes, declared, foreign),
        opacity,
        _outdented(look, declared),
    )


def _never(tag: str, attributes: Mapping[str, str], declared: Declarations) -> str:
    """Return why nothing in the element is visible, whatever its descendants declare; empty if that is not so."""
    display = declared.get("display", "")
    if tag in FALLBACK_TAGS and not (tag == "object" and display):
        return f"in <{tag}>"
    if display == "none" or declared.get("content-visibility") == "hidden":
        return "display: none"
    if "hidden" in attributes and not display:
        return "the attribute hidden"
    if tag == "dialog" and "open" not in attributes and not display:
        return "in a closed <dialog>"
    if _off(declared):
        return "moved off the page"
    if _clipped(declared):
        return "clipped away"
    if _SCALE_NOTHING.search(declared.get("transform", "")):
        return "scaled to nothing"
    return ""


def _off(declared: Declarations) -> bool:
    placed = declared.get("position") in ("absolute", "fixed", "relative", "sticky")
    sides = [declared.get(name, "") for name in ("left", "top", "right", "bottom") if placed]
    sides += [declared.get(name, "") for name in ("margin-left", "margin-top")]
    moved = [one for part in _MOVED.findall(declared.get("transform", "")) for one in part.split(",")]
    return any((pixels := _pixels(value)) is not None and pixels <= _FAR for value in (*sides, *moved)) or any(
        value.strip() in ("100vw", "-100vw", "-100vh") for value in sides
    )


def _clipped(declared: Declarations) -> bool:
    rect = _CLIP_RECT.search(declared.get("clip", ""))
    if rect and declared.get("position") in ("absolute", "fixed") and _empty_rect(rect.group(1)):
        return True
    path = _CLIP_PATH.search(declared.get("clip-path", ""))
    if path and _empty_path(*path.groups()):
        return True
    cut = any(
        declared.get(name, "").split()[:1] in (["hidden"], ["clip"])
        for name in ("overflow", "overflow-x", "overflow-y")
    )
    sides = (_pixels(declared.get(name, "")) for name in ("width", "height", "max-width", "max-height"))
    return cut and any(side is not None and 0 <= side <= 1 for side in sides)


def _empty_rect(inside: str) -> bool:
    sides = [_pixels(one) for one in inside.replace(",", " ").split()]
    if len(sides) != 4:
        return False
    top, right, bottom, left = (0.0 if side is None else side for side in sides)
    known = None not in (sides[1], sides[3]), None not in (sides[0], sides[2])
    return (known[0] and right - left <= 1) or (known[1] and bottom - top <= 1)


def _empty_path(shape: str, inside: str) -> bool:
    numbers = [
        (float(number), unit or "")
        for number, unit in _LENGTH.findall(inside.partition(" at ")[0].partition("round")[0])
    ]
    if not numbers:
        return False
    if shape == "inset":
        sides = [number for number, unit in numbers if unit == "%"]
        return len(sides) == len(numbers) and (min(sides) >= 50 or max(sides) >= 99)
    return all(number == 0 for number, _ in numbers)


def _opacity(declared: Declarations) -> float:
    said = declared.get("opacity", "")
    found = _OPACITY.search(declared.get("filter", ""))
    number, percent = found.groups() if found else (said.rstrip("%"), "%" if said.endswith("%") else "")
    try:
        return max(0.0, min(1.0, float(number) / (100 if percent else 1)))
    except ValueError:
        return 1.0


def _size(size: float, declared: Declarations) -> float:
    said = declared.get("font-size", "")
    if not said and "font" in declared:
        said = next(
            (part.partition("/")[0] for part in declared["font"].split() if part[:1].isdigit() and not _weight(part)),
            "",
        )
    if said in _SIZES:
        return _SIZES[said]
    if said in ("initial", "unset", "revert"):
        return 16.0
    match = _LENGTH.match(said)
    if not match:
        return size
    number, unit = float(match.group(1)), match.group(2) or ""
    if unit in ("em", "ex", "ch"):
        return number * size * (1 if unit == "em" else 0.5)
    return number * size / 100 if unit == "%" else number * _PIXELS[unit]


def _weight(part: str) -> bool:
    return part.isdigit() and len(part) == 3 and part.endswith("00")


def _colour(known: Colour | None, tag: str, attributes: Mapping[str, str], declared: Declarations) -> Colour | None:
    said = declared.get("-webkit-text-fill-color") or declared.get("color")
    if said is None and tag in ("font", "body"):
        said = attributes.get("color" if tag == "font" else "text")
    return parse_colour(said or "") or known


def _back(known: Colour | None, attributes: Mapping[str, str], declared: Declarations, foreign: bool) -> Colour | None:
    """Return the colour behind the text; None if unknown."""
    shorthand = declared.get("background", "")
    if has_picture(shorthand) or has_picture(declared.get("background-image", "")) or "background" in attributes:
        return None
    said = declared.get("background-color") or shorthand or attributes.get("bgcolor", "")
    found = parse_colour(said)
    if found is not None and found.alpha > 0.95:
        return found
    if found is not None and found.alpha > 0:
        return None
    return None if foreign and ("class" in attributes or "id" in attributes) else known


def _outdented(look: ElementStyle, declared: Declarations) -> bool:
    said = declared.get("text-indent")
    if said is None:
        return look.outdented
    pixels = _pixels(said)
    return pixels is not None and pixels <= _FAR


def _pixels(value: str) -> float | None:
    match = _LENGTH.match(value.strip())
    if not match or match.group(2) in ("%", "ex", "ch"):
        return -1000.0 if match and float(match.group(1)) <= -100 and match.group(2) == "%" else None
    unit = match.group(2) or ""
    return float(match.group(1)) * (16.0 if unit == "em" else _PIXELS[unit])
