"""Detect names of people in a document by the words around them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph.text.name_parts import GENERATIONS, HONORIFICS, NOT_OF_PEOPLE
from graph.text.words import STOP_WORDS
from ingest.extract.mention import FoundMention

PARTICLES = frozenset(
    "af al av bin bint da de del della den der des di do dos du el ibn la le ten ter van von zu zum".split()
)
_LONGEST = 6
# Never in a person's name: a comma except before "Jr.", an ampersand, a digit, or a lower-case word that is no
# particle.
_BREAKS = re.compile(rf",(?!\s*[JS]r\b)|[&\d]|(?<![\w'’-])(?!(?:{'|'.join(sorted(PARTICLES))}|y|e)\b)[a-z]+\b")
NOT_PEOPLE = ("organisation", "place", "work")
_ROLES = (
    "actor actress artist astronaut author ballerina bassist biologist bishop boxer brother businessman "
    "businesswoman cardinal cellist chancellor character chemist choreographer cinematographer co-founder coach "
    "comedian composer conductor cricketer critic dancer daughter designer diplomat director drummer economist "
    "editor engineer explorer father filmmaker footballer founder general goalkeeper golfer guitarist historian "
    "husband inventor journalist judge lawyer linguist manager mathematician midfielder minister missionary model "
    "mother musician naturalist nephew novelist nurse officer painter philosopher photographer physician "
    "physicist pianist player playwright poet politician preacher president priest producer professor "
    "psychologist rapper scholar scientist screenwriter sculptor senator singer sister soldier son songwriter "
    "soprano striker surgeon swimmer teacher tenor theologian violinist vocalist widow wife wrestler writer"
).split()
_ROLE = rf"(?:{'|'.join(_ROLES)})s?"
_DESCRIBING = r"(?:(?!(?:about|band|by|episode|film|for|from|in|novel|of|series|song|with)\b)[\w-]+,?\s+){0,5}"
_BEFORE = re.compile(
    rf"(?:\b{_ROLE},?|\b(?:directed|written|composed|sung|portrayed|played|painted|coached)\s+by"
    r"|\b(?:[Mm]arried|starring|son of|daughter of|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Sir|Dame|President|Senator|Professor))\s+$"
)
_AFTER = re.compile(
    r"(?:\s*\([^()]{0,90}\))?\s*\((?:[^()]{0,60}[;,]\s*)?(?:born|née|né|b\.|died|d\.)\s"
    r"|(?:\s*\([^()]{0,90}\))?\s*\([^()]{0,40}\d{3,4}\s*[–—-]\s*[^()]{0,30}\d{3,4}\)"
    r"|\s+(?:was\s+born|died\s+(?:in|on|at|of)|graduated|was\s+educated|married)\b"
    rf"|(?:\s*\([^()]{{0,90}}\))?,?\s*(?:(?:is|was)\s+)?(?:a|an|the)\s+{_DESCRIBING}{_ROLE}\b"
)
_LOOK_BACK = 40
_REACH = 250


def find_people(found: Sequence[FoundMention]) -> set[str]:
    """Return the keys of names of two or more words that the context shows to be people's."""
    told = {one.key for one in found if _is_titled(one)}
    return told - {one.key for one in found if one.span.kind in NOT_PEOPLE}


def may_be_person(one: FoundMention) -> bool:
    """Return whether nothing in a name rules out a person."""
    words = core_words(one.words)
    if one.kind or not words or len(words) > _LONGEST or _BREAKS.search(one.surface):
        return False
    return not any(word in NOT_OF_PEOPLE or word in STOP_WORDS or word.isdigit() for word in words)


def core_words(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words of a name without a leading honorific and trailing generational suffixes."""
    start = 1 if len(words) > 1 and words[0] in HONORIFICS else 0
    end = len(words)
    while end - start > 1 and words[end - 1] in GENERATIONS:
        end -= 1
    return tuple(words[start:end])


def generation(words: Sequence[str]) -> str:
    """Return the generational suffix of a name; empty if there is none."""
    return words[-1] if words and words[-1] in GENERATIONS else ""


def _is_titled(one: FoundMention) -> bool:
    if len(core_words(one.words)) < 2 or not may_be_person(one):
        return False
    if one.span.kind == "person" or one.words[0] in HONORIFICS:
        return True
    start = one.span.start
    return not one.in_title and bool(
        _AFTER.match(one.text, one.span.end, one.span.end + _REACH)
        or _BEFORE.search(one.text[max(0, start - _LOOK_BACK) : start])
    )
