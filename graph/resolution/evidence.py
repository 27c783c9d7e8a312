"""What documents say for and against two entities being the same: where each is named, and whether both are at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import islice

from graph.entity_view import EntityView
from graph.resolution.proposals import MIN_SCORE, Proposal, propose
from graph.resolution.weighing import read_surroundings, weigh
from graph.store import GraphReader, GraphStore
from graph.text.sentences import sentence_bounds
from graph.types import EVERYTHING, Decision, Filter, Passage


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
    return list(islice(weigh_proposals(store, propose_visible(store, store.decisions(), where), where), limit))


def propose_visible(store: GraphReader, decisions: Iterable[Decision], where: Filter = EVERYTHING) -> list[Proposal]:
    """Return what the names of visible entities propose; `store` is as for `find_proposals`."""
    return propose((view for view in store.entities(where=where) if view.is_name), decisions)


def weigh_proposals(
    store: GraphReader, proposals: Iterable[Proposal], where: Filter = EVERYTHING
) -> Iterator[QuotedProposal]:
    """Yield the proposals that no passage speaks against, the surest first by name and surroundings.

    Reads no more passages than those of the proposals that come before, as no score rises by what they say.
    """
    waiting: list[tuple[float, tuple[str, str], QuotedProposal]] = []
    for one in proposals:
        while waiting and waiting[0][:2] < (-one.score, one.pair):
            yield heappop(waiting)[2]
        if (quoted := quote_proposal(store, one, where)) is not None:
            heappush(waiting, (-quoted.proposal.score, one.pair, quoted))
    while waiting:
        yield heappop(waiting)[2]


def quote_proposal(store: GraphReader, proposal: Proposal, where: Filter = EVERYTHING) -> QuotedProposal | None:
    """Return a proposal as its passages leave it, with quotes; None if they speak against it."""
    around = read_surroundings(store, proposal.pair, where)
    weighed = around and weigh(proposal, around)
    if not around or not weighed or weighed.score < MIN_SCORE:
        return None
    both = [passage for passage in around.first if passage in around.second]
    if not weighed.may_name_both and any(names_both(passage, weighed.first, weighed.second) for passage in both):
        return None
    first, second = (
        next((passage for passage in own if passage not in both), own[0]) for own in (around.first, around.second)
    )
    return QuotedProposal(weighed, _quote(first, weighed.first), _quote(second, weighed.second))


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
