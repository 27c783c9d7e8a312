"""Yes-no questions: what an answer replies, by its first word or by the polarity of what it states."""

from __future__ import annotations

import re
from typing import Literal

from evals.judges.forms import forms
from evals.judges.sentences import sentences
from evals.judges.value_reading import read_values
from evals.judges.values import comparable, same_value
from graph.text.negation import is_negated, remove_negating_idioms
from graph.text.stemming import stem
from rag.answer.claims.polarity import find_opposition

Reply = Literal["", "yes", "no"]

MIN_SHARED = 0.5
"""Share of the question's words that a statement which replies to it has more than."""

_FIRST = re.compile(
    r"^\W*(?:(?:unfortunately|sorry|sadly|actually|definitely|absolutely|certainly|of\s+course)\W+(?=yes|no))?(?:(?P<yes>yes|yeah|yep|correct|true|certainly|indeed|ja|oui|sí)|(?P<no>no|nope|not|false|incorrect|nein|non|never)|(?:it|they|he|she|you|i|we|this|that|there)?\s*(?:do(?:es)?|did|is|are|was|were|can|could|may|must|should|will|has|have|had)(?:\s*(?P<not>not|n['’]t))?(?=\W*$))\b",
    re.I,
)
_ASKS = re.compile(
    r"(?:^|[.;,:!?]\s+|\b(?:and|but|so|then)\s+)(?P<verb>do|does|did|is|are|was|were|am|can|could|may|might|must|shall|should|will|"
    r"would|has|have|had|need)(?:n['’]t)?\s+(?P<rest>[^.?!]*)\?*\s*$",
    re.IGNORECASE,
)
_NON = re.compile(r"\bnon[-‐ ]?(?=[a-z]{4,})", re.IGNORECASE)
_MEANT_ALIKE = {
    "may": re.compile(
        r"\b(?:allow(?:ed|s)?|permit(?:ted|s)?|permissible|can(?:not)?|can['’]t|may|possible|prohibit(?:ed|s)?"
        r"|forbid(?:den|s)?|banned|ok(?:ay)?)\b",
        re.IGNORECASE,
    ),
    "must": re.compile(
        r"\b(?:must|needs?|needed|required|requires?|necessary|mandatory|compulsory|obligatory|ha(?:ve|s)\s+to)\b",
        re.IGNORECASE,
    ),
}
"""Words that say whether something may be, or must be: each stands for the others."""
_FORBIDS = re.compile(r"\b(?:prohibit(?:ed|s)?|forbid(?:den|s)?|banned|disallowed)\b", re.IGNORECASE)
_CIRCUMSTANCE = re.compile(r"\s(?:(?:in\s+order\s+)?to|if|when|while|for|before|after)\s", re.IGNORECASE)
_PRONOUN = re.compile(r"^\W*(?:it|they|this|that|you|i|he|she|we)\b", re.IGNORECASE)
_ABLE = re.compile(r"(?<=[a-z]{4})[ai]ble$")


def wanted_reply(question: str, reference: str) -> Reply:
    """Return what a reference replies to a yes-no question: by its first word, else by what it states.

    Empty for a question that offers alternatives, unless the reference begins with yes or no.
    """
    asked = _ASKS.search(question)
    offers = asked is not None and re.search(r"\bor\b", asked["rest"], re.IGNORECASE)
    return reply_of(reference) or ("" if offers else read_reply(question, reference))


def asks_yes_or_no(question: str) -> bool:
    """Whether a question can be answered with yes or no."""
    return bool(_ASKS.search(question))


def reply_of(reference: str) -> Reply:
    """Return the reply that a reference begins with; empty if it begins with neither yes nor no."""
    match = re.match(r"^\W*(yes|no)\b(?!\s+(?:one|more|longer|later|fewer|less)\b)", reference, re.IGNORECASE)
    return "" if match is None else "yes" if match[1].casefold() == "yes" else "no"


def read_reply(question: str, claim: str) -> Reply:
    """Return what a claim replies to a yes-no question; empty if neither can be told.

    A statement of the question's words says yes, or no if it is negated and the question is not.
    """
    first = next(iter(sentences(claim)), claim)
    if (match := _FIRST.match(first)) is not None:
        return "no" if match["no"] or match["not"] else "yes"
    asked = _ASKS.search(question)
    if asked is None:
        return ""
    plain = _NON.sub("not ", remove_negating_idioms(first))
    whole = f"{asked['verb']} {asked['rest']}"
    given, by_pronoun = _said(plain), bool(_PRONOUN.match(first))
    if not any(_is_about(_said(part), given, by_pronoun) for part in (whole, _CIRCUMSTANCE.split(whole)[0])):
        return ""
    if _has_other_value(first, question):
        return "no"
    denies = _denies(plain) != _denies(asked["rest"]) or bool(find_opposition(plain, asked["rest"]))
    return "no" if denies else "yes"


def _is_about(wanted: frozenset[str], given: frozenset[str], by_pronoun: bool) -> bool:
    """Whether a statement with some words is about a question with others: most are shared, or it only says "may not".

    Half of them are enough where a pronoun stands for the thing.
    """
    shared = wanted & given
    if not wanted or not shared:
        return False
    modal = shared & _MEANT_ALIKE.keys()
    if given <= _MEANT_ALIKE.keys() or (modal and shared - modal and given <= wanted):
        return True
    enough = len(shared) >= MIN_SHARED * len(wanted) if by_pronoun else len(shared) > MIN_SHARED * len(wanted)
    return (enough or wanted == shared) and not (wanted != shared and shared <= _MEANT_ALIKE.keys())


def _has_other_value(text: str, question: str) -> bool:
    """Whether a text has another value in the place of one that the question asks about."""
    given = read_values(text)
    return any(
        not any(same_value(value, other) for other in given) and any(comparable(value, other) for other in given)
        for value in read_values(question)
    )


def _denies(text: str) -> bool:
    return is_negated(text) != bool(_FORBIDS.search(text))


def _said(text: str) -> frozenset[str]:
    """Return the stems of a text's words, and for those that say whether something may or must be one name each."""
    meant = set()
    for name, pattern in _MEANT_ALIKE.items():
        plain = pattern.sub(" ", text)
        if plain != text:
            meant.add(name)
        text = plain
    return frozenset(stem(_ABLE.sub("", form)) for form in forms(text)) | meant
