"""Find two versions of one document: their titles are alike but for a version, a year or a date."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Generic, Protocol, TypeVar

from graph.text.dates import DATE_PATTERN, Day, find_dates
from graph.text.stemming import stems
from rag.changes.request import ChangeRequest, find_version, strip_versions

MAX_DATED_CHARS = 400
"""Characters of a text in which the day from which it holds may stand."""

_OLD, _NEW = r"old|older|previous|former|superseded", r"new|newer|current|revised|updated|amended"
_AGE = re.compile(rf"\b(?:(?P<old>{_OLD})|(?P<new>{_NEW}))\b", re.IGNORECASE)
_VALID = re.compile(
    r"\b(?:valid|effective|in force|applies|applicable|as)\s+(?:from|of|since|as of)?\s*", re.IGNORECASE
)
_EMPTY = re.compile(r"\b(?:version|edition|revision|issue|ver|rev|v|of|the|from|as)\b|[^\w\s]+|_", re.IGNORECASE)


class Versioned(Protocol):
    """Something with a title, a file and a text: a document, or a passage of one."""

    @property
    def title(self) -> str: ...

    @property
    def source(self) -> str: ...

    @property
    def text(self) -> str: ...


T = TypeVar("T", bound=Versioned)
Rank = tuple[int, tuple[int, ...], Day]


@dataclass(frozen=True, slots=True)
class VersionPair(Generic[T]):
    """The older and the newer of two versions, and the words of the request that their titles do not have."""

    older: T
    newer: T
    topic: frozenset[str]


def find_pair(request: ChangeRequest, documents: Iterable[T]) -> VersionPair[T] | None:
    """Return the two versions that a request is about; None if no document that it names has two."""
    best: tuple[float, int, VersionPair[T]] | None = None
    for place, family in enumerate(_families(documents)):
        titled = frozenset(stems(f"{family[0].title} {PurePath(family[0].source).stem.replace('_', ' ')}"))
        pair = _choose(request, family)
        shared = request.words & titled
        if pair is None or (request.words and not shared):
            continue
        found = (len(shared) / max(1, len(titled)) + len(shared), -place, VersionPair(*pair, request.words - titled))
        best = max(best, found, key=lambda one: one[:2]) if best else found
    return best[2] if best else None


def _families(documents: Iterable[T]) -> list[list[T]]:
    """Return the documents of which there are several versions, each family from the oldest to the newest."""
    grouped: dict[str, list[tuple[Rank, T]]] = defaultdict(list)
    for document in documents:
        grouped[_plain_title(document)].append((_rank(document), document))
    families = [sorted(family, key=lambda one: one[0]) for family in grouped.values()]
    return [[one for _, one in family] for family in families if len({rank for rank, _ in family}) > 1]


def _choose(request: ChangeRequest, family: Sequence[T]) -> tuple[T, T] | None:
    """Return the versions that are named, else the last two; None if one is named that is not there."""
    places = [_place(version, family) for version in request.versions]
    named = sorted({place for place in places if place is not None})
    if len(named) < len(set(request.versions)):
        return None
    if len(named) > 1:
        return family[named[0]], family[named[-1]]
    if named and request.since:
        return (family[named[0]], family[-1]) if named[0] < len(family) - 1 else None
    newer = named[0] if named else len(family) - 1
    return (family[newer - 1], family[newer]) if newer else None


def _place(version: tuple[int, ...], family: Sequence[T]) -> int | None:
    for place, document in enumerate(family):
        names = f"{document.title} {_stem(document)}"
        days = [day[:1] for day in find_dates(f"{names} {_valid_from(document)}")]
        if find_version(document.title) == version or find_version(_stem(document)) == version or version in days:
            return place
    return None


def _rank(document: Versioned) -> Rank:
    """Return what orders the versions of a document: old or new by name, its version's number, its first day."""
    names = f"{document.title} {_stem(document)}"
    age = _AGE.search(names)
    version = find_version(document.title) or find_version(_stem(document))
    days = find_dates(f"{names} {_valid_from(document)}")
    return (bool(age and age["new"]) - bool(age and age["old"]), version, days[0] if days else (0, 0, 0))


def _valid_from(document: Versioned) -> str:
    """Return what follows the words that say from when a text holds."""
    match = _VALID.search(document.text[:MAX_DATED_CHARS])
    return document.text[match.end() : match.end() + 30] if match else ""


def _plain_title(document: Versioned) -> str:
    """Return the title without what tells one version from another."""
    title = DATE_PATTERN.sub(" ", document.title)
    return " ".join(_EMPTY.sub(" ", _AGE.sub(" ", strip_versions(title))).casefold().split())


def _stem(document: Versioned) -> str:
    return PurePath(document.source).stem.replace("_", " ").replace("-", " ")
