"""The sentences in which two versions of a text differ: changed ones side by side, new ones and those left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.text.stemming import stems
from graph.text.words import words
from graph.types import Passage
from rag.answer.extractive.evidence import Candidate, candidates
from rag.answer.extractive.read_sentences import says_something

MAX_SENTENCES = 600
"""Sentences of each version that are compared."""

MAX_UNMATCHED = 120
"""Sentences of each version that the other one has not, among which pairs are looked for."""

MIN_ALIKE = 0.3
"""The share of words in common from which a sentence is another one changed."""

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Difference:
    """A sentence of the older version, of the newer one, or both where one took the other's place."""

    older: Candidate | None
    newer: Candidate | None

    @property
    def text(self) -> str:
        """The words of both."""
        return " ".join(one.text for one in (self.older, self.newer) if one)


def find_differences(older: Sequence[Passage], newer: Sequence[Passage]) -> list[Difference]:
    """Return the differences of two versions: changed sentences, then new ones, then those left out, in their order."""
    before, after = _sentences(older), _sentences(newer)
    left = _without(before, after)[:MAX_UNMATCHED]
    added = _without(after, before)[:MAX_UNMATCHED]
    pairs = _pair(left, added)
    changed = [Difference(left[one], added[other]) for one, other in sorted(pairs, key=lambda pair: pair[1])]
    taken = {one for one, _ in pairs}, {other for _, other in pairs}
    new = [Difference(None, sentence) for place, sentence in enumerate(added) if place not in taken[1]]
    gone = [Difference(sentence, None) for place, sentence in enumerate(left) if place not in taken[0]]
    return [*changed, *new, *gone]


def _sentences(passages: Sequence[Passage]) -> list[Candidate]:
    """Return the sentences of a version that say something, without its title."""
    found = [_behind_title(candidate) for candidate in candidates(passages)[:MAX_SENTENCES]]
    return [one for one in found if one.text and says_something(one) and words(one.text) != words(one.passage.title)]


def _behind_title(candidate: Candidate) -> Candidate:
    """Return a sentence that opens a text without the title before it."""
    title = candidate.passage.title
    if not title or not candidate.text.startswith(title):
        return candidate
    rest = candidate.text[len(title) :]
    start = candidate.start + len(title) + len(rest) - len(rest.lstrip())
    return Candidate(candidate.passage, candidate.rank, candidate.place, start, candidate.end)


def _without(sentences: Sequence[Candidate], others: Sequence[Candidate]) -> list[Candidate]:
    """Return the sentences that are not among the others, word for word."""
    said = {tuple(words(other.text)) for other in others}
    return [one for one in sentences if tuple(words(one.text)) not in said]


def _pair(older: Sequence[Candidate], newer: Sequence[Candidate]) -> list[tuple[int, int]]:
    """Return the places of the sentences that are alike, the most alike first, each once."""
    one_words = [frozenset(stems(_DIGITS.sub(" ", sentence.text))) for sentence in older]
    other_words = [frozenset(stems(_DIGITS.sub(" ", sentence.text))) for sentence in newer]
    scored = [
        (len(mine & its) / len(mine | its), -abs(one - other), one, other)
        for one, mine in enumerate(one_words)
        for other, its in enumerate(other_words)
        if mine & its
    ]
    pairs: list[tuple[int, int]] = []
    for share, _, one, other in sorted(scored, reverse=True):
        if share >= MIN_ALIKE and not any(one == left or other == right for left, right in pairs):
            pairs.append((one, other))
    return pairs
