"""What the passages around two entities say for their being the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from graph.entity_view import EntityView
from graph.local import LocalGraph, Seeds
from graph.resolution.name_rules import MISSPELT_SCORE
from graph.resolution.proposals import Proposal, match_views
from graph.store import GraphReader
from graph.types import Filter, Passage

MAX_PASSAGES = 60
"""Passages read for a proposal."""

MIN_SHARED_NEIGHBOURS = 2
MAX_NEIGHBOUR_PASSAGES = 10
MAX_NEIGHBOUR_SHARE = 0.05
"""A neighbour in more passages, and a larger share of them, is one of everything."""

APART_LOSS = 0.05
APART_MISSPELT_LOSS = 0.1
KINDS_LOSS = 0.05
APART_KINDS_LOSS = 0.15
"""What a score loses where nothing is shared, and where both are taken for things of different kinds."""

_SMALL_WORD = re.compile(r"(?<![\w@./-])[a-z]{2,}(?![\w@/])")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The passages that mention two entities, by each, and whether they share a document or neighbours."""

    first: tuple[Passage, ...]
    second: tuple[Passage, ...]
    is_shared: bool

    @property
    def common_words(self) -> set[str]:
        """The words that stand in small letters in these passages."""
        return find_common_words(passage.text for passage in (*self.first, *self.second))


def find_common_words(texts: Iterable[str]) -> set[str]:
    """Return the words that stand in small letters somewhere in these texts."""
    return {word for text in texts for word in _SMALL_WORD.findall(text)}


def read_surroundings(store: GraphReader, pair: Sequence[str], where: Filter) -> Surroundings | None:
    """Return the surroundings of two entities; None if no visible passage mentions one of them."""
    local = store.around(Seeds(entities=dict.fromkeys(pair, 1.0)), MAX_PASSAGES, where)
    places = local.entity_places(pair)
    rows = [sorted(local.mention_passage[local.mention_entity == places.get(id_, -1)].tolist()) for id_ in pair]
    wanted = sorted({local.passages[row] for own in rows for row in own})
    found = {passage.id: passage for passage in store.passages(wanted, where)}
    first, second = (tuple(found[local.passages[row]] for row in own if local.passages[row] in found) for own in rows)
    if not first or not second:
        return None
    documents = [{passage.document_id for passage in own} for own in (first, second)]
    left, right = (_neighbours(local, own) - set(places.values()) for own in rows)
    is_shared = bool(documents[0] & documents[1]) or len(left & right) >= MIN_SHARED_NEIGHBOURS
    return Surroundings(first, second, is_shared)


def _neighbours(local: LocalGraph, rows: Sequence[int]) -> set[int]:
    """Return what these passages mention, without what is mentioned everywhere."""
    most = max(MAX_NEIGHBOUR_PASSAGES, MAX_NEIGHBOUR_SHARE * local.total)
    own = set(rows)
    pairs = zip(local.mention_passage.tolist(), local.mention_entity.tolist(), strict=True)
    return {entity for passage, entity in pairs if passage in own and local.frequency[entity] <= most}


def weigh(proposal: Proposal, around: Surroundings) -> Proposal | None:
    """Return the proposal with the score that the surroundings leave it, never a higher one; None if none is left."""
    match = match_views(proposal.first, proposal.second, around.common_words)
    if match is None:
        return None
    loss = 0.0
    if not around.is_shared:
        loss += APART_MISSPELT_LOSS if match.score == MISSPELT_SCORE and "letter" in match.reason else APART_LOSS
    if _differ_in_kind(proposal.first, proposal.second):
        loss += KINDS_LOSS if around.is_shared else APART_KINDS_LOSS
    score = round(min(match.score, proposal.score) - loss, 2)
    return replace(proposal, score=score, reason=match.reason, may_name_both=match.may_name_both)


def _differ_in_kind(first: EntityView, second: EntityView) -> bool:
    return bool(first.kind and second.kind and first.kind != second.kind)
