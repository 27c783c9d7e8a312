"""Sentences that go on from another: they name what it names beside the question, and say more of what is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph.model import Integers, Matrix, Vector
from graph.words import STOP_WORDS
from rag.models.read.evidence import FEATURES, Candidate, covered, rarity, stems

LEADERS = 4
"""Sentences with the best first scores, from which others may go on."""

LINKED = ("score", "covered with neighbours", "likeness", "kind", "kind is there", "bridge", "gain", "bridged gain")
"""What a sentence is ranked by once its best leader is known."""

_NAMED = re.compile(r"\b[^\W_a-z][\w'’-]*|\b\w*\d\w*\b")


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """For each sentence its features named in `LINKED`, and its leader's place; -1 where it goes on from none."""

    rows: Matrix
    leader: Integers


def links(question: str, found: Sequence[Candidate], rows: Matrix, scores: Vector) -> Links:
    """The sentences' links to better ones; `rows` are their features and `scores` their first scores."""
    asked = stems(question)
    said = [set(stems(candidate.text)) | set(stems(candidate.passage.title)) for candidate in found]
    names = [named(f"{candidate.passage.title} . {candidate.text}") - set(asked) for candidate in found]
    weight = rarity(said)
    unseen = float(np.log1p(len(found))) + 1
    most = float(np.log1p(len(found))) or 1.0
    leaders = [int(place) for place in np.argsort(-scores, kind="stable")[:LEADERS]]
    linked = np.zeros((len(found), len(LINKED)), np.float32)
    chosen = np.full(len(found), -1, np.int64)
    first = {name: FEATURES.index(name) for name in LINKED if name in FEATURES}
    for place in range(len(found)):
        bridge, gain = 0.0, 0.0
        for leader in leaders:
            if scores[leader] <= scores[place] or found[leader].passage.id == found[place].passage.id:
                continue
            shared = sum(sorted((weight.get(name, 0.0) for name in names[leader] & names[place]), reverse=True)[:2])
            more = covered(asked, said[leader] | said[place], weight, unseen) - covered(
                asked, said[leader], weight, unseen
            )
            if shared * (0.1 + more) > bridge * (0.1 + gain):
                bridge, gain, chosen[place] = shared, more, leader
        bridge /= 2 * most
        own = {name: float(rows[place, column]) for name, column in first.items()}
        own |= {"score": float(scores[place] - scores.max()), "bridge": bridge, "gain": gain}
        own["bridged gain"] = bridge * gain
        linked[place] = [own[name] for name in LINKED]
    return Links(linked, chosen)


def named(text: str) -> set[str]:
    """The folded words of names and numbers in a text."""
    return {
        stem
        for match in _NAMED.finditer(text)
        if match.group().casefold() not in STOP_WORDS
        for stem in stems(match.group())
    }
