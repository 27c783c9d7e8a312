"""What a question asks, apart from the story told before it and from the clause that names where to look.

"I moved house in May. Must I tell the library?" asks "Must I tell the library?"; "In the staff handbook, who approves
leave?" asks "who approves leave?", within what is titled like its first clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from graph.text.sentences import sentence_bounds
from graph.text.stemming import prefix_stems
from graph.text.words import words

UNTITLED_PENALTY = 1.5
"""How many words of a clause that a title contains make up for one that it does not."""

_ASKING = re.compile(
    r"\s*(?:(?:and|but|so|also|or|then|now|in|at|for|to|on|from)\s)?(?:who|whom|whose|what|which|where|when|why|how|is|are|"
    r"am|was|were|do|does|did|can|could|may|might|must|shall|should|will|would|has|have|had)\b",
    re.IGNORECASE,
)
_WHERE = re.compile(
    r"\s*(?:in|according to|under|per|as per|from|on|based on|regarding|for|at|within|during|given)\b", re.IGNORECASE
)
_CLAUSE_END = re.compile(r'[,:]"?\s+')
_QUESTION_MARKS = ("?", "？", "؟")


@dataclass(frozen=True, slots=True)
class Focus:
    """The part of a question that asks, and the clause before it that a title matches; empty if there is none."""

    asked: str
    scope: str = ""


def find_focus(question: str, titles: Iterable[str]) -> Focus:
    """Return what a question asks and its scope, given the titles of what it may be about."""
    scope = _find_scope(question, [prefix_stems(title) for title in dict.fromkeys(titles)])
    return Focus(_last_asking_sentence(question[len(scope) :]).strip(), scope)


def may_have_scope(question: str) -> bool:
    """Whether a question begins with a clause that may name where to look."""
    return bool(_WHERE.match(question) and _CLAUSE_END.search(question))


def _find_scope(question: str, known: Sequence[Set[str]]) -> str:
    """Return the leading clause whose words a title covers best, less those that it does not contain."""
    if not may_have_scope(question):
        return ""
    end, best = 0, 0.0
    for match in _CLAUSE_END.finditer(question):
        clause = prefix_stems(question[: match.start()])
        titled = max((len(clause & title) for title in known), default=0)
        gain = titled - UNTITLED_PENALTY * (len(clause) - titled)
        if gain > best and words(question[match.end() :]):
            end, best = match.end(), gain
    return question[:end]


def _last_asking_sentence(text: str) -> str:
    """Return the last sentence that ends in a question mark, else the last that begins like a question, else all."""
    sentences = [text[start:end] for start, end in sentence_bounds(text)]
    marked = [one for one in sentences if one.rstrip("\"'”’) ").endswith(_QUESTION_MARKS)]
    asking = marked or [one for one in sentences if _ASKING.match(one)]
    return asking[-1] if asking and words(asking[-1]) else text
