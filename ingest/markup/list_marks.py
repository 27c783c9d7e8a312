"""The marks that a page shows before the items of its numbered lists."""

from __future__ import annotations

import re
from typing import Any

from ingest.roman import write_roman

_KINDS = {"a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_STYLE = re.compile(r"list-style(?:-type)?\s*:[^;]*\b(lower|upper)-(alpha|latin|roman)\b", re.IGNORECASE)


def list_mark(number: int, ordered: Any) -> str:
    """Return the mark of an item: 3. or c. or III., as its list is said to be numbered."""
    style = _STYLE.search(ordered.get("style") or "")
    kind = f"{style[1]}-{style[2]}".lower() if style else _KINDS.get((ordered.get("type") or "").strip(), "")
    if not kind or number < 1:
        return f"{number}. "
    mark = write_roman(number) if kind.endswith("roman") else write_letters(number)
    return f"{mark.upper() if kind.startswith('upper') else mark}. "


def first_number(ordered: Any) -> int:
    """Return the number of the first item, unless the item says another."""
    otherwise = 1
    if "reversed" in ordered.attrib:
        otherwise = sum(child.tag == "li" for child in ordered)
    return whole_number(ordered.get("start"), otherwise)


def whole_number(text: str | None, otherwise: int) -> int:
    """Return a whole number of an attribute that is not negative."""
    return int(text) if text and text.strip().isascii() and text.strip().isdigit() and len(text) < 7 else otherwise


def write_letters(number: int) -> str:
    """Return a number as lists count in letters: a to z, then aa."""
    letters = ""
    while number > 0:
        number, letter = divmod(number - 1, 26)
        letters = chr(97 + letter) + letters
    return letters
