"""Normalises the words of a text: numbers as digits, months by number, no diacritics, singular forms.

"May 10th, 1940" and "10 May 1940" have the same words, and so have "third season" and "3 seasons".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import JaroWinkler

from graph.text.combining_marks import limit_marks
from graph.text.dates import ENGLISH_MONTH_NUMBERS
from graph.text.names import strip_possessive
from graph.text.numbers import CARDINAL_VALUES, MAGNITUDES, ORDINAL_VALUES, ROMAN_VALUES
from graph.text.stemming import stem
from graph.text.words import STOP_WORDS, strip_plural, without_diacritics

_SAME = {"ft": "foot", "feet": "foot", "km": "kilometre", "kilometer": "kilometre", "kg": "kilogram"}
_SAME |= {
    "percent": "%",
    "us": "usa",
    "mph": "mile",
    "min": "minute",
    "sec": "second",
    "hr": "hour",
    "cm": "centimetre",
}
_SAME |= {"meter": "metre", "centimeter": "centimetre", "bce": "bc", "ce": "ad", "mm": "millimetre", "inches": "inch"}

_NUMBER_WORDS = CARDINAL_VALUES | ORDINAL_VALUES | {"once": 1, "twice": 2, "dozen": 12, "single": 1}

MAX_NUMBER_DIGITS = 15
"""Maximum digits of a numeric value; longer numbers are identifiers."""

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*(?:st|nd|rd|th|s)?(?![^\W\d])|[^\W\d_]+(?:['’][^\W\d_]+)?|\d+|[%$€£°]")
_ABBREVIATED = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_MAY_BEFORE = re.compile(
    r"(?:\d(?:st|nd|rd|th)?|\b(?:in|of|since|until|till|by|from|to|during|before|after|last|next|early|late|mid))[\s,-]+$",
    re.I,
)
_MAY_AFTER = re.compile(r"[\s,.]*\d")
LEADING_PATTERN = re.compile(r"^(?:(?:the|an?|in|on|at|by|with|for|of|from|to)\s+)+", re.IGNORECASE)
"""Small words at the start of a phrase."""
_RANGE = re.compile(r"(?<=\d)\s?[–—-]\s?(?=\d)")


@lru_cache(maxsize=20_000)
def forms(text: str) -> tuple[str, ...]:
    """Return the normalised words of a text, in order, without stop words."""
    plain = without_diacritics(unicodedata.normalize("NFKC", limit_marks(text))).replace("’", "'")
    plain = _ABBREVIATED.sub(lambda found: found.group().replace(".", ""), _RANGE.sub(" to ", plain))
    found: list[str] = []
    for match in _TOKEN.finditer(plain):
        form = _form(match.group())
        if form == "month5" and not _is_month(plain, match):
            form = match.group().casefold()
        if form in MAGNITUDES and found and _is_number(found[-1]):
            found[-1] = _digits(float(found[-1]) * MAGNITUDES[form])
        elif form and not _grows(found, form, plain[max(0, match.start() - 4) : match.start()]):
            found.append(form)
    return tuple(found)


def is_number(form: str) -> bool:
    """Whether the form is a number or a month."""
    return _is_number(form) or form.startswith("month")


def form_similarity(one: str, other: str) -> float:
    """Return the similarity of two forms, 0..1: 1 for equal stems, else Jaro-Winkler; numbers must be equal."""
    if one == other:
        return 1.0
    if is_number(one) or is_number(other):
        return 0.0
    return _alike(one, other) if one < other else _alike(other, one)


def best_similarities(wanted: Sequence[str], there: Sequence[str]) -> list[float]:
    """Return, for each wanted form, the similarity of the most similar form in `there`."""
    every = set(there)
    return [
        1.0 if form in every else max((form_similarity(form, other) for other in every), default=0.0) for form in wanted
    ]


def _is_month(text: str, match: re.Match[str]) -> bool:
    """Whether "may" is the month: beside a number, or with a capital and alone or after a preposition."""
    before, after = text[: match.start()], text[match.end() :]
    if _MAY_AFTER.match(after) or re.search(r"\d(?:st|nd|rd|th)?(?:\s+of)?\s+$", before):
        return True
    if match.group()[0].islower():
        return False
    return bool(_MAY_BEFORE.search(before)) or text.strip(" .") == match.group()


@lru_cache(maxsize=200_000)
def _alike(one: str, other: str) -> float:
    if min(len(one), len(other)) < 3:
        return 0.0
    if stem(one) == stem(other):
        return 1.0
    near = JaroWinkler.similarity(one, other)
    return float(near) if near >= 0.88 and one[0] == other[0] else 0.0


@lru_cache(maxsize=200_000)
def _form(token: str) -> str:
    word = strip_possessive(token.casefold())
    if word[:1].isdecimal():
        head, _, tail = re.sub(r"[^\d.]", "", word).rpartition(".")
        plain = f"{head.replace('.', '')}.{tail}" if head and tail else head.replace(".", "") + tail
        return _digits(float(plain)) if len(plain) <= MAX_NUMBER_DIGITS else plain
    if word in ENGLISH_MONTH_NUMBERS:
        return f"month{ENGLISH_MONTH_NUMBERS[word]}" if token[:1].isupper() or word != "march" else word
    if word in _NUMBER_WORDS:
        return str(_NUMBER_WORDS[word])
    if token in ROMAN_VALUES:
        return str(ROMAN_VALUES[token])
    if word in STOP_WORDS and not (token.isupper() and len(token) > 1):
        return ""
    return _SAME.get(word) or _SAME.get(single := strip_plural(word)) or single


def _grows(found: list[str], form: str, before: str) -> bool:
    """Join "twenty" and "one" to 21."""
    tens = found and form.isdecimal() and len(form) == 1 and found[-1] in {str(ten) for ten in range(20, 100, 10)}
    if tens and re.search(r"(?:ty)[\s-]$", before):
        found[-1] = str(int(found[-1]) + int(form))
        return True
    return False


def _is_number(form: str) -> bool:
    return form[:1].isdecimal()


def _digits(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)
