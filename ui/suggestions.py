"""Questions to ask next: made from the documents by rules, and each found to be answerable from them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from graph.text.words import words
from graph.types import Filter

if TYPE_CHECKING:
    from evals.generate.kind_mix import KindShares
    from evals.types import Case
    from rag.types import Answer
    from ui.workspace import Workspace

SUGGESTED_KINDS = ("howto", "reason", "faq", "rule", "list", "single")
MAX_SUGGESTION_CHARS = 110
TITLED = "According to"
"""The start of a question that names its document, which nobody asks in these words."""

DRAFTS_PER_SUGGESTION = 4
MAX_DOCUMENT_CHARS = 400_000
"""Characters of documents that questions are made from; the first document is read whatever its length."""


def suggest_starters(workspace: Workspace, count: int = 3) -> tuple[str, ...]:
    """Return questions on the collection's documents, as different ones as there are; English documents only."""
    where = _first_documents(workspace, [document.id for document in workspace.store.documents(workspace.where)])
    cases = _draft(workspace, where, count * DRAFTS_PER_SUGGESTION)
    return tuple(islice(_answerable(workspace, _spread(cases)), count))


def suggest_follow_ups(workspace: Workspace, answer: Answer, asked: Collection[str], count: int = 3) -> tuple[str, ...]:
    """Return questions on the passages of an answer, then on their documents, that were not asked before."""
    order = [hit.passage.id for hit in answer.hits]
    where = _first_documents(workspace, [hit.passage.document_id for hit in answer.hits])
    if not where.documents:
        return ()
    known = [set(words(question)) for question in asked]
    cases = [case for case in _draft(workspace, where, count * DRAFTS_PER_SUGGESTION) if not _repeats(case, known)]
    return tuple(islice(_answerable(workspace, sorted(cases, key=lambda case: _rank(case, order))), count))


def _rank(case: Case, order: Sequence[str]) -> int:
    """Return the rank of the best passage that answers a case; that after the last if none is among them."""
    return min((order.index(gold.passage_id) for gold in case.gold if gold.passage_id in order), default=len(order))


def _first_documents(workspace: Workspace, ids: Sequence[str]) -> Filter:
    """Return a filter for the first of these documents, as many as may be read."""
    where = replace(workspace.where, documents=tuple(dict.fromkeys(ids)))
    lengths = {document.id: len(document.text) for document in workspace.store.documents(where)}
    chosen: list[str] = []
    read = 0
    for name in where.documents or ():
        read += lengths.get(name, 0)
        if chosen and read > MAX_DOCUMENT_CHARS:
            break
        chosen.append(name)
    return replace(where, documents=tuple(chosen))


def _draft(workspace: Workspace, where: Filter, count: int) -> list[Case]:
    """Return cases of these documents that the quoting answerer answers from their passages."""
    from evals.generate import GenerationConfig, generate_checked_cases
    from evals.generate.checks.round_trip import RoundTrip
    from evals.judges.cached_embedder import CachedEmbedder
    from rag.answer.extractive.quoting import QuotingAnswerer
    from rag.answer.extractive.reader import Reader

    known = CachedEmbedder(workspace.embedder)
    answerer = QuotingAnswerer(known, Reader(workspace.cache))
    shares: KindShares = tuple((kind, 1.0) for kind in SUGGESTED_KINDS)
    config = GenerationConfig(count, 0, shares, where)
    made = generate_checked_cases(workspace.store, config, lambda seen: RoundTrip(answerer, known, seen))
    return [case for case in made.cases if _is_natural(case.question)]


def _is_natural(question: str) -> bool:
    return len(question) <= MAX_SUGGESTION_CHARS and not question.startswith(TITLED)


def _answerable(workspace: Workspace, cases: Sequence[Case]) -> Iterator[str]:
    """Yield the questions whose passage is retrieved for them."""
    retrieve = workspace.retriever()
    for case in cases:
        hits = retrieve(case.question, workspace.settings.retrieval.k, workspace.where)
        if {hit.passage.id for hit in hits} & {gold.passage_id for gold in case.gold}:
            yield case.question


def _spread(cases: Sequence[Case]) -> list[Case]:
    """Order cases so that each file comes once before any comes again."""
    seen: dict[str, int] = {}
    ranks = []
    for case in cases:
        source = case.gold[0].source if case.gold else ""
        seen[source] = seen.get(source, 0) + 1
        ranks.append(seen[source])
    return [case for _, case in sorted(zip(ranks, cases, strict=True), key=lambda ranked: ranked[0])]


def _repeats(case: Case, known: Sequence[set[str]]) -> bool:
    """Whether most words of a question were in one that was asked."""
    own = set(words(case.question))
    return any(len(own & asked) > 0.7 * len(own) for asked in known)
