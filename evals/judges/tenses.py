"""Whether something has happened or is still to come: "it will decide" is not "it decided"."""

from __future__ import annotations

import re

from graph.text.verb_forms import BASE_FORMS, verb_key

_FUTURE = re.compile(
    r"(?:\b(?:will|shall|(?:is|are)\s+(?:going|planned|due|expected|scheduled|about|set)\s+to|(?:plans?|intends?)\s+to)|['’]ll)\b"
    r"\s+(?:not\s+|also\s+|then\s+)?(?P<be>be\s+)?(?P<verb>[a-z]+)",
    re.IGNORECASE,
)
_PERFECT = re.compile(
    r"\b(?P<be>(?:was|were|(?:has|have|had)\s+been)\s+)(?:not\s+|also\s+|then\s+)?(?P<verb>[a-z]+)", re.IGNORECASE
)
_WORD = re.compile(r"[A-Za-z]+")


def find_other_tense(reference: str, claim: str) -> str:
    """Return what a claim says has happened that is to come in the reference, or the reverse; empty if nothing."""
    coming, said_coming = _FUTURE.search(reference), _FUTURE.search(claim)
    if coming and not said_coming:
        return _past_of(coming, claim)
    if said_coming and not coming and _past_of(said_coming, reference):
        return said_coming.group()
    return ""


def _past_of(coming: re.Match[str], text: str) -> str:
    """Return the verb of a sentence about the future where a text has it in the past: with a subject, or in full."""
    verb = verb_key(coming["verb"].casefold())
    if coming["be"]:
        passive = next((match for match in _PERFECT.finditer(text) if verb_key(match["verb"].casefold()) == verb), None)
        return passive.group() if passive else ""
    for match in list(_WORD.finditer(text))[1:]:
        word = match.group().casefold()
        is_past = word.endswith("ed") or word in BASE_FORMS
        if is_past and verb_key(word) == verb:
            return match.group()
    return ""
