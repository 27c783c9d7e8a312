"""Aliases given in the text: in parentheses after a name, or after words such as "also known as"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from graph.text.name_parts import is_acronym_of
from graph.text.names import name_key
from ingest.extract.mention import FoundMention, Variant

_OPENING = re.compile(r"\s*\(\s*(?:(?:the|or)\s+)?[\"'“‘]*", re.IGNORECASE)
_CLOSING = re.compile(r"[\"'”’]*\s*[,;)]")
_SHORT = re.compile(r"[A-Z][A-Za-z0-9&.-]{1,9}")
_BRACKETS = r"(?:\s*\([^()]{0,120}\)){0,2}"
_CALLED = (
    r"(?:(?:who|which)\s+(?:is|was|are|were)\s+)?"
    r"(?:(?:also|better|commonly|formerly|often|otherwise|popularly|previously|professionally|simply|usually)\s+)*"
    r"(?:known(?:\s+(?:commonly|simply|popularly|professionally))?\s+(?:as|by|under)"
    r"|a\.\s?k\.\s?a\.|aka|abbreviated(?:\s+(?:as|to))?|shortened\s+to|nicknamed|or\s+(?:simply|just))"
    r"(?:\s+(?:by|under)\b)?(?:\s+(?:his|her|its|their|the)\b)?"
    r"(?:\s+(?:(?:stage|pen|ring|birth|regnal|artist|screen|full|real|maiden)\s+)?name(?:\s+of)?\b)?"
)
_CUE = re.compile(r"known|a\.\s?k\.\s?a\.|aka|abbreviated|shortened|nicknamed|or\s+(?:simply|just)", re.IGNORECASE)
_BEFORE_CALLED = re.compile(rf"{_BRACKETS}\s*[,(]?\s*{_CALLED},?\s*(?:the\s+)?[\"'“‘]*", re.IGNORECASE)
_BEFORE_FORMER = re.compile(r"\s*\(\s*(?:(?:born|née|né)(?:\s+as)?|formerly)\s+(?:the\s+)?[\"'“‘]*")
_AFTER_CALLED = re.compile(r"[\"'”’]*\s*(?:[,;.()]|$|(?:is|was|are|were|and)\b)")
_BEGINS = re.compile(r"(?:^|[.!?]\s|\n)\W*(?:(?:the|an?)\s+)?\W*$", re.IGNORECASE)
_WITHIN = re.compile(r"(?:,|\b(?:of|in|at|near|from|and))\s+(?:the\s+)?$", re.IGNORECASE)
# The number of a standard, which says how something is, and is not called so itself.
_NUMBERED = re.compile(r"[A-Z]{2,}[ -]?\d{2,}")
_LOOK_BACK = 12
_REACH = 320

MentionPlaces = Mapping[tuple[str, int], FoundMention]
"""Names of the text by passage id and start offset."""


def find_stated_aliases(found: Sequence[FoundMention]) -> Iterator[Variant]:
    """Yield the aliases that the text gives for names; dates have none."""
    names = [one for one in found if not one.in_title and not one.kind]
    title = next((one for one in found if one.whole), None)
    places = {(one.passage.id, one.span.start): one for one in names}
    texts = {one.passage.id: one.text for one in names}
    told = {passage_id for passage_id, text in texts.items() if _CUE.search(text)}
    for one in names:
        bracket = "(" in one.text[one.span.end : one.span.end + 3]
        if bracket or one.passage.id in told:
            of = title.key if title and _ends(one, title) else one.key
            yield from _bracketed(one, of, places)
            yield from _called(one, of, places)


def _bracketed(one: FoundMention, of: str, places: MentionPlaces) -> Iterator[Variant]:
    """Match World Health Organization (WHO), and WHO (World Health Organization)."""
    opening = _OPENING.match(one.text, one.span.end, one.span.end + _REACH)
    if not opening:
        return
    inner = places.get((one.passage.id, opening.end()))
    short = _SHORT.match(one.text, opening.end())
    if short and _CLOSING.match(one.text, short.end()) and is_acronym_of(short.group(), of.split()):
        yield Variant(name_key(short.group()), of, "acronym", (inner, one) if inner else (one,))
    elif inner and _CLOSING.match(one.text, inner.span.end) and " " not in one.surface:
        if not is_acronym_of(one.surface, inner.words):
            return
        yield Variant(one.key, inner.key, "acronym", (one, inner))


def _called(one: FoundMention, of: str, places: MentionPlaces) -> Iterator[Variant]:
    """Match X (born 1928), better known as Y; X (formerly Y and Z) gives Y. A single word after "née" is no full
    name."""
    reach = one.span.end + _REACH
    stated_after = _BEFORE_CALLED.match(one.text, one.span.end, reach)
    former = None if stated_after else _BEFORE_FORMER.match(one.text, one.span.end, reach)
    before = stated_after or former
    other = places.get((one.passage.id, before.end())) if before else None
    if before is None or other is None or other.key in (one.key, of) or (former and len(other.words) < 2):
        return
    if _AFTER_CALLED.match(other.text, other.span.end) and _spoken_of(one, of, before.group(), other):
        yield Variant(other.key, of, "called", (other, one))


def _ends(one: FoundMention, title: FoundMention) -> bool:
    """Return whether a name is just the end of the title, written out in full there."""
    start = one.span.end - len(title.surface)
    return title.key.endswith(f" {one.key}") and name_key(one.text[max(0, start) : one.span.end]) == title.key


def _spoken_of(one: FoundMention, of: str, between: str, other: FoundMention) -> bool:
    """Return whether the alias belongs to this name: the name begins a sentence, the alias is in parentheses, or has
    its initials. The number of a standard has none."""
    if _NUMBERED.fullmatch(one.surface) and not any(map(str.isdigit, other.surface)):
        return False
    before = one.text[max(0, one.span.start - _LOOK_BACK) : one.span.start]
    if of != one.key or _BEGINS.search(before) or is_acronym_of(other.surface, of.split()):
        return True
    return between.lstrip().startswith("(") and not _WITHIN.search(before)
