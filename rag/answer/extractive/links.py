"""Rank follow-up sentences: they share a name with a first sentence that the question lacks, and cover more of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from graph.text.names import NAME_OR_NUMBER_WORD, WORD_WITH_DIGIT
from graph.text.stemming import stems
from graph.text.words import STOP_WORDS
from graph.types import Matrix, Vector
from rag.answer.extractive.evidence import SENTENCE_FEATURES, Candidate, covered_share, word_rarity

FOLLOW_UP_FEATURES = (
    "score",
    "likeness",
    "rank",
    "kind is there",
    "focus",
    "bridge",
    "title",
    "gain",
    "bridged gain",
    "titled gain",
    "same passage",
)
"""The features of a follow-up sentence."""

_NAMED = re.compile(rf"\b{NAME_OR_NUMBER_WORD}|{WORD_WITH_DIGIT}")


def follow_up_features(question: str, found: Sequence[Candidate], rows: Matrix, scores: Vector, leader: int) -> Matrix:
    """Return the follow-up features of each sentence after the one at `leader`; `scores` are the first scores.

    bridge: the rarity of the two rarest names that both contain and the question does not, 0 to 1. title: the same for
    the passage's title and the leader. gain: how much more of the question both cover than the leader alone.
    """
    asked = set(stems(question))
    said = [set(stems(f"{candidate.passage.heading} {candidate.text}")) for candidate in found]
    weight = word_rarity(said)
    unseen = float(np.log1p(len(found))) + 1
    ahead = found[leader]
    known = name_stems(f"{ahead.passage.title} . {ahead.text}") - asked
    alone = covered_share(asked, said[leader], weight, unseen)
    linked = np.zeros((len(found), len(FOLLOW_UP_FEATURES)), np.float32)
    first = [SENTENCE_FEATURES.index(name) for name in FOLLOW_UP_FEATURES[1:5]]
    for place, candidate in enumerate(found):
        bridge = _rarest(name_stems(candidate.text) & known, weight, unseen)
        title = _rarest(name_stems(candidate.passage.title) & known, weight, unseen)
        same = candidate.passage.id == ahead.passage.id
        gain = covered_share(asked, said[leader] | said[place], weight, unseen) - alone
        linked[place, 0] = scores[place] - scores[leader]
        linked[place, 1:5] = rows[place, first]
        linked[place, 5:] = (bridge, 0 if same else title, gain, bridge * gain, 0 if same else title * gain, same)
    return linked


def name_stems(text: str) -> set[str]:
    """Return the stems of names and numbers in a text."""
    words = (match.group() for match in _NAMED.finditer(text))
    return {stem for word in words if word.casefold() not in STOP_WORDS for stem in stems(word)}


def _rarest(names: set[str], weight: dict[str, float], unseen: float) -> float:
    return sum(sorted((weight.get(name, 0.0) for name in names), reverse=True)[:2]) / (2 * unseen)
