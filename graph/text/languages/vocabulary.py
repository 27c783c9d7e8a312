"""The words of a store, searched for those that may be forms of a query's words or share a part with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph.text.languages.expansion import SearchedWords


class Vocabulary:
    """Many words in one text, in which a part of a word is found fast."""

    def __init__(self, words: Iterable[str]) -> None:
        self._text = "\n".join(["", *words, ""])

    def find_forms(self, query: SearchedWords) -> set[str]:
        """Return the words that hold a stem of the query or begin as a word of it does, and the ends of its words.

        The ends need not be among the words.
        """
        parts = (*query.stems, *(f"\n{start}" for start in query.starts))
        return {word for part in parts for word in self._holding(part)}.union(query.ends)

    def _holding(self, part: str) -> Iterator[str]:
        place = self._text.find(part)
        while place >= 0:
            start = self._text.rfind("\n", 0, place + 1) + 1
            end = self._text.find("\n", place + len(part))
            yield self._text[start:end]
            place = self._text.find(part, end)
