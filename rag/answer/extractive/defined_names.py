"""Names that a document uses only once, to say what it calls them from then on: "Priya Nair (the “Employee”)"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graph.text.names import NAME_WORD
from graph.text.words import words
from graph.types import Passage

_NAME = rf"{NAME_WORD}(?:[^\S\n]+(?:(?:&|and)[^\S\n]+)?(?:{NAME_WORD}|[A-Z]\.)){{0,5}}"
_QUOTE = r"[\"“”„'‘’]"
_DEFINED = re.compile(
    rf"(?P<name>{_NAME})(?:\s*[,(][^.;()\n]{{0,120}})?,?\s*"
    rf"[(,]\s*(?:hereinafter|hereafter|referred to as|called|\s)*{_QUOTE}?(?:[Tt]he\s+)?{_QUOTE}?"
    rf"(?P<term>[A-Z][a-z]+)\b{_QUOTE}?\s*[),]"
)
_PARTIES = (
    "employee|employer|tenant|landlord|lessee|lessor|buyer|seller|purchaser|vendor|customer|client|supplier|contractor|"
    "provider|licensee|licensor|borrower|lender|insured|insurer|policyholder|patient|student|applicant|consultant|"
    "trainee|apprentice|owner|operator|donor|recipient|agent"
)
_FIELD = re.compile(rf"^\W*(?P<term>(?i:{_PARTIES})s?)(?:\s+name)?\W{{0,2}}\s*[:|]\s*(?P<name>{_NAME})", re.MULTILINE)
_IS_PARTY = re.compile(rf"(?:{_PARTIES}|company|party|parties|organi[sz]ation|association|client)\Z", re.IGNORECASE)

_FORM = re.compile(r"(?:Ltd|Inc|Corp|LLC|LLP|PLC|GmbH|AG|Co|Mr|Mrs|Ms|Dr|Limited|Company|Group)\Z")

MIN_NAME_CHARS = 3
"""Letters of a word of a name by which the name is known."""


def name_as_defined(question: str, passages: Sequence[Passage]) -> dict[str, str]:
    """Return by document the question with the names in it as that document calls them; only documents that do."""
    asked: dict[str, str] = {}
    for passage in passages:
        for name, term in _definitions(passage.text):
            before = asked.get(passage.document_id, question)
            after = _rename(before, name, term)
            if after != before:
                asked[passage.document_id] = after
    return asked


def _definitions(text: str) -> Iterator[tuple[str, str]]:
    for match in _DEFINED.finditer(text):
        if _IS_PARTY.match(match["term"]):
            yield match["name"], match["term"]
    for match in _FIELD.finditer(text):
        yield match["name"], match["term"]


def _rename(question: str, name: str, term: str) -> str:
    """Return the question with the name, or the longest part of it, replaced."""
    parts = [part for part in re.findall(NAME_WORD, name) if len(part) >= MIN_NAME_CHARS and not _FORM.match(part)]
    if not parts:
        return question
    known = "|".join(map(re.escape, parts))
    pattern = rf"\b(?:(?:Mr|Mrs|Ms|Dr)\.?\s+)?(?:{known})(?:(?:\s|&|and\b)+(?:{known}))*\b"
    return re.sub(pattern, f"the {term.lower()}", question) if words(re.sub(pattern, "", question)) else question
