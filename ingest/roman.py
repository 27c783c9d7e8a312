"""Roman numerals, as lists number their items."""

from __future__ import annotations

_VALUES = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
    (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def write_roman(number: int) -> str:
    """Return a number in small Roman letters; beyond 3999 in digits."""
    if number > 3999:
        return str(number)
    letters = ""
    for value, letter in _VALUES:
        count, number = divmod(number, value)
        letters += letter * count
    return letters
