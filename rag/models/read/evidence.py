"""What speaks for a sentence as the answer to a question, as numbers."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from graph.model import Matrix, Passage
from graph.words import words
from rag.models.read.kinds import asked_kind, has_kind
from rag.models.read.sentences import sentence_bounds

_ENDINGS = ("ations", "ation", "ings", "ing", "ment", "ions", "ion", "ed", "es", "er", "ly", "al", "e", "y")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a found passage: the passage's place among the hits (from 0) and the sentence's place in it."""

    passage: Passage
    rank: int
    place: int
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The word without one English ending, so that "invaded" meets "invade" and "invasion" meets "invading"."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def stems(text: str) -> list[str]:
    return [stem(word) for word in words(text)]


def candidates(passages: Sequence[Passage]) -> list[Candidate]:
    """Every sentence of the passages, best passage first."""
    return [
        Candidate(passage, rank, place, start, end)
        for rank, passage in enumerate(passages)
        for place, (start, end) in enumerate(sentence_bounds(passage.text))
    ]


def rarity(texts: Iterable[Iterable[str]]) -> dict[str, float]:
    """ln(1 + n / df) of each word among n texts."""
    counts: Counter[str] = Counter()
    total = 0
    for text in texts:
        total += 1
        counts.update(set(text))
    return {word: math.log(1 + total / count) for word, count in counts.items()}


def covered(wanted: Iterable[str], there: set[str], weight: Mapping[str, float], unseen: float) -> float:
    """The share of the wanted words' weight that is there, 0 to 1; a word of unknown weight counts `unseen`."""
    asked = set(wanted)
    whole = sum(weight.get(word, unseen) for word in asked)
    return sum(weight.get(word, unseen) for word in asked & there) / whole if whole else 0.0


FEATURES = (
    "covered",
    "covered, each word alike",
    "covered with neighbours",
    "covered by the passage",
    "word pairs",
    "likeness",
    "likeness of the passage",
    "rank",
    "first sentence",
    "kind",
    "kind is there",
    "words",
)


def measure(question: str, found: Sequence[Candidate], likeness: Matrix) -> Matrix:
    """One row a candidate, one column a name of `FEATURES`; `likeness` holds a row (sentence, passage) a candidate."""
    asked = stems(question)
    asked_pairs = set(itertools.pairwise(asked))
    said = [stems(candidate.text) for candidate in found]
    weight = rarity(said)
    unseen = math.log(1 + len(found)) + 1
    titles: dict[str, set[str]] = {}
    whole: dict[str, set[str]] = {}
    for candidate, its in zip(found, said, strict=True):
        name = candidate.passage.id
        title = titles.setdefault(name, set(stems(candidate.passage.title)))
        whole.setdefault(name, set(title)).update(its)
    kind = asked_kind(question)
    rows = np.zeros((len(found), len(FEATURES)), np.float32)
    for row, candidate in enumerate(found):
        here = set(said[row])
        near = here | titles[candidate.passage.id]
        for other in (row - 1, row + 1):
            if 0 <= other < len(found) and found[other].passage.id == candidate.passage.id:
                near |= set(said[other])
        there = set(itertools.pairwise(said[row]))
        rows[row] = (
            covered(asked, here, weight, unseen),
            covered(asked, here, {}, 1.0),
            covered(asked, near, weight, unseen),
            covered(asked, whole[candidate.passage.id], weight, unseen),
            len(asked_pairs & there) / max(1, len(asked_pairs)),
            likeness[row, 0],
            likeness[row, 1],
            1 / (1 + candidate.rank),
            candidate.place == 0,
            kind != "any",
            kind != "any" and has_kind(kind, candidate.text),
            math.log1p(len(said[row])),
        )
    return rows
