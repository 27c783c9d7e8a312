"""Sentences of minutes and mails that a later one of the same series takes back: "The fair is moved to 25 October."

A series is of documents of one title but for its date, and of the mails of one subject.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph.text.dates import DATE_PATTERN, YEAR, Day, find_dates
from graph.text.stemming import stems
from graph.types import Passage
from rag.answer.extractive.amounts import asks_price, has_amount
from rag.answer.extractive.answer_type import asked_answer_type, has_answer_type
from rag.answer.extractive.evidence import Candidate
from rag.answer.extractive.superseded import asks_past

MIN_SHARED = 0.5
"""The share of the question's words in the earlier sentence that the later one must have."""

_REPLY = re.compile(r"^(?:(?:re|fwd?|aw|wg|tr|rv|sv)\s*:\s*)+", re.IGNORECASE)
_VARIABLE = re.compile(rf"{DATE_PATTERN.pattern}|{YEAR}|\d+|[^\w\s]+|\b(?:no|nr|number)\b", re.IGNORECASE)
_CHANGE = re.compile(
    r"\b(?:no longer|instead|rather than|now|altogether|after all|any ?more|chang(?:ed?|es)|moved|postponed|"
    r"brought forward|put (?:back|off)|cancel+ed|withdrawn|revoked|reversed|repealed|lifted|replaced|supersede[sd]|"
    r"corrected|correction|"
    r"(?:grown|risen|rises?|rose|fallen|falls?|fell|raised|lowered|reduced|increased|extended|shortened)"
    r"(?: \w+){0,2} (?:to|from|by))\b",
    re.IGNORECASE,
)


Place = tuple[int, int]
"""The rank of a sentence's passage, and the sentence's place in it."""


def find_reversed(question: str, sentences: Sequence[Candidate]) -> dict[Place, Place]:
    """Return the sentences that a later document of their series takes back or states anew, each with the first that
    does so; none where the question is about the past or names a day."""
    passages = {candidate.passage.document_id: candidate.passage for candidate in sentences}
    days = {document_id: _day(passage) for document_id, passage in passages.items()}
    if (
        asks_past(question)
        or any(month for _, month, _ in find_dates(question))
        or len(set(days.values()) - {None}) < 2
    ):
        return {}
    wanted = set(stems(question))
    series: dict[str, list[tuple[Day, Candidate, set[str]]]] = {}
    for candidate in sentences:
        day, shared = days[candidate.passage.document_id], wanted & set(stems(candidate.text))
        if day and shared:
            series.setdefault(_series(candidate.passage), []).append((day, candidate, shared))
    found: dict[Place, Place] = {}
    for members in series.values():
        for day, candidate, shared in members:
            later = [
                (when, other)
                for when, other, own in members
                if when > day and _replaces(other, own, shared) and _may_answer(question, other.text)
            ]
            if later:
                last = max(when for when, _ in later)
                new = next(other for when, other in later if when == last)
                found[candidate.rank, candidate.place] = new.rank, new.place
    return found


def _may_answer(question: str, text: str) -> bool:
    """Whether a sentence holds a value of the kind that is asked for."""
    return has_amount(text) if asks_price(question) else has_answer_type(asked_answer_type(question), text)


def _replaces(later: Candidate, own: set[str], shared: set[str]) -> bool:
    """Whether a later sentence speaks of a change of what an earlier one says."""
    return len(own & shared) >= MIN_SHARED * len(shared) and bool(_CHANGE.search(later.text))


def _day(passage: Passage) -> Day | None:
    """Return the day in the title of a passage's document, else that of the document."""
    year, month, day = (*map(int, filter(str.isdigit, passage.date.split("-"))), 0, 0, 0)[:3]
    return next(iter(find_dates(passage.title)), (year, month, day) if year else None)


def _series(passage: Passage) -> str:
    return " ".join(_VARIABLE.sub(" ", _REPLY.sub("", passage.title)).casefold().split())
