"""Recognise a question for what changed between versions, and read which versions it names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.text.dates import YEAR
from graph.text.stemming import stems

MAX_READ_CHARS = 300
"""Characters of a question that is read as one for changes."""

_CHANGED = r"(?:chang(?:e[sd]?|ing)|differen(?:ces?|t)|differ(?:s|ed)?|modif\w+|amend\w*|revis\w+|updated?|updates)"
_VERSIONS = r"(?:versions?|editions?|revisions?|releases?)"
_MARK = re.compile(
    rf"\b(?:(?:{_VERSIONS}|(?-i:v))\.?\s?)?(?P<number>\d{{1,3}}(?:\.\d{{1,3}})+)\b"
    rf"|\b(?:{_VERSIONS}|(?-i:v))\.?\s?(?P<whole>\d{{1,3}})\b|\b(?P<year>{YEAR})\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    rf"\bwhat(?:['’]s| is| are| was| were| has| have)?\s+(?:(?:all|been|the|main|it|that|exactly)\s+)*{_CHANGED}\b"
    r"|\bwhat(?:['’]s| is| was| are)\s+new\b"
    r"|\bwhat(?: has| have| was| were)?\s+(?:been\s+)?(?:added|removed|new)\b"
    rf"|\bhow\s+(?:do|does|did|has|have|is|are)\b(?!\s+(?:i|we|you|one)\b).*\b{_CHANGED}\b"
    rf"|\b(?:which|what)\s+(?!(?:do|does|did|is|was|can|will)\b)(?:[\w-]+\s+){{1,3}}(?:(?:is|are|was|were|has|have|been)\s+)*(?:{_CHANGED}|made|new)\b"
    r"|\b(?:list|show|tell|give|name|explain|describe|summari[sz]e)\b.*"
    r"\b(?:changes|differences?|what(?:['’]s| is| has| was)?\s+(?:changed|new|different))\b"
    r"|\bcompare\b|\bcomparison\b|\bchanges (?:between|in|to|since|from)\b|\bdifferences? between\b",
    re.IGNORECASE,
)
_SPEAKS_OF_VERSIONS = re.compile(
    rf"\b{_VERSIONS}\b|\b(?:old|older|previous|former|earlier|last|new|newer|latest|current)\b|\bsince\b|\bchang\w+\b",
    re.IGNORECASE,
)
_SINCE = re.compile(r"\b(?:since|after|compared (?:to|with)|from)\b[^\d]*\Z", re.IGNORECASE)
_SAYING_NOTHING = frozenset(
    stems(
        "what which how differ different difference differences change changed changes new old older newer latest "
        "current previous former earlier last version versions edition editions revision revisions release releases "
        "compare comparison compared list show tell give name explain describe summarise summarize two both made make "
        "main added removed modified amended revised updated update updates one ones year years since between document "
        "documents text file exactly really today now"
    )
)


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """The words that name the document or a topic in it, the versions named, and whether it asks since the first."""

    words: frozenset[str]
    versions: tuple[tuple[int, ...], ...] = ()
    since: bool = False


def read_change_request(question: str) -> ChangeRequest | None:
    """Return what a question asks for changes of; None if it asks for something else."""
    if len(question) > MAX_READ_CHARS or not _ASKS.search(question):
        return None
    marks = list(_MARK.finditer(question))
    if not marks and not _SPEAKS_OF_VERSIONS.search(question):
        return None
    versions = tuple(dict.fromkeys(read_version(match) for match in marks))
    since = len(versions) == 1 and bool(_SINCE.search(question[: marks[0].start()]))
    return ChangeRequest(frozenset(stems(_MARK.sub(" ", question))) - _SAYING_NOTHING, versions, since)


def asks_for_changes(question: str) -> bool:
    """Whether a question asks what changed."""
    return read_change_request(question) is not None


def find_version(text: str) -> tuple[int, ...]:
    """Return the first version number of a text, else its first year; empty without either."""
    marks = list(_MARK.finditer(text))
    chosen = next((match for match in marks if not match["year"]), marks[0] if marks else None)
    return read_version(chosen) if chosen else ()


def strip_versions(text: str) -> str:
    """Return a text without its version numbers and years."""
    return _MARK.sub(" ", text)


def read_version(match: re.Match[str]) -> tuple[int, ...]:
    """Return the number of a version as its parts without zeros at the end: (2, 1), (3,), or (2025,) for a year."""
    parts = [int(part) for part in (match["number"] or match["whole"] or match["year"]).split(".")]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return tuple(parts)
