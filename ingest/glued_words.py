"""Part English words that recognition has run together: into the likeliest words of the vocabulary.

Word frequencies follow Zipf's law of their rank, and the segmentation is the shortest path over them (P. Norvig,
Natural Language Corpus Data, 2009). A run is left as it is unless most of it is words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from math import log

from ingest.vocabulary import list_words

_RUN = re.compile(r"[A-Za-z]{8,200}")
_MAX_WORD = 20
# Letters for each blank of a line from which on it is taken to have lost some; English has about five.
_MAX_LETTERS_A_BLANK = 8.5
# A word that is not known costs so much, and so much a letter; at most this share of a run may be of such words.
_UNKNOWN_WORD, _UNKNOWN_LETTER, _MAX_UNKNOWN = 10.0, 2.3, 0.5
# The vocabulary also holds pieces of words and abbreviations of three letters and fewer.
_SHORT_WORDS = frozenset(
    "a i an am as at be by do go he if in is it me my no of on or so to up us we the and for are but not you "
    "all any can had her was one our out day get has him his how man new now old see two way who boy did its "
    "let put say she too use may per via yet ago off own few set end age air due fee law tax pay job car act "
    "add ask big buy cut far got key low lot met nor oil par run sea sun top try war win yes".split()
)
_MARK = re.compile(r"(?<=[a-z][,;:.!?)])(?=[A-Za-z])|(?<=[a-z])(?=\()|(?<=\d)(?=[a-z]{3})")


def part_glued(line: str) -> str:
    """Return the line with blanks between its words, if it has too few."""
    letters = sum(letter.isalpha() for letter in line)
    if letters < 12 or letters <= _MAX_LETTERS_A_BLANK * (line.count(" ") + 1):
        return line
    parted = _RUN.sub(lambda match: " ".join(_words(match.group())), line)
    return _MARK.sub(" ", parted) if parted != line else line


def _words(run: str) -> list[str]:
    """Return the likeliest words of a run; the run itself if no words make up most of it."""
    costs, lowered = _costs(), run.lower()
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(run) + 1):
        starts = range(max(0, end - _MAX_WORD), end)
        best.append(min((best[start][0] + _cost(lowered[start:end], costs), start) for start in starts))
    words: list[str] = []
    end = len(run)
    while end:
        start = best[end][1]
        words.append(run[start:end])
        end = start
    unknown = sum(len(word) for word in words if word.lower() not in costs)
    return words[::-1] if unknown <= _MAX_UNKNOWN * len(run) else [run]


def _cost(word: str, costs: Mapping[str, float]) -> float:
    return costs.get(word) or _UNKNOWN_WORD + _UNKNOWN_LETTER * len(word)


@cache
def _costs() -> dict[str, float]:
    words = [word for word in list_words() if word.isascii() and (len(word) > 3 or word in _SHORT_WORDS)]
    return {word: log((rank + 10) * log(len(words) + 10)) for rank, word in enumerate(words)}
