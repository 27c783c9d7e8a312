"""Rewrite a follow-up question so that it can be searched for without its history."""

from __future__ import annotations

import re
from dataclasses import replace

from graph.text.names import NAME_OR_NUMBER_WORD
from graph.text.words import STOP_WORDS, WORD_PATTERN, words
from rag.types import Question

MIN_STANDALONE_WORDS = 3
"""A follow-up with fewer content words than this depends on the question before it."""

_POINTING = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|theirs|this|that|these|those|there|then|one|ones|former|"
    r"latter|same|such)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(r"^\s*(?:and|but|or|so|what about|how about|why|also|else|then)\b", re.IGNORECASE)
_NAME = re.compile(
    rf"\"[^\"\n]{{2,60}}\"|“[^”\n]{{2,60}}”"
    rf"|{NAME_OR_NUMBER_WORD}(?:\s+(?:(?:of|the|de|von|van|and)\s+)?{NAME_OR_NUMBER_WORD})*"
)


def resolve_followup(question: Question) -> Question:
    """Return the question with its standalone text; one that has it stays as it is."""
    return question if question.standalone else replace(question, standalone=make_standalone(question))


def make_standalone(question: Question) -> str:
    """Return the question's text, followed by names and nouns of the user's earlier question if it depends on that."""
    text = question.text.strip()
    before = [turn.text for turn in question.history if turn.role == "user" and turn.text.strip()]
    if not before or not refers_back(text):
        return text
    known = set(words(text))
    missing = [term for term in question_terms(before[-1]) if not set(words(term)) <= known]
    if not missing and len(before) > 1:
        missing = [term for term in question_terms(before[-2]) if not set(words(term)) <= known]
    return f"{text} ({', '.join(missing)})" if missing else text


def refers_back(text: str) -> bool:
    """Whether a question refers back: by a pronoun, by its opening, or by being very short."""
    if _OPENING.match(text) or len(words(text)) <= MIN_STANDALONE_WORDS - 1:
        return True
    names = _names(text)
    pointing = [match.group().casefold() for match in _POINTING.finditer(text)]
    strong = [word for word in pointing if word not in {"that", "there", "one", "then"}]
    return bool(strong and not _resolved(text, names)) or bool(pointing and not names)


def _resolved(text: str, names: list[str]) -> bool:
    """Whether a name precedes the first pronoun, which then refers to it."""
    first = _POINTING.search(text)
    return bool(first and any(0 <= text.find(name) < first.start() for name in names))


def question_terms(text: str) -> list[str]:
    """Return the names in a question, or its content words if it has none."""
    found = _names(text)
    if found:
        return found
    return list(dict.fromkeys(word for word in WORD_PATTERN.findall(text) if word.casefold() not in STOP_WORDS))[:8]


def _names(text: str) -> list[str]:
    found: list[str] = []
    for match in _NAME.finditer(text):
        name = match.group()
        first = name.split()[0]
        if match.start() == len(text) - len(text.lstrip()) and first.casefold() in STOP_WORDS | _ASKING:
            name = name[len(first) :].strip()
        if name and name.casefold() not in STOP_WORDS | _ASKING:
            found.append(name)
    return list(dict.fromkeys(found))


_ASKING = frozenset("is are was were do does did tell give list name show explain describe compare please".split())
