"""Names written out before their initials, whatever small words they contain: Competition and Markets Authority (CMA).

After A. Schwartz and M. Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text", 2003;
here every letter of the short form is the first one of a word.
"""

from __future__ import annotations

import re
from itertools import pairwise

from rag.ner.protocol import Span

_SHORT_FORM = re.compile(r"(?<!\s)\s*\(\s*(?:the\s+)?[\"'“‘]*(?P<letters>[A-Z][A-Z&]{1,9})s?[\"'”’]*\s*[,;)]")
_WORD = re.compile(r"&|[^\W\d_](?:[\w'’]|\.(?=\w))*")
_BETWEEN_WORDS = re.compile(r"[ \u00a0]*\n?[ \u00a0]*|-")
_SMALL = frozenset("a an and at by for from in of on or the to with & de la des du und".split())
_REACH = 160
_MAX_SMALL_WORDS = 4


def find_written_out(text: str) -> list[Span]:
    """Return the written-out names, sorted by position, none overlapping."""
    found: list[Span] = []
    for short in _SHORT_FORM.finditer(text):
        start = max(0, short.start() - _REACH, found[-1].end if found else 0)
        words = list(_WORD.finditer(text, start, short.start()))
        length = _word_count(short["letters"], text, words)
        if length and words[-1].end() == short.start():
            found.append(Span(words[-length].start(), words[-1].end()))
    return found


def _word_count(letters: str, text: str, words: list[re.Match[str]]) -> int:
    """Return how many of the last words have these initials; 0 if none do."""
    for length in range(len(letters), min(len(words), len(letters) + _MAX_SMALL_WORDS) + 1):
        last = words[-length:]
        if last[0].group().casefold() in _SMALL:
            continue
        if not all(_BETWEEN_WORDS.fullmatch(text, one.end(), other.start()) for one, other in pairwise(last)):
            return 0
        initials = "".join(word.group()[0] for word in last).casefold()
        content = "".join(word.group()[0] for word in last if word.group().casefold() not in _SMALL).casefold()
        if letters.casefold() in (initials, content):
            return length
    return 0
