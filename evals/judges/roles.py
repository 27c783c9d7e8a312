"""Who does what: an answer to "who pays" that names the right one in another part than the one asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class _Word:
    """The word at claim[start:end] and its forms, of which a word without content has none."""

    start: int
    end: int
    forms: tuple[str, ...]

    @property
    def form(self) -> str:
        return self.forms[0] if self.forms else ""


def find_other_doer(question: str, reference: str, claim: str) -> str:
    """Return what a claim says before the verb of the question, if the reference stands only behind it.

    "Who pays?" is not answered with "the tenant" by "The landlord pays for the tenant", and it is by "It is paid by the
    tenant". Empty where that cannot be told.
    """
    asked = _ASKS_DOER.search(question)
    if asked is None or asked["verb"].casefold() in _HELPERS or not _are_brief(reference, claim):
        return ""
    words, known = _words(claim), forms(question)
    wanted = frozenset(forms(reference)).difference(known)
    verbs = [place for place, word in enumerate(words) if _is_verb(word.form, asked["verb"])]
    named = [place for place, word in enumerate(words) if word.form in wanted]
    if len(verbs) != 1 or not named or named[0] < verbs[0]:
        return ""
    before, verb = words[: verbs[0]], words[verbs[0]]
    if _leads_to_doer(claim[verb.end : words[named[0]].start], is_german=bool(asked["german"])):
        return ""
    return _object_before(before, claim, known) or _subject_before(before, verb, claim, known)


def _are_brief(reference: str, claim: str) -> bool:
    """Whether a reference is a name or a few words, and a claim one short sentence."""
    if len(reference.split()) > MAX_REFERENCE_WORDS or len(claim.split()) > MAX_CLAIM_WORDS:
        return False
    return len(sentences(claim)) == 1


def _words(claim: str) -> list[_Word]:
    found = re.finditer(r"\w+(?:['’]\w+)?", claim)
    return [_Word(match.start(), match.end(), forms(match.group())) for match in found]


def _leads_to_doer(between: str, is_german: bool) -> bool:
    """Whether the words behind a verb lead up to who does it: "paid by", or a German nominative."""
    return bool(_LINKS.search(between) or (is_german and _NOMINATIVE.search(between)))


def _object_before(before: Sequence[_Word], claim: str, known: Sequence[str]) -> str:
    """Return the words before the verb if they are what stands behind it in the question, not what leads up to it."""
    words = [word for word in before if word.form]
    if not words or not all(word.form in (*known, "herr") for word in words):
        return ""
    ends_question = known[-1:] == words[-1].forms[-1:]
    return claim[words[0].start : words[-1].end] if ends_question else ""


def _subject_before(before: Sequence[_Word], verb: _Word, claim: str, known: Sequence[str]) -> str:
    """Return what stands before the verb from the first word that the question lacks on, if one ends it."""
    own = [word for word in before if word.form and word.form not in known]
    is_subject = own and own[-1] == before[-1] and not is_number(own[-1].form)
    return claim[own[0].start : verb.start].strip() if is_subject else ""


def _is_verb(form: str, verb: str) -> bool:
    """Whether a word is a form of a verb, not of its doer: "sends" is one of "send", and "sender" is none."""
    base = forms(verb)[:1]
    return bool(form and base) and stem(form) == stem(base[0]) and not form.endswith(("er", "or"))
