"""Compare a reference that lists several items with the items that an answer lists."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from evals.judges.forms import LEADING_PATTERN, best_similarities, forms
from evals.judges.name_agreement import is_name
from evals.judges.polarity_reply import reply_of
from evals.judges.value_reading import read_values
from evals.judges.values import same_value

_STRONG = re.compile(r"\s*;\s*(?:and\s+)?|\s*\n+\s*")
_WEAK = re.compile(r"\s*,\s+(?:and\s+|or\s+|as\s+well\s+as\s+)?|\s+(?:and|or|&|as\s+well\s+as)\s+")
_TWO = re.compile(r"([^,]+) and ([^,]+)")
_THEN = re.compile(r",?\s+(?:and\s+)?(?:then|followed\s+by)\s+", re.IGNORECASE)
_SURNAME = r"(?:^|(?<=\band\s)|(?<=[,;(]\s)){}\b"
"""A name's last word where no first name stands before it."""
MAX_WORDINGS = 2
"""The most references that are one right answer in other words; more may be several right answers."""
_FIRMS = frozenset("Inc Ltd Limited Co Corp Corporation Company Llc Group Foundation University Council".split())
"""Last words of names that are no surnames."""
_HALVES = re.compile(r"([^,;]+?)\s+and\s+([^,;]+)")
_OPEN_ENDS = frozenset("later newer older above over up more below under earlier beyond so".split())
"""What after "and" is no second thing: Windows 10 and later."""
_BULLET = re.compile(r"^\s*(?:[-*•‣]|\(?\d{1,2}[.)])\s+")
_LEAD = re.compile(r"^[^:]*:\s+")
MIN_WEAK_ITEMS = 3
"""Commas make a list of a reference from this many items on: "Paris, France" is one place."""

MAX_WEAK_WORDS = 4
"""The most words of an item of such a list; longer parts are clauses."""

MAX_ITEM_WORDS = 8
"""The most words of an item beyond those of the reference; longer parts are prose around the list."""

SAME_WORD = 0.9
_CLAUSE = re.compile(
    r"\b(?:according|is|are|was|were|has|have|had|by|as|which|who|that|such|respectively|document|in\s+that\s+order)\b",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"[$€£(]?[\dA-Z]")
