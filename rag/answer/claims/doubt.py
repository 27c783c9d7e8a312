"""Why a claim is not borne out by evidence that speaks of the same: another figure, another name, the opposite."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.answer.claims.figures import figures, missing
from rag.answer.claims.names import NameEvidence, capitals, names
from rag.answer.claims.polarity import opposed
from rag.answer.claims.roles import swapped
from rag.answer.claims.substitution import substituted

_REPLY = re.compile(
    r"^\W*(?:yes|no|ja|nein|oui|non|sí|correct|indeed|true|false)(?:\s*[,.:;!–—-]\s*|\s*$)", re.IGNORECASE
)
_NO = re.compile(r"^\W*(?:no|nein|non|false)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ground:
    """What may bear a claim: the quote, what its names and figures may lean on beside it, and the rest of its passage.

    `subject` is the name that a pronoun at the quote's beginning stands for.

    A name or figure that stands only in the rest counts where the quote has none of its own that the claim leaves out:
    else the claim may have put the one in the place of the other.
    """

    quote: str
    beside: str = ""
    rest: str = ""
    subject: str = ""

    @property
    def near(self) -> str:
        return f"{self.beside}. {self.quote}"


def doubt(claim: str, ground: Ground) -> str:
    """Why the evidence does not bear the claim, in a few words; empty when nothing speaks against it."""
    claim = _REPLY.sub("", claim) or claim
    return (
        _figure(claim, ground)
        or _name(claim, ground)
        or _other(claim, ground)
        or opposed(claim, ground.quote)
        or ("who does what to whom is told the other way round" if swapped(claim, ground.quote) else "")
    )


def _other(claim: str, ground: Ground) -> str:
    told = substituted(claim, ground.quote)
    return f"the passage has something else in the place of {told}" if told else ""


def _figure(claim: str, ground: Ground) -> str:
    told = figures(claim)
    lost = missing(told, figures(ground.near))
    if lost and ground.rest and not missing(figures(ground.quote), told):
        lost = missing(lost, figures(ground.rest))
    return f"the passage does not say {claim[lost[0].start : lost[0].end]}" if lost else ""


def _name(claim: str, ground: Ground) -> str:
    told = names(claim, capitals(f"{ground.near} {ground.rest}"))
    near = NameEvidence(ground.near)
    lost = [one for one in told if not near.has(one)]
    if lost and ground.rest:
        said = NameEvidence(claim)
        if all(said.has(one) for one in (*names(ground.quote, capitals(ground.rest)), *names(f"- {ground.subject}"))):
            rest = NameEvidence(ground.rest)
            lost = [one for one in lost if not rest.has(one)]
    return f"the passage does not name {lost[0].text}" if lost else ""


def denied_by(question: str, quote: str) -> str:
    """Why the quote says the opposite of what the question takes for granted; empty when it does not."""
    return opposed(question.rstrip(" ?"), quote)


def reply_of(claim: str) -> bool | None:
    """Whether a claim begins with yes (True) or no (False); None when with neither."""
    if not _REPLY.match(claim):
        return None
    return not _NO.match(claim)
