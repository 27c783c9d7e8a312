"""Detect sentences that replace one value by another, and which of the two a question asks for."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from rag.answer.extractive.answer_type import AnswerType, answer_spans, asked_answer_type
from rag.embed.protocol import Bounds

_CHANGED = (
    "changed|amended|revised|corrected|extended|postponed|delayed|deferred|moved|brought forward|put back|raised|"
    "increased|lifted|lowered|reduced|cut|shortened|lengthened|updated|renamed|switched"
)
_BE = r"(?:(?:is|are|was|were|be|been|being|has|have|had|will|shall|now|hereby|then|therefore)\s+)*"
_OLD_FIRST = (
    re.compile(rf"\b{_BE}(?:replaced|superseded)\s+(?:by|with)\b"),
    re.compile(rf"\b{_BE}(?:{_CHANGED}|rises|rose|risen|falls|fell|fallen)\s+(?:to\s+read|to|until)\b"),
    re.compile(r"\s*,?\s+(?:but|and)\s+(?:(?:is|are|it|they)\s+)*(?:now|instead)\b"),
)
_NEW_FIRST = re.compile(
    r"\s*,?\s+(?:instead\s+of|in\s+place\s+of|rather\s+than|replaces|supersedes|and\s+(?:not|no\s+longer))\b"
)
_FROM = re.compile(rf"\b(?:{_CHANGED}|rises|rose|risen|falls|fell|fallen)\b(?:\s+[a-z]+){{0,3}}\s+from\b")
_TO = re.compile(r"\s+(?:to|until)\b")
_NOT = re.compile(r"\b(?:no\s+longer|not|not\s+any\s+more)\b")
_BUT = re.compile(r"\s*,?\s+but\b")

_MAX_WORDS_BETWEEN = 4
"""Maximum words between a value and the words that replace it."""

_MAX_CHARS_BEFORE = 400
"""Characters before a value that are searched."""

_ADVERB = re.compile(r"\b(?:in|on|during|since|at)\s+$", re.IGNORECASE)
_ASKS_OLD = re.compile(
    r"\b(?:before|previous(?:ly)?|original(?:ly)?|former(?:ly)?|initial(?:ly)?|earlier|old)\b"
    r"|\b(?:at first|used to|no longer)\b"
    r"|\b(?:replace[sd]?|supersede[sd]?)\b(?!\s+(?:by|with|it|them)\b)",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:was|were|did|had)\b", re.IGNORECASE)
_PRESENT = re.compile(r"\b(?:now|nowadays|currently|today|at present|in force)\b", re.IGNORECASE)


def current_value(question: str, value: str, others: Iterable[str]) -> str:
    """Return the current value if one of the other sentences replaces this one; else the value unchanged."""
    if not value or asks_past(question):
        return value
    kind = _kind(question, value)
    for sentence in others:
        for old, new in find_replacements(sentence, kind):
            now = sentence[slice(*new)]
            if sentence[slice(*old)].casefold() == value.casefold() and now.casefold() not in question.casefold():
                return now
    return value


def asks_past(question: str) -> bool:
    """Whether the question is about the past, so that a replaced value may be its answer."""
    return bool(_ASKS_OLD.search(question) or (_PAST.search(question) and not _PRESENT.search(question)))


def current_bounds(question: str, sentence: str, read: Bounds) -> Bounds:
    """Return the bounds of the current value if the sentence replaces the one at `read`.

    The bounds are unchanged if the question is about the past, or contains the current value.
    """
    if asks_past(question):
        return read
    start, end = read
    asked = question.casefold()
    for old, new in find_replacements(sentence, _kind(question, sentence[start:end])):
        if old[0] < end and start < old[1] and sentence[slice(*new)].casefold() not in asked:
            return new
    return read


def find_replacements(sentence: str, kind: AnswerType) -> Iterator[tuple[Bounds, Bounds]]:
    """Yield the values of a type (old, new) where the sentence replaces the first by the second."""
    spans = answer_spans(kind, sentence)
    for left, right in itertools.pairwise(spans):
        between = sentence[left[1] : right[0]]
        before, until = (sentence[max(0, offset - _MAX_CHARS_BEFORE) : offset] for offset in (left[0], right[0]))
        if _ADVERB.search(until) or (_ADVERB.search(before) and not _directly(between)):
            continue
        apart = ((_FROM, _TO), (_NOT, _BUT))
        if any(_joins(pattern, between) for pattern in _OLD_FIRST) or any(
            _ends(opening, before) and _joins(joint, between) for opening, joint in apart
        ):
            yield left, right
        elif _joins(_NEW_FIRST, between):
            yield right, left


def _joins(pattern: re.Pattern[str], between: str) -> bool:
    """Whether the words between two values match the pattern, with few other words around it."""
    match = pattern.search(between)
    return match is not None and _has_few_words(between[: match.start()]) and _has_few_words(between[match.end() :])


def _directly(between: str) -> bool:
    """Whether the replacing words follow the value directly: "the fair on 3 May is moved to 10 June"."""
    return any(pattern.match(between.lstrip(" ,")) for pattern in _OLD_FIRST)


def _ends(pattern: re.Pattern[str], before: str) -> bool:
    return any(_has_few_words(before[match.end() :]) for match in pattern.finditer(before))


def _has_few_words(text: str) -> bool:
    return len(text.split()) <= _MAX_WORDS_BETWEEN and not re.search(r"[.;:!?]", text)


def _kind(question: str, read: str) -> AnswerType:
    """Return the answer type of the question, or of the value if the question leaves it open."""
    kind = asked_answer_type(question)
    if kind in ("time", "number"):
        return kind
    return next((kind for kind in ("time", "number") if answer_spans(kind, read)), "name")
