"""The amount of money that a sentence gives for what a question asks the price of."""

from __future__ import annotations

import re
from itertools import pairwise

from graph.text.stemming import stems
from graph.text.units import CURRENCY_CODES, CURRENCY_SIGNS
from rag.answer.extractive.answer_type import NUMBER_WORD_PATTERN
from rag.embed.protocol import Bounds

_CURRENCY = rf"(?:[{CURRENCY_SIGNS}]|\b(?:{'|'.join(CURRENCY_CODES)}|euros?|pounds?|dollars?|francs?|pence|cents?)\b)"
_FIGURE = r"\d(?:[\d.,]*\d)?(?:\s?(?:thousand|million|billion|k|m|bn)\b)?"
_AMOUNT = re.compile(rf"{_CURRENCY}\s?{_FIGURE}|{_FIGURE}\s?{_CURRENCY}", re.IGNORECASE)
_FREE = re.compile(r"\b(?:free|no (?:extra |additional )?charge|at no cost|included in)\b", re.IGNORECASE)
_PAYS = r"\bwhat (?:do|does|did|must|should|will|would)\b.*\bpay\b(?! (?:attention|with|by|into|in cash)\b)"
_ASKS_PRICE = re.compile(
    r"\bhow much\b.*\b(?:costs?|charged?|charges|pay|paid|fees?|prices?)\b|\bhow much (?:is|are|was|were) (?:an?|one)\b"
    r"|\bwhat\b.*\b(?:costs?|charges?|price|fees?|fare)\b"
    rf"|{_PAYS}",
    re.IGNORECASE,
)
_ASKS_AMOUNT = re.compile(
    rf"\bhow much\b.*\b(?:costs?|pay)\b|\bwhat (?:do|does|did|will|would)\b.*\bcosts?\W*$|{_PAYS}", re.IGNORECASE
)
"""Asks for nothing but an amount: what the fee is for is another thing."""

_SAYS_PRICE = re.compile(
    rf"{_FREE.pattern}|\b(?:nothing|half|third|quarter|double|twice|price|fare|fee|rate|{NUMBER_WORD_PATTERN})\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[;,.](?=\s)|\s(?:and|but|while|whereas)\s", re.IGNORECASE)
_BARE_NUMBER = re.compile(r"[\d.,\s]*\d[\d.,\s]*")


def asks_price(question: str) -> bool:
    """Whether a question asks what something costs."""
    return bool(_ASKS_PRICE.search(question))


def find_amounts(text: str) -> list[Bounds]:
    """Return where the amounts of money of a text stand."""
    return [match.span() for match in _AMOUNT.finditer(text)]


def has_amount(text: str) -> bool:
    """Whether a text holds an amount of money."""
    return bool(_AMOUNT.search(text))


def settle_amount(asked: str, sentence: str, value: Bounds) -> Bounds | None:
    """Return the bounds of a value with its currency; where a price is asked and the value is none, those of the only
    amount of the sentence, or None.

    No price is given where the sentence says that what is asked for is free, as of parking in "Parking is free; the
    garage costs 9 euros".
    """
    amounts = find_amounts(sentence)
    text = sentence[slice(*value)]
    own = [span for span in amounts if span[0] < value[1] and value[0] < span[1]]
    if own and _BARE_NUMBER.fullmatch(text):
        value = min(value[0], own[0][0]), max(value[1], own[0][1])
    if not asks_price(asked):
        return value
    if not any(map(str.isdigit, text)):
        says = _SAYS_PRICE.search(text) or not _ASKS_AMOUNT.search(asked)
        return value if says else amounts[0] if len(amounts) == 1 else None
    if not _FREE.search(text) and _is_free(asked, sentence, value):
        return None
    if own or "%" in text:
        return value
    return amounts[0] if len(amounts) == 1 else None


def _is_free(asked: str, sentence: str, value: Bounds) -> bool:
    """Whether a clause says that something is free, with as many words of the question as that of the value."""
    wanted = set(stems(asked))
    cuts = [0, *(match.end() for match in _CLAUSE.finditer(sentence)), len(sentence)]
    clauses = [(start, end, len(wanted & set(stems(sentence[start:end])))) for start, end in pairwise(cuts)]
    priced = max((shared for start, end, shared in clauses if start < value[1] and value[0] < end), default=0)
    return any(_FREE.search(sentence[start:end]) and shared >= max(1, priced) for start, end, shared in clauses)
