"""Kinds of entities: which are values rather than names, such as dates and amounts."""

from __future__ import annotations

import re
from calendar import day_abbr, day_name, month_abbr, month_name

from graph.entity_view import EntityView

VALUE_KINDS = frozenset(
    (
        "amount",
        "cardinal",
        "date",
        "duration",
        "money",
        "number",
        "ordinal",
        "percent",
        "percentage",
        "quantity",
        "time",
    )
)


CALENDAR_WORDS = frozenset(word.casefold() for word in (*month_name, *day_name, *month_abbr, *day_abbr) if word)


def is_value(view: EntityView) -> bool:
    """Whether an entity is a date, an amount or the like: by its kind, or since its name has no other words.

    A word of the calendar alone is the name of what has another kind: April and May are people too.
    """
    words = re.findall(r"[^\W\d_]+", view.name.casefold())
    if not words or view.kind.casefold() in VALUE_KINDS:
        return True
    named = view.kind and not any(letter.isdigit() for letter in view.name)
    return not named and all(word.removesuffix("s") in CALENDAR_WORDS for word in words)
