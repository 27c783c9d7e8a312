"""The name at the start of a titled text, if it is another form of the title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graph.text.name_parts import NICKNAMES
from ingest.extract.mention import FoundMention, Variant
from ingest.extract.people import core_words, find_people, generation, may_be_person

_START = re.compile(r"\W*(?:the\s+)?\W*", re.IGNORECASE)
_DEFINES = re.compile(r"[\"'”’]*(?:,[^.;:()]{0,60},)?\s*(?:\(|,?\s*(?:is|was|are|were|refers|stands)\b)")
_SHORTEST = 3
_FAR, _REACH = 12, 100


def find_lead_alias(found: Sequence[FoundMention]) -> Iterator[Variant]:
    """Resolve the first name of the text to the title: Jeffrey Thomas Marlow (born 1954) is ..., titled Jeff Marlow."""
    title = next((one for one in found if one.whole), None)
    first = next((one for one in found if not one.in_title), None)
    if title is None or first is None or first.passage is not title.passage or first.key == title.key:
        return
    if first.span.start > _FAR or not _START.fullmatch(first.text, 0, first.span.start):
        return
    if not _DEFINES.match(first.text, first.span.end, first.span.end + _REACH):
        return
    if may_be_person(title) and may_be_person(first) and _one_name(title, first, first.key in find_people([first])):
        yield Variant(first.key, title.key, "opening", (first,))


def _one_name(title: FoundMention, first: FoundMention, told: bool) -> bool:
    """Return whether two names share surname and first name, or one, known to be a person's, contains the other."""
    short, full = core_words(title.words), core_words(first.words)
    if len(short) < 2 or len(full) < 2 or generation(title.words) not in ("", generation(first.words)):
        return False
    return (short[-1] == full[-1] and _one_given(short[0], full[:-1])) or (told and _within(short, full))


def _one_given(given: str, others: Sequence[str]) -> bool:
    """Return whether a first name equals one of the others, abbreviates one, or is its nickname."""
    return any(
        other == given
        or NICKNAMES.get(given) == other
        or (len(given) >= _SHORTEST and other.startswith(given))
        or (min(len(given), len(other)) == 1 and other[0] == given[0])
        for other in others
    )


def _within(short: Sequence[str], full: Sequence[str]) -> bool:
    """Return whether the words of one occur in the other in order."""
    rest = iter(full)
    return all(word in rest for word in short)
