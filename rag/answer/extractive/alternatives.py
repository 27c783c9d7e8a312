"""Whether a sentence gives several amounts, lengths or times for several cases, of which the question names none.

"The notice is one month for students and three months for all others" is no answer of one month to what the notice is:
the case is a part of the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph.text.stemming import stems
from rag.answer.extractive.quantities import Quantity, find_quantities
from rag.embed.protocol import Bounds

SAME_WORD_CHARS = 5
"""The leading letters that the forms of a word share: "swimming" and "swimmers"."""

_CUT = re.compile(r"[;:]\s|,\s(?:and|or|but|while|whereas)\s|,\s|\s(?:and|or|but|while|whereas)\s", re.IGNORECASE)
_BREAK = re.compile(r"[;:]\s|\.\s|,\s", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|has|have|had|costs?|pays?|takes?|lasts?|gets?|receives?|earns?|travels?|may|can|must|"
    r"shall|will|runs?|appl(?:y|ies)|opens?|closes?|works?|need|needs|amounts?)\b",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"\b(?:an?|per|each|every|of|the)\s+(?:hour|day|night|week|month|quarter|year|annum|person|head|piece|bottle|kilo\w*|"
    r"mile|metre|litre|visit|time)\b",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(?:to|until|till|[-–—])\s*\Z", re.IGNORECASE)
_REASON = re.compile(r"\b(?:until|before|formerly|previously|originally|used to|now|since|instead)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Case:
    """A stretch of a sentence with one quantity: the words before its verb, all before and all after the quantity."""

    subject: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]
    has_verb: bool


def is_one_of_several(asked: str, sentence: str, value: Bounds) -> bool:
    """Whether a sentence gives a quantity of the same measure for another case, and the question names neither."""
    found = find_quantities(sentence)
    own = next((quantity for quantity in found if quantity.meets(value)), None)
    if own is None or _REASON.search(sentence):
        return False
    if _covers_several(sentence, found, own, value):
        return True
    alike = [quantity for quantity in found if quantity.measure == own.measure]
    spans = _spans(sentence, alike)
    if spans is None or len(alike) < 2:
        return False
    cases = [_read_case(sentence, span, quantity) for span, quantity in zip(spans, alike, strict=True)]
    place, wanted = alike.index(own), _shorten(stems(asked))
    beside = [number for number in (place - 1, place + 1) if 0 <= number < len(cases)]
    return any(_leaves_open(wanted, cases, place, other) for other in beside)


def _covers_several(sentence: str, found: Sequence[Quantity], own: Quantity, value: Bounds) -> bool:
    """Whether a value runs on into that of another case: "four weeks and films for one week"."""
    after = [one for one in found if one.measure == own.measure and own.end <= one.start < value[1]]
    between = sentence[own.end : after[0].start] if after else ""
    return own.measure != "clock" and len(between.split()) > 1 and _CUT.search(between) is not None


def _spans(sentence: str, quantities: Sequence[Quantity]) -> list[Bounds] | None:
    """Return the stretch around each quantity, cut at the last conjunction or mark between two; None without one."""
    cuts = [0]
    for left, right in pairwise(quantities):
        between = sentence[left.end : right.start]
        found = list(_CUT.finditer(between))
        if not found or _RANGE.match(between):
            return None
        cuts.append(left.end + found[-1].start())
    return list(pairwise([*cuts, len(sentence)]))


def _read_case(sentence: str, span: Bounds, quantity: Quantity) -> _Case:
    before, after = sentence[span[0] : quantity.start], sentence[quantity.end : span[1]]
    before = _BREAK.split(_CUT.sub("", before, count=1) if span[0] else before)[-1]
    after = _BREAK.split(after)[0]
    verb = _VERB.search(before)
    later_verb = _VERB.search(after)
    after = after[: later_verb.start()] if later_verb else after
    return _Case(
        _shorten(stems(before[: verb.start()] if verb else before)),
        _shorten(stems(before)),
        _shorten(stems(_RATE.sub(" ", after))),
        verb is not None,
    )


def _leaves_open(wanted: frozenset[str], cases: Sequence[_Case], place: int, other: int) -> bool:
    """Whether two neighbouring cases differ in words that the question does not have."""
    own, beside = cases[place], cases[other]
    later = cases[max(place, other)]
    if later.has_verb:
        return _differs_in_unasked(wanted, own, beside)
    case = later.before | later.after
    if later is own:
        return bool(case) and not wanted & case
    if own.after:
        return bool(case) and not wanted & own.after
    apart = own.subject - case
    return bool(later.before) and bool(apart) and not wanted & apart


def _differs_in_unasked(wanted: frozenset[str], own: _Case, beside: _Case) -> bool:
    """Whether two clauses are of one asked thing, in kinds that the question does not name."""
    shared = own.subject & beside.subject & wanted
    apart = own.subject - beside.subject
    return bool(shared) and bool(apart) and not wanted & apart


def _shorten(words: Sequence[str]) -> frozenset[str]:
    return frozenset(word[:SAME_WORD_CHARS] for word in words if not word.isdigit())
