"""Names of a document that are hardly any, as the whole document shows: capitals that only their place explains.

They stay what they are to retrieval, and are shown to nobody.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from graph.blocks import CELL_SEPARATOR, Block, block_at
from graph.entity_view import NO_NAME
from graph.text.dates import MONTH_NUMBERS
from graph.text.stemming import stem
from graph.text.words import STOP_WORDS
from graph.types import Document
from ingest.extract.german_nouns import find_german_nouns, is_german
from ingest.extract.lowercase_words import find_lowercase_words
from ingest.extract.mention import FoundMention
from rag.ner.opening import is_line, opens_sentence

_WEEKDAYS = (
    "monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag "
    "sonnabend sonntag lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miercoles jueves viernes "
    "sabado domingo tue wed thu fri"
).split()
_CALENDAR = frozenset((*_WEEKDAYS, *(f"{day}s" for day in _WEEKDAYS), *MONTH_NUMBERS, "marz"))
_POSTS = frozenset(
    "accountant administrator assistant caretaker chair chairman clerk coach consultant coordinator developer director "
    "driver editor engineer head instructor lead lecturer manager member members nurse officer operator owner "
    "president professor receptionist registrar secretary supervisor surgeon teacher technician trainer treasurer "
    "volunteer".split()
)
_LOWER_WORD = re.compile(r"[ \u00a0][a-z]{2,}")
_CELL_START = re.compile(r"(?:^|\n|\|)[ \u00a0]*$")
_CELL_END = re.compile(r"[ \u00a0]*(?:\n|\||$)")
_LOOK_BACK = 8
_ADDRESS = re.compile(r"://|@|www\.")
_LONGEST_ACRONYM = 5
_GERUND = re.compile(r"[a-z]{3,}ing")


def mark_hardly_names(document: Document, found: Sequence[FoundMention]) -> list[FoundMention]:
    """Return the names of a document; those that are hardly any are marked so."""
    by_key: defaultdict[str, list[FoundMention]] = defaultdict(list)
    for one in found:
        if not one.kind:
            by_key[one.key].append(one)
    titles = {one.key for one in found if one.whole}
    places = _Places(document)
    prose = " ".join(word for word in document.text.split() if not _ADDRESS.search(word))
    small = {stem(word) for word in find_lowercase_words([prose])}
    hardly = {
        key for key, own in by_key.items() if _is_calendar(own[0].words) or _is_explained(places, own, titles, small)
    }
    if is_german(document.text):
        hardly |= find_german_nouns([one for one in found if not one.kind and not one.in_title])
    return [replace(one, likely_kind=NO_NAME) if not one.kind and _hides(one, hardly) else one for one in found]


def _hides(one: FoundMention, hardly: set[str]) -> bool:
    """Return whether a mention is of no name; a title is one unless it is the name of a file."""
    return ("_" in one.surface and " " not in one.surface) if one.whole else one.key in hardly


def _is_calendar(words: Sequence[str]) -> bool:
    """Return whether these words are weekdays or months, or the month of some year."""
    return all(word in _CALENDAR for word in words) or (words[0] in _CALENDAR and words[1:2] == ("des",))


@dataclass(frozen=True, slots=True)
class _Place:
    """How far the place of a mention explains its capital: by itself, or if its words are also written small."""

    alone: bool
    with_small: bool


class _Places:
    """Where names stand in a document."""

    def __init__(self, document: Document) -> None:
        self._text = document.text
        self._blocks = document.meta.blocks

    def of(self, one: FoundMention) -> _Place:
        start = one.passage.start + one.span.start
        end = start + len(one.surface)
        block = block_at(self._blocks, start)
        if block is not None and block.kind == "heading":
            return _Place(one.key in _POSTS or _GERUND.fullmatch(one.words[0]) is not None, True)
        is_one_word = len(one.surface.split()) == 1
        before = self._text[max(0, start - _LOOK_BACK) : start]
        if block is not None and block.kind == "table":
            return self._in_table(one, block, start, end, is_one_word and bool(_CELL_START.search(before)))
        if is_one_word:
            return _Place(False, opens_sentence(self._text, start))
        return _Place(False, is_line(self._text, start, end))

    def _in_table(self, one: FoundMention, block: Block, start: int, end: int, opens_cell: bool) -> _Place:
        head = self._text[block.start : block.end].partition("\n")[0]
        if start < block.start + len(head) and CELL_SEPARATOR in head and head in block.context:
            return _Place(True, True)
        if opens_cell and _CELL_END.match(self._text, end):
            return _Place(one.key in _POSTS, True)
        is_word = opens_cell and _LOWER_WORD.match(self._text, end) is not None
        return _Place(is_word, is_word)


def _is_explained(places: _Places, own: Sequence[FoundMention], titles: set[str], small: set[str]) -> bool:
    """Return whether each mention of a name owes its capital to its place."""
    inside = [one for one in own if not one.in_title]
    if not inside or own[0].key in titles:
        return False
    found = [places.of(one) for one in inside]
    if all(place.alone for place in found):
        return True
    if not all(place.with_small for place in found) or not all(_is_plain(one.surface) for one in inside):
        return False
    return all(stem(word) in small for word in own[0].words if word not in STOP_WORDS)


def _is_plain(surface: str) -> bool:
    """Return whether each word begins with its only capital, or all are in capitals and no acronym."""
    if surface.isupper():
        return " " in surface or len(surface) > _LONGEST_ACRONYM
    return all(word[1:] == word[1:].lower() for word in surface.split())
