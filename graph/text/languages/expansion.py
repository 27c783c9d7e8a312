"""The forms of a query's words that texts may hold: inflected, or as a part of a compound.

A query in a language that is not declared has only the words that it says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.text.languages.identify import identify_language
from graph.text.languages.matching import MIN_PART_CHARS, SAME, match_words, stem_word
from graph.text.languages.spec import Inflection, Language
from graph.text.words import words

MAX_INFLECTED_WORDS = 32
"""Words of a query whose forms are looked for: each costs a pass over the words of a store."""

END_FORMS = ("", "e", "n", "en")
"""What the last part of a compound may end in where it stands alone; words are stored without a plural s."""

MAX_ENDS = 600
"""Ends of words that are looked for; Lucene allows 1024 clauses in a query."""

PART_WEIGHT = 0.5
"""What a match of a part of a compound counts beside one of the whole word, times how far it matches."""


@dataclass(frozen=True, slots=True)
class WordGroup:
    """Words that count as one word of a query, and how much they count; 1 for the word itself."""

    words: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class SearchedWords:
    """The analysed words of a query, in order, with its language; None where words are searched as they stand."""

    words: tuple[str, ...]
    language: Language | None = None

    @property
    def inflected(self) -> Sequence[str]:
        """The words whose forms are looked for: the first ones of a long query."""
        return list(dict.fromkeys(self.words))[:MAX_INFLECTED_WORDS]

    @property
    def stems(self) -> list[str]:
        """What words of a text may hold to match: the stems, without what may precede them in a participle."""
        inflection = self.language.inflection if self.language else None
        found = [stem for word in self.inflected if inflection for stem in _stems(word, inflection)]
        return [stem for stem in dict.fromkeys(found) if len(stem) >= MIN_PART_CHARS]

    @property
    def starts(self) -> list[str]:
        """What a part of a compound of the query may begin with."""
        return list(dict.fromkeys(word[:MIN_PART_CHARS] for word in self.inflected if len(word) > MIN_PART_CHARS))

    @property
    def ends(self) -> list[str]:
        """What may be the last part of a compound of the query, with the endings that it may have alone."""
        found = [
            word[start:] + ending
            for word in self.inflected
            for start in range(1, len(word) - MIN_PART_CHARS + 1)
            for ending in END_FORMS
        ]
        return list(dict.fromkeys(found))[:MAX_ENDS]

    def group(self, vocabulary: Iterable[str]) -> list[WordGroup]:
        """Return the words, each with its forms in a vocabulary, then the compounds and the parts that match."""
        if self.language is None:
            return [WordGroup((word,)) for word in self.words]
        known = set(vocabulary)
        return [group for word in self.words for group in _group_forms(word, known, self.language.inflection)]


def read_query(text: str) -> SearchedWords:
    """Return the words of a query to search for: without the small words of its language, unless it has no others."""
    asked = tuple(words(text))
    language = identify_language(text)
    if language is None:
        return SearchedWords(asked)
    kept = tuple(word for word in asked if word not in language.function_words)
    return SearchedWords(kept or asked, language)


def _stems(word: str, inflection: Inflection) -> Sequence[str]:
    stem = stem_word(word, inflection)
    return [stem, *(stem[len(prefix) :] for prefix in inflection.prefixes if stem.startswith(prefix))]


def _group_forms(word: str, vocabulary: set[str], inflection: Inflection) -> list[WordGroup]:
    matching: defaultdict[float, list[str]] = defaultdict(list)
    for other in vocabulary:
        if other != word and (share := match_words(word, other, inflection)):
            matching[share].append(other)
    same = WordGroup((word, *sorted(matching.pop(SAME, ()))))
    return [same, *(WordGroup(tuple(sorted(forms)), PART_WEIGHT * share) for share, forms in matching.items())]
