"""Reduce words to stems, so that the forms of one word match.

`stem` removes endings; `prefix_stems` keeps the first letters only, which matches more: "director" and "directed".
"""

from __future__ import annotations

from functools import lru_cache

from graph.text.words import strip_plural, words

_ENDINGS = ("ations", "ation", "ings", "ing", "ment", "ions", "ion", "ed", "es", "er", "ly", "al", "e", "y")
MIN_STEM_CHARS = 4
"""An ending is removed only if at least this many letters stay."""

PREFIX_CHARS = 6
"""The leading letters that are a word's prefix stem."""


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return a lower-case word without English endings: "discovers", "discovery" and "discovering" match
    "discovered"."""
    word = strip_plural(word)
    end = len(word)
    while ending := next(
        (one for one in _ENDINGS if end - len(one) >= MIN_STEM_CHARS and word.endswith(one, 0, end)), ""
    ):
        end -= len(ending)
    return word[:end]


def stems(text: str) -> list[str]:
    """Return the stems of the words of a text, in order."""
    return [stem(word) for word in words(text)]


@lru_cache(maxsize=4_000)
def prefix_stems(text: str) -> frozenset[str]:
    """Return the leading letters of every word of a text."""
    return frozenset([word[:PREFIX_CHARS] for word in words(text)])
