"""What people correct of relations: one that is left out, or one that they state by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from graph.types import Relation

Triple = tuple[str, str, str]
"""The subject's id, the predicate and the object's id of a relation."""

RelationState = Literal["left out", "by hand"]

BY_HAND = "by hand"
"""The origin of a relation that a person stated."""


@dataclass(frozen=True, slots=True)
class RelationCorrection:
    """A correction of what is stated of two entities, by their ids: left out, or stated by hand.

    The evidence of one by hand is `text[start:end]` of the passage; `passage_id` is empty if there is none.
    """

    subject_id: str
    predicate: str
    object_id: str
    state: RelationState
    reason: str = ""
    passage_id: str = ""
    start: int = 0
    end: int = 0

    @property
    def triple(self) -> Triple:
        """What it is a correction of."""
        return self.subject_id, self.predicate, self.object_id


def triple_of(relation: Relation) -> Triple:
    """Return what a relation states, wherever it stands."""
    return relation.subject_id, relation.predicate, relation.object_id
