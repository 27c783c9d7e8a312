"""What documents say for and against two entities being the same: where each is named, and whether both are at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from graph.entity_view import EntityView
from graph.local import Seeds
from graph.resolution.proposals import Proposal, propose
from graph.store import GraphReader, GraphStore
from graph.text.sentences import sentence_bounds
from graph.types import EVERYTHING, Filter, Passage

_SMALL_WORD = re.compile(r"(?<![\w@./-])[a-z]{2,}(?![\w@/])")

MAX_PASSAGES = 60
"""Passages read for a proposal."""


@dataclass(frozen=True, slots=True)
class NamingQuote:
    """A passage that names an entity, and its sentence that does; empty if only the title names it."""

    passage: Passage
    sentence: str


@dataclass(frozen=True, slots=True)
class QuotedProposal:
    """A proposal with a quote for each of its entities."""

    proposal: Proposal
    first: NamingQuote
    second: NamingQuote


def find_proposals(store: GraphStore, where: Filter = EVERYTHING, limit: int = 20) -> list[QuotedProposal]:
    """Return at most `limit` pairs of visible entities that may be the same, the surest first.

    `store` is one in which every entity stands by itself.
    """
    proposals = propose_visible(store, where)
    return list(islice(_quote_proposals(store, proposals, where), limit))


def propose_visible(store: GraphStore, where: Filter = EVERYTHING) -> list[Proposal]:
    """Return what the names of visible entities propose; `store` is as for `find_proposals`."""
    common = find_common_words(passage.text for passage in store.passages(where=where))
    return propose((view for view in store.entities(where=where) if view.is_name), store.decisions(), common)


def find_common_words(texts: Iterable[str]) -> set[str]:
    """Return the words that stand in small letters somewhere in these texts."""
    return {word for text in texts for word in _SMALL_WORD.findall(text)}


def _quote_proposals(store: GraphReader, proposals: Iterable[Proposal], where: Filter) -> Iterator[QuotedProposal]:
    """Yield the proposals that no sentence speaks against."""
    for one in proposals:
        local = store.around(Seeds(entities=dict.fromkeys(one.pair, 1.0)), MAX_PASSAGES, where)
        places = local.entity_places(one.pair)
        rows = [sorted(local.mention_passage[local.mention_entity == places.get(id_, -1)].tolist()) for id_ in one.pair]
        if not all(rows):
            continue
        shared = sorted(set(rows[0]) & set(rows[1]))
        quoted = [next((row for row in own if row not in shared), own[0]) for own in rows]
        wanted = [local.passages[row] for row in (*shared, *quoted)]
        passages = {passage.id: passage for passage in store.passages(wanted, where)}
        if len(passages) < len(set(wanted)):  # one was removed meanwhile
            continue
        both = [passages[local.passages[row]] for row in shared]
        if one.may_name_both or not any(names_both(passage, one.first, one.second) for passage in both):
            first, second = (passages[local.passages[row]] for row in quoted)
            yield QuotedProposal(one, _quote(first, one.first), _quote(second, one.second))


def names_both(passage: Passage, first: EntityView, second: EntityView) -> bool:
    """Whether one sentence of a passage names two entities in two places."""
    for text in _sentences(passage):
        left, right = _spans(text, first), _spans(text, second)
        if any(one[1] <= other[0] or other[1] <= one[0] for one in left for other in right):
            return True
    return False


def _sentences(passage: Passage) -> Iterator[str]:
    return (passage.text[start:end] for start, end in sentence_bounds(passage.text))


def _spans(text: str, view: EntityView) -> list[tuple[int, int]]:
    names = sorted((view.name, *view.aliases), key=len, reverse=True)
    pattern = "|".join(map(re.escape, names))
    return [match.span() for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text)]


def _quote(passage: Passage, view: EntityView) -> NamingQuote:
    sentence = next((text for text in _sentences(passage) if _spans(text, view)), "")
    return NamingQuote(passage, " ".join(sentence.split()))
