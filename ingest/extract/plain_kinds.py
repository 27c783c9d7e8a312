"""Kinds that a name shows by itself: a title before a person, the legal form of a company, the word for a street."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from graph.text.name_parts import LEGAL_FORMS
from ingest.extract.mention import FoundMention
from ingest.extract.people import may_be_person

_BEFORE_PERSONS = frozenset("dr frau herr lady miss mr mrs ms mx prof professor sir".split())
_MAIL = re.compile(r"\"?[ \u00a0]*[<(\[]\s*(?:mailto:)?[^\s<>()@]+@")
_ORGANISATIONS = frozenset(
    "academy agency association authority bank clinic club college commission committee company corporation council "
    "department federation foundation hospital institute library ministry museum school society union university "
    "verband verein".split()
)
_STREETS = frozenset("avenue lane road square st street".split())
_STANDARDS = frozenset("bs din ecma en fips iec ieee nist pep rfc".split())
_NUMBERED = re.compile(r"[A-Z]+[ -]?\d+")
_NO_PERSON = re.compile(r"[\d_]|^Project\s|^[A-Z]{2,}\b")
_SMALL = re.compile(r"\s(?!and\s|of\s|for\s)[a-z]")
_MAX_PERSON_WORDS = 4


def settle_kinds(found: Sequence[FoundMention]) -> list[FoundMention]:
    """Return names with the kind that they show by themselves, where they show one, and without an impossible one."""
    return [one if one.kind or one.whole else replace(one, likely_kind=_settle(one)) for one in found]


def _settle(one: FoundMention) -> str:
    words = one.words
    if len(words) > 1:
        if words[0] in _BEFORE_PERSONS and may_be_person(one):
            return "person"
        if _is_organisation(one):
            return "organisation"
        if words[-1] in _STREETS and not words[0].isdigit():
            return "place"
        if len(words) <= _MAX_PERSON_WORDS and may_be_person(one) and _MAIL.match(one.text, one.span.end):
            return "person"
    is_project = one.text[: one.span.start].endswith("Project ")
    if one.likely_kind == "person" and (is_project or _NO_PERSON.search(one.surface)):
        return ""
    is_code = one.likely_kind == "document" and _NUMBERED.fullmatch(one.surface) and words[0] not in _STANDARDS
    return "" if is_code else one.likely_kind


def _is_organisation(one: FoundMention) -> bool:
    """Return whether a name ends with a legal form or the word for an organisation, or is the University of a place."""
    if one.words[0] in _ORGANISATIONS and one.words[1] == "of":
        return True
    is_ended = one.words[-1] in LEGAL_FORMS or one.words[-1] in _ORGANISATIONS
    return is_ended and _SMALL.search(one.surface) is None
