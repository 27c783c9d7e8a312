"""Word analysis, shared by every store: turn a text into searchable words.

Latin words lose case, diacritics and plural endings; scripts without spaces become pairs of neighbouring characters.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import chain

from graph.text.combining_marks import limit_marks

# Letters and digits, with the combining marks that \w leaves out (Hebrew, Arabic, Indic, Thai, Lao).
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983"
    "\u09bc-\u09cd\u0a01-\u0a03\u0a3c-\u0a4d\u0a81-\u0acd\u0b01-\u0b03\u0b3c-\u0b4d\u0b82\u0bbe-\u0bcd\u0c00-\u0c04"
    "\u0c3e-\u0c56\u0cbc-\u0cd6\u0d00-\u0d03\u0d3e-\u0d4d\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc"
    "\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3"
)
WORD_PATTERN = re.compile(rf"[^\W_]+(?:[{_MARKS}]+[^\W_]*)*")
_NO_WORDS = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalnum()})
# Scripts written without spaces between words.
UNSPACED_SCRIPTS = re.compile(
    "[\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uac00-\ud7af\U00020000-\U0002fa1f]+"
)

STOP_WORDS = frozenset(
    "a about above after again all also am an and any are as at be because been before being below between "
    "both by but can could did do does doing down during each few for from further had has have having he her "
    "here hers him his how i if in into is it its itself just me more most my no nor not now of off on once "
    "only or other our out over own same she should so some such than that the their theirs them then there "
    "these they this those through to too under until up very was we were what when where which while who "
    "whom whose why will with would you your".split()
)

QUESTION_WORDS = frozenset("who whom whose what which where when why how".split())


def words(text: str) -> list[str]:
    """Return the analysed words of a text in order, without stop words."""
    return [*chain.from_iterable(map(_ANALYSED.__getitem__, _raw(text)))]


def _raw(text: str) -> list[str]:
    """Return the matches of WORD; for ASCII text, splitting at all other characters is equivalent and faster."""
    if text.isascii():
        return text.lower().translate(_NO_WORDS).split()
    return WORD_PATTERN.findall(unicodedata.normalize("NFKC", limit_marks(text)).casefold())


MAX_CACHED_WORDS = 200_000


class _Analysed(dict[str, tuple[str, ...]]):
    """Cache of analysed words; as a dict, `map` looks words up without a Python call for each."""

    def __missing__(self, raw: str) -> tuple[str, ...]:
        if len(self) >= MAX_CACHED_WORDS:
            self.clear()
        found = self[raw] = _analyse(raw)
        return found


_ANALYSED = _Analysed()


def _analyse(raw: str) -> tuple[str, ...]:
    if raw.isascii():
        return () if raw in STOP_WORDS else (strip_plural(raw),)
    if UNSPACED_SCRIPTS.search(raw):
        return _pairs(raw)
    plain = without_diacritics(raw)
    return () if plain in STOP_WORDS else (strip_plural(plain),)


def _pairs(raw: str) -> tuple[str, ...]:
    found: list[str] = []
    place = 0
    for match in UNSPACED_SCRIPTS.finditer(raw):
        found.extend(_analyse(raw[place : match.start()]) if match.start() > place else ())
        run = match.group()
        found.extend(run[i : i + 2] for i in range(max(1, len(run) - 1)))
        place = match.end()
    found.extend(_analyse(raw[place:]) if place < len(raw) else ())
    return tuple(found)


def strip_plural(word: str) -> str:
    """Remove the English plural ending (D. Harman, "How effective is suffixing?", 1991)."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    return word[:-1]


def without_diacritics(text: str) -> str:
    """Remove the diacritics of Latin letters; other scripts keep their marks."""
    if text.isascii():
        return text
    kept: list[str] = []
    latin = False
    for character in unicodedata.normalize("NFD", limit_marks(text)):
        if unicodedata.combining(character):
            if latin:
                continue
        else:
            latin = character < "\u0250" or "\u1e00" <= character <= "\u1eff"
        kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))
