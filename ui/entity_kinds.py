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
    """Whether an entity is a date, an amount or the like: by its kind, or since its name has no other words."""
    words = re.findall(r"[^\W\d_]+", view.name.casefold())
    return view.kind.casefold() in VALUE_KINDS or all(word.removesuffix("s") in CALENDAR_WORDS for word in words)
