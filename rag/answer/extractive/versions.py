"""Put the version of a document that a question asks about before those that it replaces or that replace it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from graph.text.dates import YEAR, Day, find_dates
from graph.types import Passage
from rag.answer.extractive.superseded import asks_past
from rag.answer.prompt import local_today

MAX_READ_CHARS = 400
"""Characters of a passage that are searched for the day from which it holds."""

MAX_DATE_CHARS = 30
"""Characters after the words that announce a day, within which it stands."""

_VALID_FROM = re.compile(
    r"\b(?:valid|effective|in force|in effect|applicable|applies|apply)"
    r"(?:\s+(?:as\s+(?:of|from)|from|since|on|date))?\b\W*",
    re.IGNORECASE,
)
_VARIABLE = re.compile(
    r"\([^()]*\)|\b(?:version|edition|revision|issue|ver|rev|v)\b\.?|\d+(?:st|nd|rd|th)?|[^\w\s]+", re.IGNORECASE
)
_IS_VERSION = re.compile(
    rf"\b(?:version|edition|revision|issue|ver|rev|v)\b\.?\s*\d|\bv\d|(?<!\d){YEAR}(?!\d)", re.IGNORECASE
)
"""What tells a version from another document of the same name: its number or year."""

_DAY_ASKED = re.compile(
    rf"\s*\b(?:in|during|on|as of|at the end of|back in)\s+(?:[\w.,]+\s+){{0,2}}{YEAR}\b", re.IGNORECASE
)
_YEAR_ALONE = re.compile(rf"(?<!\d){YEAR}(?!\d)")
_NAMES_VERSION = re.compile(r"\b(?:version|edition|revision|issue|v)\.?\s*\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class VersionChoice:
    """The passages in the order to read them in, and the question to ask of them."""

    question: str
    passages: tuple[Passage, ...]


def choose_version(question: str, passages: Sequence[Passage], today: date | None = None) -> VersionChoice:
    """Put passages of other versions of a document behind all others.

    Versions are documents whose titles differ in version or year alone and tell from when they hold. The version
    that holds on the day that the question names, else today, stays; a question about the past without a day changes
    nothing. A day by which the version of the first passage was chosen is not asked for again.
    """
    asked = _asked_day(question, today or local_today())
    if asked is None:
        return VersionChoice(question, tuple(passages))
    families: dict[str, dict[Day, list[Passage]]] = defaultdict(lambda: defaultdict(list))
    for passage in passages:
        start = find_start(passage)
        if start and _IS_VERSION.search(_title(passage)):
            families[_family(passage)][start].append(passage)
    others = [passage for versions in families.values() for passage in _other_versions(versions, asked)]
    behind = {passage.id for passage in others}
    kept = [passage for passage in passages if passage.id not in behind]
    chosen = bool(others) and len(families.get(_family(passages[0]), ())) > 1
    return VersionChoice(_DAY_ASKED.sub("", question) if chosen else question, (*kept, *others))


def find_start(passage: Passage) -> Day | None:
    """Return the day from which a passage says that it holds, else the first of the only year in its title; None
    without either."""
    text = f"{passage.heading}\n{passage.text[:MAX_READ_CHARS]}"
    for match in _VALID_FROM.finditer(text):
        found = find_dates(text[match.end() : match.end() + MAX_DATE_CHARS])
        if found:
            return found[0]
    years = set(_YEAR_ALONE.findall(_title(passage)))
    return (int(years.pop()), 1, 1) if len(years) == 1 else None


def _asked_day(question: str, today: date) -> Day | None:
    """Return the day for which a question asks; None if it names a version, or a past without a day."""
    if _NAMES_VERSION.search(question):
        return None
    dates = find_dates(question)
    if dates:
        year, month, day = dates[0]
        return year, month or 12, day or 31
    return None if asks_past(question) else (today.year, today.month, today.day)


def _family(passage: Passage) -> str:
    """Return the title without what differs between versions."""
    return " ".join(_VARIABLE.sub(" ", _title(passage)).casefold().split())


def _title(passage: Passage) -> str:
    return passage.heading.split("\n", 1)[0]


def _other_versions(versions: dict[Day, list[Passage]], asked: Day) -> list[Passage]:
    """Return the passages of all versions but the last that holds on a day, newest first; none if no version holds."""
    holding = [start for start in versions if start <= asked]
    if not holding:
        return []
    current = max(holding)
    return [passage for start in sorted(versions, reverse=True) if start != current for passage in versions[start]]