_IN_ORDER = re.compile(
    r"\brespective(?:ly)?\b|\bin\s+(?:which\s+|what\s+|chronological\s+|alphabetical\s+|that\s+|this\s+|the\s+right\s+)?order\b|\bsequence\b"
    r"|\brank(?:ed|ing)?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ListFinding:
    """What a list lacks and what it has too much, by items; `ordered` is False if their order must be and is not the
    reference's."""

    items: tuple[str, ...]
    missing: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()
    ordered: bool = True

    @property
    def found(self) -> int:
        """How many of the reference's items the answer has."""
        return len(self.items) - len(self.missing)


def split_items(text: str) -> tuple[str, ...]:
    """Return the items of a list in one line or several; one item if it is no list."""
    lines = [_BULLET.sub("", part).strip(" .") for part in _STRONG.split(text)]
    strong = [part for part in lines if part]
    if len(strong) > 1:
        return tuple(strong)
    two = _TWO.fullmatch(text.strip(" ."))
    if two and is_name(two[1]) and is_name(two[2]):
        return two[1], two[2]
    weak = [part.strip(" .") for part in _WEAK.split(text) if part.strip(" .")]
    is_list = len(weak) >= MIN_WEAK_ITEMS and all(len(part.split()) <= MAX_WEAK_WORDS for part in weak)
    is_list = is_list and not _CLAUSE.search(text) and not reply_of(text)
    return tuple(weak) if is_list else tuple(strong)


def compare_items(question: str, reference: str, claim: str) -> ListFinding | None:
    """Say which items of the reference a claim has, and what it lists beside them; None if the reference is no list."""
    items = split_items(reference)
    if len(items) < 2:
        return _compare_sequence(reference, claim)
    places = [_place(item, claim) for item in items]
    missing = tuple(item for item, place in zip(items, places, strict=True) if place < 0)
    found = [place for place in places if place >= 0]
    ordered = not _IN_ORDER.search(question) or found == sorted(found)
    return ListFinding(items, missing, tuple(_surplus(question, reference, items, claim)), ordered)


def _compare_sequence(reference: str, claim: str) -> ListFinding | None:
    """Say whether a claim turns round what the reference tells in sequence, "A, then B"; None unless it has all."""
    steps = tuple(_THEN.split(reference))
    places = [_place(step, claim) for step in steps]
    return ListFinding(steps, ordered=False) if min(places) >= 0 and places != sorted(places) else None


def _place(item: str, claim: str) -> int:
    """Return where a claim has an item, -1 if nowhere: its values or else nearly all of its words."""
    wanted = read_values(item)
    if wanted and len(forms(item)) <= len(wanted) + 1:
        given = read_values(claim)
        starts = [next((one.start for one in given if same_value(value, one)), -1) for value in wanted]
        return -1 if min(starts) < 0 else starts[0]
    if _may_be_person(item) and (alone := re.search(_SURNAME.format(re.escape(item.rsplit(maxsplit=1)[-1])), claim)):
        return alone.start()
    exact = claim.casefold().find(item.casefold())
    if exact >= 0:
        return exact
    parts = _parts(claim)
    for place, part in parts:
        if _holds(part, item):
            return place
    return 0 if len(forms(item)) > MAX_ITEM_WORDS and _holds(claim, item) else -1


def _may_be_person(item: str) -> bool:
    last = item.split()[-1:]
    return is_name(item) and last[0][1:].islower() and last[0] not in _FIRMS


def _holds(part: str, item: str) -> bool:
    similarities = best_similarities(forms(item) or (item.casefold(),), forms(part))
    return bool(similarities) and sum(value >= SAME_WORD for value in similarities) > 0.8 * len(similarities)


def _parts(claim: str) -> list[tuple[int, str]]:
    """Return the parts of an enumeration in a claim, each with its place."""
    pattern = _STRONG if _STRONG.search(claim.strip()) else _WEAK
    parts, place = [], 0
    for match in [*pattern.finditer(claim), None]:
        end = len(claim) if match is None else match.start()
        parts.append((place, _BULLET.sub("", claim[place:end])))
        place = end if match is None else match.end()
    return [(start, part) for start, part in parts if part.strip()]


def _surplus(question: str, reference: str, items: Sequence[str], claim: str) -> list[str]:
    """Return the parts of the claim's enumeration, from its first right item to its last part, that are no item."""
    known = frozenset(forms(question)) | frozenset(forms(reference))
    more = [part for part in _parts_beside(items, claim) if _says_more(part, known)]
    if not more or _STRONG.search(claim.strip()):
        return more
    shape = _ItemShape.of(items)
    return [part for part in more if shape.fits(part)]


def _parts_beside(items: Sequence[str], claim: str) -> list[str]:
    """Return the parts of a claim beside its right items: among them, one before them, and the last one of all."""
    parts = [part for _, part in _parts(claim)]
    right = [index for index, part in enumerate(parts) if any(_is_item(part, item) for item in items)]
    if not right:
        return []
    first = max(0, right[0] - 1)
    last = right[-1] + 1 if right[-1] == len(parts) - 2 else right[-1]
    return [_LEAD.sub("", parts[index]).strip(" .") for index in range(first, last + 1) if index not in right]


@dataclass(frozen=True, slots=True)
class _ItemShape:
    """What the items of a list in one line look like; `capital` is whether most begin with a capital or a digit."""

    max_words: int
    clauses: bool
    capital: bool

    @staticmethod
    def of(items: Sequence[str]) -> _ItemShape:
        capitals = sum(item[:1].isupper() or item[:1].isdigit() for item in items)
        return _ItemShape(
            max_words=max(MAX_ITEM_WORDS, *(len(item.split()) for item in items)),
            clauses=any(_CLAUSE.search(item) for item in items),
            capital=capitals > len(items) / 2,
        )

    def fits(self, part: str) -> bool:
        """Return whether a part of a sentence may be another item, rather than prose around the list."""
        if len(part.split()) > self.max_words or (_CLAUSE.search(part) and not self.clauses):
            return False
        return not self.capital or bool(_CAPITAL.match(part))


def _is_item(part: str, item: str) -> bool:
    return item.casefold() in part.casefold() or part.strip(" .").casefold() in item.casefold() or _holds(part, item)


def _says_more(part: str, known: frozenset[str]) -> bool:
    """Whether most of the words of a part are neither asked nor right."""
    parts = forms(part)
    return bool(parts) and sum(form not in known for form in parts) >= len(parts) / 2


def find_lost_half(question: str, reference: str, claim: str) -> str:
    """Return the part of a reference of two things, "A and B", of which a claim has the other; empty if it has both.

    People take one of two names for enough: a band and its singer, one of the brothers.
    """
    match = _HALVES.fullmatch(reference.strip(" ."))
    if match is None or match[2][:1].isupper() or match[2].casefold() in _OPEN_ENDS:
        return ""
    if _CLAUSE.search(reference) or len(reference.split()) > 2 * MAX_WEAK_WORDS:
        return ""
    given = (*forms(claim), *forms(question))
    first, second = (frozenset(forms(half)) for half in (match[1], match[2]))
    held = [_has_any(own, given) for own in (first - second, second - first)]
    return "" if held[0] == held[1] else match[2 if held[0] else 1]


def _has_any(own: Collection[str], given: Sequence[str]) -> bool:
    similarities = best_similarities(tuple(own), given)
    return not similarities or max(similarities) >= SAME_WORD


def find_extra_thing(references: Sequence[str], claim: str) -> str:
    """Return what a claim that is little else adds to a right answer with "and"; empty if nothing.

    With more than two references, each may be one right answer of several.
    """
    if len(references) > MAX_WORDINGS:
        return ""
    known = [form for reference in references for form in forms(reference)]
    parts = [part for part in _WEAK.split(claim.strip(" .")) if forms(part)]
    if len(parts) > 2 and _is_longer_pair(references, claim):
        return next((part for part in parts if _is_new(part, known)), "")
    for reference in references:
        other = _joined_thing(reference, claim)
        if forms(other) and not _CLAUSE.search(other) and _is_new(other, known):
            return other
    return ""


def _is_longer_pair(references: Sequence[str], claim: str) -> bool:
    """Whether one of the references is "A and B", and a claim has a few words more than they have, and no clause."""
    if not any(_HALVES.fullmatch(reference.strip(" .")) for reference in references):
        return False
    longest = max(len(reference.split()) for reference in references) + MAX_WEAK_WORDS
    return len(claim.split()) <= longest and not _CLAUSE.search(claim)


def _joined_thing(reference: str, claim: str) -> str:
    """Return what a claim joins to a reference with "and", if it says little else; empty if nothing."""
    if len(claim.split()) > len(reference.split()) + MAX_WEAK_WORDS:
        return ""
    right = re.escape(LEADING_PATTERN.sub("", reference.strip(" .")))
    match = re.search(rf"\b{right}\s+and\s+(.+)$|^(.+?)\s+and\s+{right}$", claim.strip(" ."), re.IGNORECASE)
    return LEADING_PATTERN.sub("", match[1] or match[2]) if match else ""


def _is_new(part: str, known: Sequence[str]) -> bool:
    """Whether no word of a part is known."""
    return max(best_similarities(forms(part), known)) < SAME_WORD
