"""Explain why evidence on the same subject does not support a claim: other figures, other names, or the opposite."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.answer.claims.figures import find_figures, missing_figures
from rag.answer.claims.names import NameEvidence, capitalized_words, find_names
from rag.answer.claims.polarity import find_opposition
from rag.answer.claims.roles import has_swapped_roles
from rag.answer.claims.substitution import find_substitution

_REPLY = re.compile(
    r"^\W*(?:yes|no|ja|nein|oui|non|sí|correct|indeed|true|false)(?:\s*[,.:;!–—-]\s*|\s*$)", re.IGNORECASE
)
_NO = re.compile(r"^\W*(?:no|nein|non|false)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ClaimEvidence:
    """Evidence for a claim: the quote, nearby text where its names and figures may occur, and the rest of the passage.

    `subject` is the name that a pronoun at the start of the quote refers to.

    A name or figure that occurs only in the rest counts if the quote has none of its own that the claim omits;
    otherwise the claim may have substituted one for the other.
    """

    quote: str
    beside: str = ""
    rest: str = ""
    subject: str = ""

    @property
    def near(self) -> str:
        return f"{self.beside}. {self.quote}"


def find_contradiction(claim: str, ground: ClaimEvidence) -> str:
    """Return in a few words why the evidence does not support the claim; empty if nothing contradicts it."""
    claim = _REPLY.sub("", claim) or claim
    return (
        _figure_reason(claim, ground)
        or _name_reason(claim, ground)
        or _substitution_reason(claim, ground)
        or find_opposition(claim, ground.quote)
        or ("the passage swaps who does it and who it is done to" if has_swapped_roles(claim, ground.quote) else "")
    )


def _substitution_reason(claim: str, ground: ClaimEvidence) -> str:
    replaced = find_substitution(claim, ground.quote)
    return f"the passage has something else in place of {replaced}" if replaced else ""


def _figure_reason(claim: str, ground: ClaimEvidence) -> str:
    figures = find_figures(claim)
    missing = missing_figures(figures, find_figures(ground.near))
    if missing and ground.rest and not missing_figures(find_figures(ground.quote), figures):
        missing = missing_figures(missing, find_figures(ground.rest))
    return f"the passage does not say {claim[missing[0].start : missing[0].end]}" if missing else ""


def _name_reason(claim: str, ground: ClaimEvidence) -> str:
    names = find_names(claim, capitalized_words(f"{ground.near} {ground.rest}"))
    evidence = _name_evidence(ground.near)
    missing = [name for name in names if not evidence.has(name)]
    if missing and ground.rest:
        claim_evidence = _name_evidence(claim)
        if all(
            claim_evidence.has(name)
            for name in (*find_names(ground.quote, capitalized_words(ground.rest)), *find_names(f"- {ground.subject}"))
        ):
            passage_evidence = _name_evidence(ground.rest)
            missing = [name for name in missing if not passage_evidence.has(name)]
    return f"the passage does not name {missing[0].text}" if missing else ""


@lru_cache(maxsize=512)
def _name_evidence(text: str) -> NameEvidence:
    """Return the words of a text as evidence: the claims of an answer are checked against the same few spans."""
    return NameEvidence(text)


def find_denial(question: str, quote: str) -> str:
    """Return why the quote contradicts what the question presupposes; empty if it does not."""
    return find_opposition(question.rstrip(" ?"), quote)


def leading_reply(claim: str) -> bool | None:
    """Whether a claim begins with yes (True) or no (False); None if with neither."""
    if not _REPLY.match(claim):
        return None
    return not _NO.match(claim)
