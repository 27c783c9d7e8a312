"""Who does what: an answer to "who pays" that names the right one in another part than the one asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evals.judges.forms import forms, is_number
from evals.judges.sentences import sentences
from graph.text.stemming import stem

_ASKS_DOER = re.compile(r"(?:^|[,:]\s)(?:who|(?P<german>wer))\s+(?P<verb>[a-zäöüß]+)\b", re.IGNORECASE)
_HELPERS = frozenset(
    "is are was were am be been do does did has have had can could may might must shall should will would s".split()
)
_LINKS = re.compile(r"\b(?:by|is|are|was|were|be|namely|called|named)\b|[:–—-]\s", re.IGNORECASE)
_NOMINATIVE = re.compile(r"^\s*(?:herr|der|er)\s*\b|^\s*(?:herr|der)\b", re.IGNORECASE)
MAX_REFERENCE_WORDS = 4
MAX_CLAIM_WORDS = 12


def find_other_doer(question: str, reference: str, claim: str) -> str:
    """Return what a claim says before the verb of the question, if the reference stands only behind it.

    "Who pays?" is not answered with "the tenant" by "The landlord pays for the tenant", and it is by "It is paid by the
    tenant". Empty where that cannot be told.
    """
    asked, wanted = _ASKS_DOER.search(question), forms(reference)
    if asked is None or asked["verb"].casefold() in _HELPERS or len(reference.split()) > MAX_REFERENCE_WORDS:
        return ""
    told = sentences(claim)
    verb = forms(asked["verb"])
    if len(told) != 1 or len(claim.split()) > MAX_CLAIM_WORDS or not verb or not wanted:
        return ""
    words = [(match.start(), match.end(), forms(match.group())) for match in re.finditer(r"\w+(?:['’]\w+)?", claim)]
    at = [place for place, (_, _, form) in enumerate(words) if form and _is_verb(form[0], verb[0])]
    named = [
        place
        for place, (_, _, form) in enumerate(words)
        if form and form[0] in wanted and form[0] not in forms(question)
    ]
    if len(at) != 1 or not named or named[0] < at[0]:
        return ""
    between = claim[words[at[0]][1] : words[named[0]][0]]
    if _LINKS.search(between) or (asked["german"] and _NOMINATIVE.search(between)):
        return ""
    subject = [word for word in words[: at[0]] if word[2]]
    if subject and all(word[2][0] in (*forms(question), "herr") for word in subject) and _is_object(question, subject):
        return claim[subject[0][0] : subject[-1][1]]
    before = [word for word in subject if word[2][0] not in forms(question)]
    is_subject = before and before[-1] == words[at[0] - 1] and not is_number(before[-1][2][0])
    return claim[before[0][0] : words[at[0]][0]].strip() if is_subject else ""


def _is_object(question: str, subject: Sequence[tuple[int, int, tuple[str, ...]]]) -> bool:
    """Whether the words before the verb are what stands behind it in the question, rather than what leads up to it."""
    return forms(question)[-1:] == subject[-1][2][-1:]


def _is_verb(form: str, verb: str) -> bool:
    return stem(form) == stem(verb) and not form.endswith(("er", "or"))
