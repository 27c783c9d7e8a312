"""Copies of texts in which every name is replaced, the same name always by the same invented one."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence

from rag.ner.rules import RuleTagger

_ONSETS = "b br c ch d dr f fl g gr h j k kl l m n p pr qu r s sh st t tr v w z".split()
_VOWELS = "a e i o u ai ea ou".split()
_ENDINGS = "n r s l nd rt m th x".split()
_PART = re.compile(r"[^\W\d_]+")


class Renamer:
    """Invents names from a seed; words that stand in lower case anywhere in the texts are left as they are."""

    def __init__(self, seed: int, common: Iterable[str]) -> None:
        self._random = random.Random(seed)
        self._common = frozenset(common)
        self._names: dict[str, str] = {}
        self._tagger = RuleTagger()

    def __call__(self, text: str) -> str:
        """The text with each word of each name replaced."""
        pieces = []
        place = 0
        for span in self._tagger.mentions(text):
            if span.kind == "date":
                continue
            pieces += [text[place : span.start], _PART.sub(self._replace, text[span.start : span.end])]
            place = span.end
        return "".join([*pieces, text[place:]])

    def _replace(self, match: re.Match[str]) -> str:
        word = match.group()
        if word.casefold() in self._common or len(word) < 2:
            return word
        if word not in self._names:
            syllables = self._random.randint(2, 3)
            made = "".join(self._random.choice(_ONSETS) + self._random.choice(_VOWELS) for _ in range(syllables))
            self._names[word] = (made + self._random.choice(_ENDINGS)).capitalize()
        return self._names[word]


def grown(records: Sequence[tuple[str, str]], count: int) -> list[tuple[str, str]]:
    """(title, text) records, repeated under other names until there are `count`."""
    lower = {word for _, text in records for word in re.findall(r"\b[a-z]{2,}\b", text)}
    made = list(records[:count])
    seed = 0
    while len(made) < count:
        seed += 1
        rename = Renamer(seed, lower)
        # A title is a name as a whole; a dot after it keeps its words from opening a sentence.
        made += [(rename(f"x {title}")[2:], rename(text)) for title, text in records[: count - len(made)]]
    return made
