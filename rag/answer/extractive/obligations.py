"""Whether a question asks if something has to be, and whether a sentence says so.

"You can register online" does not tell whether one has to, and "The permit must be visible" not whether one is needed.
"""

from __future__ import annotations

import re

from graph.text.stemming import stems

_ASKS = re.compile(
    r"\W*(?:(?:do|does|did|will)\b.{1,60}?\b(?:have|need|got)\s+to\b|(?:must|need)\s"
    r"|(?:is|are|was|were)\b.*\b(?:required|mandatory|compulsory|obligatory|necessary|needed|obliged)\b)",
    re.IGNORECASE,
)
_ASKS_NEED = re.compile(
    r"\W*(?:do|does|did|will)\s+(?:(?:my|our|the|an?)\s+)?\S+\s+(?:need|require)\s+(?!to\b)(?P<thing>.+)", re.IGNORECASE
)
RELEASE = re.compile(r"\b(?:exempt\w*|optional|voluntary)\b", re.IGNORECASE)
"""Words that take an obligation back as a negation does."""

_OBLIGES = re.compile(
    r"\b(?:must|shall|ha(?:s|ve) to|need(?:s|ed)?|requires?|required|necessary|mandatory|compulsory|obligatory|obliged"
    r"|pay)\b|\b(?:is|are) to be\b",
    re.IGNORECASE,
)
_FORBIDS = re.compile(r"\b(?:must|may|shall|can)\s*(?:not|never)\b|\bcannot\b|n['’]t\s+(?!need|have)", re.IGNORECASE)
_NEEDED = r"(?:required|necessary|needed|mandatory|compulsory|obligatory)"
_USED = r"(?:used|worn|shown|presented|brought|bought|carried|taken|handed in|submitted|obtained|provided|enclosed)"
_NEEDS = re.compile(
    rf"\b{_NEEDED}\b|\bneeds?\b|\brequires?\b|\bmust be {_USED}\b|\bmust (?:have|bring|wear|use|show|carry|present)\b"
    rf"|\bha(?:s|ve) to be {_USED}\b|\bwithout\b",
    re.IGNORECASE,
)


def asks_obligation(asked: str) -> bool:
    """Whether a question asks if something has to be done, or is needed."""
    return bool(_ASKS.match(asked) or _ASKS_NEED.match(asked))


def says_obligation(asked: str, sentence: str) -> bool:
    """Whether a sentence says that what a question asks for has to be, or has not to be."""
    if _FORBIDS.search(sentence):
        return False
    needed = _ASKS_NEED.match(asked)
    if needed is None:
        return bool(_OBLIGES.search(sentence) or RELEASE.search(sentence))
    return bool(_NEEDS.search(sentence) and set(stems(needed["thing"])) & set(stems(sentence)))
