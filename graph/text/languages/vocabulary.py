"""The words of a store, searched for those that may be forms of a query's words or share a part with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph.text.languages.expansion import SearchedWords
from graph.text.languages.matching import MIN_PART_CHARS

SUFFIX_ENDINGS = ("", "e", "n", "en", "s")
"""What the last part of a compound may end in where it stands alone."""


class Vocabulary:
    """Many words in one text, in which a part of a word is found fast."""

    def __init__(self, words: Iterable[str]) -> None:
        self._text = "\n".join(["", *words, ""])

    def find_forms(self, query: SearchedWords) -> set[str]:
        """Return the words that hold a stem of the query or begin as a word of it does, and the ends of its words.

        The ends need not be among the words.
        """
        found = {word for stem in query.stems for word in self._holding(stem)}
        for word in query.inflected:
            found.update(self._holding(f"\n{word[:MIN_PART_CHARS]}"))
            found.update(_ends(word))
        return found

    def _holding(self, part: str) -> Iterator[str]:
        place = self._text.find(part)
        while place >= 0:
            start = self._text.rfind("\n", 0, place + 1) + 1
            end = self._text.find("\n", place + len(part))
            yield self._text[start:end]
            place = self._text.find(part, end)


def _ends(word: str) -> Iterator[str]:
    """Yield the ends of a word that may be words themselves, with the endings that they may have there."""
    for start in range(1, len(word) - MIN_PART_CHARS + 1):
        yield from (word[start:] + ending for ending in SUFFIX_ENDINGS)
