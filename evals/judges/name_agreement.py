"""Compare a reference that is a name with the names of an answer: another first name or surname is another name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz.distance import OSA, JaroWinkler

from evals.judges.forms import form_similarity, forms, is_number
from graph.text.names import NAME_PARTICLES, NAME_WORD
from graph.text.words import STOP_WORDS

MAX_NAME_WORDS = 5
SAME_WORD = 0.9

_WORD = re.compile(r"[^\s,;()\"“”]+")
_PART = rf"(?:[A-Z]\.|{NAME_WORD})"
_RUN = re.compile(rf"{_PART}(?:\s+(?:(?:{'|'.join(sorted(NAME_PARTICLES))})\s+)?{_PART})*")
_AFTER = re.compile(rf",?\s+(?:and|or)\s+(?P<other>{_RUN.pattern})")
_BEFORE = re.compile(rf"(?P<other>{_RUN.pattern}),?\s+(?:and|or)\s+$")
_ACRONYM = re.compile(r"(?:(?:it\s+(?:is|was)\s+)?(?:by\s+)?(?:the\s+)?)?((?:[A-Z]\.?){2,7})", re.ASCII)
_TITLE = re.compile(r"\b(?P<title>Mr|Mrs|Ms|Miss)\b\.?\s+")
_ANY_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Doctor|Sir|Dame|Rev)\b\.?\s+(?=[A-Z])")
NICKNAME_LETTERS = 2
"""Letters at the start by which a short form of a first name is known: Pat for Patrick."""
SIMILAR_SPELLING = 0.75
MAX_OTHER_LETTERS = 2
"""Letters that are added, left out, changed or swapped in another spelling of a name."""
MAX_WORDS_AROUND = 6
"""The most words around two names of an answer that is nothing but names; in prose, more names are more said."""

_SHORT_FORMS = tuple(
    frozenset(forms(row))
    for row in (
        "james jim jimmy jamie", "william bill billy will", "robert bob bobby rob", "richard dick rick",
        "edward ted ned ed", "henry harry hank", "john jack", "charles chuck", "margaret peggy", "francis frank",
        "elizabeth betty lizzy beth liz", "anthony tony", "theodore ted", "eugene gene", "alexander sandy sasha",
        "catherine katherine kate kathy cathy",
    )
)  # fmt: skip
"""Short forms of English first names that begin otherwise than the name."""


def is_name(reference: str) -> bool:
    """Whether a reference is a name of two to five words: each has a capital, small words inside it apart."""
    parts = _WORD.findall(reference)
    if not 2 <= len(parts) <= MAX_NAME_WORDS or not parts[0][:1].isupper():
        return False
    return all(part[:1].isupper() or part.casefold() in NAME_PARTICLES for part in parts)


def find_other_name(question: str, reference: str, claim: str) -> str:
    """Return the name in a claim that shares a word with the reference and differs in another; empty if none does.

    A part of the name alone, or one with a title or a middle name more, is no other name.
    """
    reference, claim = (_ANY_TITLE.sub("", text) for text in (reference, claim))
    wanted = _parts(reference)
    if not is_name(reference) or len(wanted) < 2 or _has_all(wanted, forms(claim)):
        return ""
    known = frozenset(forms(question))
    other = ""
    for match in _RUN.finditer(claim):
        run = _parts(match.group())
        lacking = [part for part in wanted if not _among(part, run)]
        if len(lacking) == len(wanted):
            continue
        own = [part for part in run if not _among(part, wanted) and part not in known and len(part) > 1]
        if not _are_other_words(own, lacking, wanted[-1]):
            return ""
        other = other or match.group()
    return other


def _are_other_words(own: Sequence[str], lacking: Sequence[str], last: str) -> bool:
    """Whether a name has words instead of those that it lacks of another one, and none is a spelling of these."""
    spelt_otherwise = any(_may_be_short_for(one, part, part == last) for one in own for part in lacking)
    return bool(own and lacking) and not spelt_otherwise


def _may_be_short_for(one: str, other: str, is_last: bool) -> bool:
    """Whether a word may be another spelling or a short form of a name: Cindy and Cyndi, Dave and David; not Maria of
    Mario. The last word of a name is shortened by its end alone."""
    if _ends_otherwise(one, other):
        return False
    if is_last and other.startswith(one):
        return True
    if not is_last and one[:NICKNAME_LETTERS] == other[:NICKNAME_LETTERS]:
        return True
    if any({one, other} <= row for row in _SHORT_FORMS):
        return True
    near = OSA.distance(one, other) <= MAX_OTHER_LETTERS
    return near and one[:1] == other[:1] and JaroWinkler.similarity(one, other) >= SIMILAR_SPELLING


def is_acronym(reference: str, claim: str) -> bool:
    """Whether a claim is the acronym of a reference that is a name, or the name of one: the BBC."""
    for name, short in ((reference, claim), (claim, reference)):
        letters = _ACRONYM.fullmatch(short.strip(" ."))
        parts = [part for part in _WORD.findall(name) if part[:1].isupper() and part.casefold() not in ("the", "a")]
        if letters and len(parts) > 1 and "".join(part[0] for part in parts) == letters[1].replace(".", ""):
            return True
    return False


def find_extra_name(question: str, references: Sequence[str], claim: str) -> str:
    """Return another name that an answer of names alone gives beside a right one: "A and B", "A or B"; empty if none.

    A name that the question has, or that is like the right one, is no other.
    """
    right = [form for reference in references for form in forms(reference)]
    known = [*right, *forms(question)]
    for reference in references:
        if not reference[:1].isupper() or len(reference.split()) > MAX_NAME_WORDS:
            continue
        for match in re.finditer(re.escape(reference), claim):
            beside = (_AFTER.match(claim, match.end()), _BEFORE.search(claim[: match.start()]))
            for other in (found["other"] for found in beside if found):
                around = len(claim.split()) - len(other.split()) - len(reference.split())
                if around <= MAX_WORDS_AROUND and not any(
                    _among(part, known) or _is_spelt_like(part, right) for part in forms(other)
                ):
                    return other
    return ""


def _is_spelt_like(part: str, others: Sequence[str]) -> bool:
    return any(part[:1] == other[:1] and JaroWinkler.similarity(part, other) >= SIMILAR_SPELLING for other in others)


def _parts(name: str) -> tuple[str, ...]:
    return tuple(form for form in forms(name) if form not in STOP_WORDS and not is_number(form))


def _among(part: str, others: Sequence[str]) -> bool:
    """Whether a word is there, in full or as an initial."""
    return any(
        _is_alike(part, other) or (part[:1] == other[:1] and min(len(part), len(other)) == 1) for other in others
    )


def _has_all(wanted: Sequence[str], given: Sequence[str]) -> bool:
    return all(any(_is_alike(part, other) for other in given) for part in wanted if len(part) > 1)


def find_other_relation(reference: str, claim: str) -> str:
    """Return who stands in a claim by a relation to the one wanted ("Kari Nygård's brother"), or is of the other sex.

    Empty if the one wanted is named too, or if the reference is no name.
    """
    name = _TITLE.sub("", reference).split()
    surname = name[-1] if name and name[-1].isalpha() else ""
    if not surname or max(len(reference.split()), len(claim.split())) > MAX_NAME_WORDS:
        return ""
    said = list(re.finditer(rf"\b{re.escape(surname)}\b(?P<of>['’]s\s+(?P<who>[a-z]\w+))?", claim))
    if said and all(match["of"] for match in said) and not re.search(rf"\b{said[0]['who']}\b", reference):
        return claim[said[0].start() : said[0].end()]
    wanted, given = _TITLE.search(reference), re.search(rf"{_TITLE.pattern}(?=(?:\w+\s)?{re.escape(surname)})", claim)
    if wanted and given and (wanted["title"] == "Mr") != (given["title"] == "Mr"):
        return f"{given[0]}{surname}"
    return ""


def _is_alike(one: str, other: str) -> bool:
    return form_similarity(one, other) >= SAME_WORD and not _ends_otherwise(one, other)


def _ends_otherwise(one: str, other: str) -> bool:
    """Whether two names differ as Maria and Mario do."""
    return one[:-1] == other[:-1] and {one[-1:], other[-1:]} == {"a", "o"}
