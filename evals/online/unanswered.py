"""Groups the questions that no document answered, so that one sees which documents are missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evals.online.traffic import TrafficAnswer
from rag.embed.protocol import Embedder

SAME_MATTER = 0.55
"""Cosine of two questions from which they are taken to ask about one matter."""


@dataclass(frozen=True, slots=True)
class UnansweredGroup:
    """Questions about one matter, the latest first; `last` is when it was asked, UTC in ISO 8601."""

    questions: tuple[str, ...]
    last: str


def group_unanswered(given: Sequence[TrafficAnswer], embedder: Embedder) -> tuple[UnansweredGroup, ...]:
    """Group the questions whose answer is that nothing was found, the largest group first.

    Each joins the group with the nearest latest question, if that is near enough, and else begins one.
    """
    missed = sorted((one for one in given if one.answer.abstained), key=lambda one: one.asked, reverse=True)
    vectors = embedder.embed([one.question for one in missed], "query") if missed else np.zeros((0, 0))
    groups: list[list[int]] = []
    for place, vector in enumerate(vectors):
        likeness = [float(vectors[group[0]] @ vector) for group in groups]
        best = int(np.argmax(likeness)) if likeness else -1
        if best >= 0 and likeness[best] >= SAME_MATTER:
            groups[best].append(place)
        else:
            groups.append([place])
    groups.sort(key=lambda group: -len(group))
    return tuple(
        UnansweredGroup(tuple(missed[at].question for at in group), missed[group[0]].asked) for group in groups
    )
