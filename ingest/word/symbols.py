"""The letters that the symbol fonts of Word documents draw at codes without a meaning of their own."""

from __future__ import annotations

import re

_PRIVATE = re.compile("[\uf020-\uf0ff]")
_GREEK = dict(zip("ABGDEZHQIKLMNXOPRSTUFCYW", "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ", strict=True))
_SYMBOL = {
    **{ord(letter): greek for letter, greek in _GREEK.items()},
    **{ord(letter.lower()): greek.lower() for letter, greek in _GREEK.items()},
    0x40: "≅",
    0x22: "∀",
    0x24: "∃",
    0x27: "∋",
    0x2D: "−",
    0x4A: "ϑ",
    0x5C: "∴",
    0x5E: "⊥",
    0x6A: "ϕ",
    0x76: "ϖ",
    0xA2: "′",
    0xA3: "≤",
    0xA4: "⁄",
    0xA5: "∞",
    0xAB: "↔",
    0xAC: "←",
    0xAD: "↑",
    0xAE: "→",
    0xAF: "↓",
    0xB0: "°",
    0xB1: "±",
    0xB2: "″",
    0xB3: "≥",
    0xB4: "×",
    0xB5: "∝",
    0xB6: "∂",
    0xB7: "•",
    0xB8: "÷",
    0xB9: "≠",
    0xBA: "≡",
    0xBB: "≈",
    0xBC: "…",
    0xC5: "⊕",
    0xC6: "∅",
    0xC7: "∩",
    0xC8: "∪",
    0xCE: "∈",
    0xD0: "∠",
    0xD1: "∇",
    0xD2: "®",
    0xD3: "©",
    0xD4: "™",
    0xD5: "∏",
    0xD6: "√",
    0xD7: "⋅",
    0xD8: "¬",
    0xDB: "⇔",
    0xDC: "⇐",
    0xDE: "⇒",
    0xE5: "∑",
    0xF2: "∫",
}
_WINGDINGS = {
    0x28: "☎",
    0x2A: "✉",
    0x4A: "☺",
    0x4C: "☹",
    0x6C: "●",
    0x6E: "■",
    0x6F: "□",
    0x71: "❑",
    0x76: "❖",
    0x77: "◆",
    0x78: "☒",
    0x9F: "•",
    0xA1: "○",
    0xA7: "▪",
    0xA8: "☐",
    0xD8: "➢",
    0xDF: "←",
    0xE0: "→",
    0xE8: "➔",
    0xF0: "⇨",
    0xFB: "✗",
    0xFC: "✓",
    0xFD: "☒",
    0xFE: "☑",
    **{0x81 + place: chr(0x2460 + place) for place in range(9)},
}
_WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "☐", 0x97: "●", 0x98: "●"}
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}


def write_symbol(code: int, font: str) -> str:
    """Return the letter that a font draws at a code; empty for a drawing without a letter."""
    letters = _FONTS.get(font.lower())
    private = 0xF000 <= code <= 0xF0FF
    if letters is None:
        code -= 0xF000 if private else 0
        return "" if private and font.lower().startswith(("wingdings", "webdings")) else _letter(code)
    code -= 0xF000 if private else 0
    plain = chr(code) if letters is _SYMBOL and 0x20 <= code < 0x40 else ""
    return letters.get(code, plain)


def write_symbols(text: str, font: str) -> str:
    """Return a text with what it holds of a symbol font as letters."""
    return _PRIVATE.sub(lambda match: write_symbol(ord(match.group()), font or "symbol") or match.group(), text)


def _letter(code: int) -> str:
    return chr(code) if 0x20 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
