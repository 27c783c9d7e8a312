"""The passages among which a person marks those with the right answer: marked ones, those shown, and found ones.

Text that readers of a file do not see is never offered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.types import Feedback, Gold
from graph.types import Passage
from ui.web.draw import passage_name
from ui.workspace import Workspace

MAX_SHOWN = 6
"""Passages of the answer that are offered."""

MAX_FOUND = 5
"""Passages that a search adds."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may be right, and the name of its place."""

    gold: Gold
    name: str


def list_candidates(
    space: Workspace, feedback: Feedback, words: str = "", ticked: Sequence[Candidate] = ()
) -> tuple[Candidate, ...]:
    """Return each once: the marked passages, ticked ones, the cited and other ones of the answer, and found ones."""
    candidates: dict[str, Candidate] = {}
    for candidate in (*_marked(space, feedback), *ticked, *_shown(feedback), *_found(space, words)):
        candidates.setdefault(candidate.gold.passage_id, candidate)
    return tuple(candidates.values())


def _marked(space: Workspace, feedback: Feedback) -> Iterator[Candidate]:
    stored = {passage.id: passage for passage in space.store.passages([one.passage_id for one in feedback.gold])}
    for gold in feedback.gold:
        passage = stored.get(gold.passage_id)
        yield Candidate(gold, passage_name(passage) if passage else Path(gold.source).name)


def _shown(feedback: Feedback) -> Iterator[Candidate]:
    quotes = {one.passage_id: one.quote for one in feedback.answer.citations if one.verified}
    hits = [hit.passage for hit in feedback.answer.hits if not hit.passage.hidden]
    cited_first = sorted(hits, key=lambda passage: passage.id not in quotes)
    yield from _name(cited_first[:MAX_SHOWN], quotes)


def _found(space: Workspace, words: str) -> Iterator[Candidate]:
    if words.strip():
        hits = space.retriever("bm25")(words, 2 * MAX_FOUND, space.where)
        yield from _name([hit.passage for hit in hits if not hit.passage.hidden][:MAX_FOUND], {})


def _name(passages: Iterable[Passage], quotes: dict[str, str]) -> Iterator[Candidate]:
    for passage in passages:
        quote = quotes.get(passage.id, passage.text)
        yield Candidate(Gold(passage.id, quote, passage.source), passage_name(passage))
