"""Colours as written in style sheets, and whether two look alike."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAMED = {
    "white": (255, 255, 255), "black": (0, 0, 0), "red": (255, 0, 0), "green": (0, 128, 0), "blue": (0, 0, 255),
    "yellow": (255, 255, 0), "gray": (128, 128, 128), "grey": (128, 128, 128), "silver": (192, 192, 192),
    "navy": (0, 0, 128), "maroon": (128, 0, 0), "purple": (128, 0, 128), "teal": (0, 128, 128), "olive": (128, 128, 0),
    "lime": (0, 255, 0), "aqua": (0, 255, 255), "cyan": (0, 255, 255), "fuchsia": (255, 0, 255),
    "magenta": (255, 0, 255), "orange": (255, 165, 0), "snow": (255, 250, 250), "ivory": (255, 255, 240),
    "whitesmoke": (245, 245, 245), "ghostwhite": (248, 248, 255), "floralwhite": (255, 250, 240),
    "mintcream": (245, 255, 250), "azure": (240, 255, 255), "aliceblue": (240, 248, 255), "seashell": (255, 245, 238),
    "lightgray": (211, 211, 211), "lightgrey": (211, 211, 211), "gainsboro": (220, 220, 220),
    "darkgray": (169, 169, 169), "darkgrey": (169, 169, 169), "dimgray": (105, 105, 105), "beige": (245, 245, 220),
    "lightyellow": (255, 255, 224), "pink": (255, 192, 203), "brown": (165, 42, 42), "gold": (255, 215, 0),
    "darkblue": (0, 0, 139), "darkgreen": (0, 100, 0), "darkred": (139, 0, 0), "lightblue": (173, 216, 230),
    "lightgreen": (144, 238, 144), "steelblue": (70, 130, 180), "tomato": (255, 99, 71), "crimson": (220, 20, 60),
}  # fmt: skip
_HEX = re.compile(r"#([0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})(?![0-9a-f])")
_CALL = re.compile(r"(rgb|hsl)a?\(\s*([^)]*)\)")
_NUMBER = re.compile(r"(-?\d*\.?\d+)(%|deg)?")
_WORD = re.compile(r"[a-z]+")
# Channels that differ by no more than this look the same to a reader.
_SAME = 12


@dataclass(frozen=True, slots=True)
class Colour:
    """Red, green and blue, 0 to 255, and opacity, 0 to 1."""

    red: int
    green: int
    blue: int
    alpha: float = 1.0

    def __str__(self) -> str:
        own = (self.red, self.green, self.blue)
        known = next((name for name, value in _NAMED.items() if value == own), "")
        return known or f"#{self.red:02x}{self.green:02x}{self.blue:02x}"


WHITE = Colour(255, 255, 255)


def parse_colour(said: str) -> Colour | None:
    """Return the first colour that a value names; None if it names none."""
    said = said.strip().lower()
    if match := _HEX.search(said):
        digits = match.group(1)
        parts = [c * 2 for c in digits] if len(digits) < 6 else [digits[i : i + 2] for i in range(0, len(digits), 2)]
        red, green, blue, *alpha = (int(part, 16) for part in parts)
        return Colour(red, green, blue, alpha[0] / 255 if alpha else 1.0)
    if match := _CALL.search(said):
        return _called(match.group(1), _NUMBER.findall(match.group(2)))
    if re.fullmatch(r"[0-9a-f]{6}", said):
        return parse_colour(f"#{said}")
    for word in _WORD.findall(said):
        if word == "transparent":
            return Colour(0, 0, 0, 0.0)
        if word in _NAMED:
            return Colour(*_NAMED[word])
    return None


def look_alike(one: Colour, other: Colour) -> bool:
    """Return whether text of one colour is indistinguishable from a background of the other."""
    pairs = ((one.red, other.red), (one.green, other.green), (one.blue, other.blue))
    return all(abs(left - right) * one.alpha <= _SAME for left, right in pairs)


def has_picture(value: str) -> bool:
    """Return whether a background has an image or a gradient."""
    return "url(" in value or "gradient(" in value or "image(" in value


def _called(kind: str, numbers: list[tuple[str, str]]) -> Colour | None:
    if len(numbers) < 3:
        return None
    alpha = float(numbers[3][0]) / (100 if numbers[3][1] == "%" else 1) if len(numbers) > 3 else 1.0
    first = [float(number) for number, _ in numbers[:3]]
    if kind == "hsl":
        import colorsys

        red, green, blue = colorsys.hls_to_rgb(first[0] / 360 % 1, first[2] / 100, first[1] / 100)
        return Colour(round(red * 255), round(green * 255), round(blue * 255), alpha)
    scaled = [value * 2.55 if unit == "%" else value for value, (_, unit) in zip(first, numbers, strict=False)]
    red, green, blue = (max(0, min(255, round(value))) for value in scaled)
    return Colour(red, green, blue, alpha)
