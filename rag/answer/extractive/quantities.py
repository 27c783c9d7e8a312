"""The amounts, lengths and times of the day in a sentence: what "how much", "how long" and "when" ask for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from graph.text.units import CURRENCY_SIGNS
from rag.answer.extractive.amounts import find_amounts
from rag.answer.extractive.answer_type import NUMBER_WORD_PATTERN
from rag.embed.protocol import Bounds

CLOCK = (
    rf"(?<![\d.,:{CURRENCY_SIGNS}])(?<![{CURRENCY_SIGNS}] )(?<!EUR )(?<!USD )(?<!GBP )(?<!CHF )"
    r"(?:(?:[01]?\d|2[0-3]):[0-5]\d|(?:[1-9]|[01]\d|2[0-3])\.[0-5]\d)(?![.,]?\d)"
    rf"(?!\s?(?:[%{CURRENCY_SIGNS}]|(?:EUR|USD|GBP|CHF|euros?|pounds?|dollars?|francs?|per\s?cent|m\b|km\b|kg\b|GB\b)))"
    r"(?:\s?[ap]\.?m\b)?|\b\d{1,2}\s?(?:[ap]\.?m\b|o'clock)|\b(?:noon|midnight)\b"
)
"""A time of the day, as a regular expression for any case: no price, and not 0.45."""

_CLOCK = re.compile(CLOCK, re.IGNORECASE)
_FREE = re.compile(r"\b(?:free(?: of charge)?|nothing|half)\b", re.IGNORECASE)
_FIGURE = rf"(?:\d[\d.,]*\d|\d|\b(?:{NUMBER_WORD_PATTERN})(?:[\s-](?:{NUMBER_WORD_PATTERN}))*)"
_LENGTH = re.compile(
    rf"{_FIGURE}[\s-](?:(?:working|calendar|school|full|more|further|another)\s)?"
    r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|quarters?|years?)\b",
    re.IGNORECASE,
)

Measure = Literal["money", "length", "clock"]
_PATTERNS: tuple[tuple[Measure, re.Pattern[str]], ...] = (("money", _FREE), ("clock", _CLOCK), ("length", _LENGTH))


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a stretch of a sentence measures; money includes what is free or half."""

    measure: Measure
    start: int
    end: int

    def meets(self, bounds: Bounds) -> bool:
        """Whether it shares any of a stretch."""
        return self.start < bounds[1] and bounds[0] < self.end


def find_quantities(sentence: str) -> list[Quantity]:
    """Return the quantities of a sentence in order."""
    found = [Quantity("money", *span) for span in find_amounts(sentence)]
    for measure, pattern in _PATTERNS:
        spans = (match.span() for match in pattern.finditer(sentence))
        found += [Quantity(measure, *span) for span in spans if not any(one.meets(span) for one in found)]
    return sorted(found, key=lambda quantity: quantity.start)
