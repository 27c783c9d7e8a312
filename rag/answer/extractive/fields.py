"""Records of named fields, "name: value; name: value", and whether one has the field a question asks for."""

from __future__ import annotations

import re

from graph.text.stemming import stems
from rag.embed.protocol import Embedder

MIN_RECORD_FIELDS = 3
"""Minimum fields of a record."""

MIN_FIELD_SIMILARITY = 0.42
"""Minimum similarity between names of the same field: cost and price, phone and telephone."""

_FIELD = re.compile(r"(?:^|;\s+)([^\W\d][\w /()-]{0,40}):\s")
_ASKED = re.compile(
    r"\bwhat(?:['’]s|\s+(?:is|are|was|were))\s+the\s+((?:[a-z][\w-]*\s+){1,3}?)(?:of|for)\s", re.IGNORECASE
)
_ANY = frozenset("name value answer".split())


def asked_field(question: str) -> str:
    """Return the field asked for in a question like "What is the price of the pump?"; empty for other questions."""
    match = _ASKED.search(question)
    field = match.group(1).strip().casefold() if match else ""
    return "" if field in _ANY else field


def lacks_field(field: str, sentence: str, embedder: Embedder) -> bool:
    """Whether the sentence is a record without the field, a field of a similar name, or the field's words.

    A record names every field it gives a value for.
    """
    names = record_fields(sentence)
    if not field or len(names) < MIN_RECORD_FIELDS or contains_field_words(field, sentence):
        return False
    field_vector, *vectors = embedder.embed([field, *names])
    return max(float(field_vector @ vector) for vector in vectors) < MIN_FIELD_SIMILARITY


def contains_field_words(field: str, sentence: str) -> bool:
    """Whether the sentence contains all words of the field's name."""
    return set(stems(field)) <= set(stems(sentence))


def record_fields(sentence: str) -> list[str]:
    """Return the names of the fields of a record."""
    return [name.casefold() for name in _FIELD.findall(sentence)]
