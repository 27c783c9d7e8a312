"""Classify which type of answer a question asks for, and find spans of that type in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from graph.text.dates import ISO_DATE, MONTH_NAME
from graph.text.numbers import CARDINAL_VALUES, MAGNITUDES
from graph.text.words import STOP_WORDS, WORD_PATTERN
from rag.embed.protocol import Bounds

AnswerType = Literal["person", "place", "time", "number", "reason", "name", "any"]

_FRACTIONS = "half third quarter dozen once twice".split()
NUMBER_WORD_PATTERN = "|".join(
    word for word in (*CARDINAL_VALUES, *MAGNITUDES, *_FRACTIONS) if word not in ("zero", "trillion")
)
"""Number words, as alternatives of a regular expression."""

_TIME = re.compile(
    rf"(?:\b\d{{1,2}}(?:st|nd|rd|th)?\s+)?\b{MONTH_NAME}\b(?:\s+\d{{1,2}}(?:st|nd|rd|th)?\b)?(?:,?\s+\d{{3,4}}\b)?"
    rf"|\b{ISO_DATE}\b"
    r"|\b(?:1[0-9]|20)\d{2}s?(?:\s*[-–]\s*\d{2,4})?\b|\b\d{1,2}:\d{2}\b"
    r"|\b(?:\d{1,2}(?:st|nd|rd|th)|[a-z]+(?:th|first|second|third))[\s-]century\b"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b\d+\s*(?:BC|AD|BCE|CE)\b"
)
_NUMBER = re.compile(
    rf"[$€£¥]?\s?\b\d[\d.,]*\d\b|[$€£¥]?\b\d+\b|\b(?:{NUMBER_WORD_PATTERN})(?:[\s-](?:{NUMBER_WORD_PATTERN}))*\b",
    re.IGNORECASE,
)
_AFTER_NUMBER = re.compile(r"\s?(?:%|°\s?[CF]?|(?:per\s?cent|percent|million|billion|trillion|thousand|hundred)\b)")
_NAME = re.compile(r"\b[A-Z][\w'’&.-]*(?:\s+(?:of|the|de|von|van|der|la|du|and|for)(?=\s+[A-Z])|\s+[A-Z][\w'’&.-]*)*")
_REASON = re.compile(
    r"\b(?:because|due to|owing to|thanks to|so that|in order to|to avoid|caused by|as a result|the reason|since)\b",
    re.IGNORECASE,
)
_ASKS: tuple[tuple[AnswerType, re.Pattern[str]], ...] = (
    ("number", re.compile(r"\bhow (?:many|much|old|far|long|tall|high|large|big|deep|fast|often|wide)\b|"
                          r"\bat what (?:level|rate|speed|age|temperature|distance|height|depth|price)\b|"
                          r"\b(?:the|total|average|what) number of\b|"
                          r"\b(?:percentage|percent|population|amount|share|proportion|cost|price) of\b")),
    ("time", re.compile(r"\bwhen\b|\b(?:what|which) (?:\w+ )?(?:years?|dates?|days?|months?|century|decade|times?|"
                        r"season)\b|"
                        r"\bsince what\b")),
    ("person", re.compile(r"\b(?:who|whom|whose)\b")),
    ("place", re.compile(r"\bwhere\b|\b(?:what|which) (?:\w+ )?(?:city|country|town|place|state|region|river|island|"
                         r"county|continent|nation|province|village|street|location)\b")),
    ("reason", re.compile(r"\bwhy\b")),
    ("name", re.compile(r"\bwhat (?:is|was|are|were) the name\b|\bname of\b|^name\b")),
)  # fmt: skip


def asked_answer_type(question: str) -> AnswerType:
    """Return the answer type that the first question words ask for."""
    lowered = question.casefold().strip()
    matches = [(match.start(), kind) for kind, pattern in _ASKS if (match := pattern.search(lowered))]
    return min(matches, key=lambda match: match[0])[1] if matches else "any"


def answer_spans(kind: AnswerType, sentence: str) -> list[Bounds]:
    """Return the spans of a type in the sentence, in order; none for "any" and "reason"."""
    if kind == "time":
        return [match.span() for match in _TIME.finditer(sentence)]
    if kind == "number":
        return list(_numbers(sentence))
    if kind in ("person", "place", "name"):
        return list(_names(sentence))
    return []


def has_answer_type(kind: AnswerType, sentence: str) -> bool:
    """Whether the sentence contains a possible answer of this type."""
    if kind == "reason":
        return bool(_REASON.search(sentence))
    return kind == "any" or bool(answer_spans(kind, sentence))


def _numbers(sentence: str) -> Iterator[Bounds]:
    for match in _NUMBER.finditer(sentence):
        unit = _AFTER_NUMBER.match(sentence, match.end())
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        yield start, unit.end() if unit else match.end()


def _names(sentence: str) -> Iterator[Bounds]:
    first = WORD_PATTERN.search(sentence)
    for match in _NAME.finditer(sentence):
        start, end = match.span()
        while end > start and sentence[end - 1] in ".'’-&":
            end -= 1
        opens_sentence = first is not None and start == first.start()
        if opens_sentence and sentence[start:end].casefold() in STOP_WORDS:
            continue
        yield start, end
