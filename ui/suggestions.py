"""Questions to ask next: made from the documents by rules, and each found to be answerable from them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from graph.text.words import words
from graph.types import Document, Filter
from ui.models import asks_server

if TYPE_CHECKING:
    from evals.generate.corpus import Corpus
    from evals.generate.draft import Draft
    from evals.generate.kind_mix import KindShares
    from evals.types import Case
    from rag.types import Answer
    from ui.workspace import Workspace

GoOn = Callable[[], bool]
"""Asked before each step: waits as long as it likes, and is false when there is no more time."""

SUGGESTED_KINDS = ("howto", "reason", "faq", "rule", "list", "single")
MAX_SUGGESTION_CHARS = 110
TITLED = "According to"
"""The start of a question that names its document, which nobody asks in these words."""

DRAFTS_PER_SUGGESTION = 4
MAX_DOCUMENT_CHARS = 400_000
"""Characters of documents that questions are made from; of a longer document a part is read."""


def suggest_starters(
    workspace: Workspace, where: Filter | None = None, go_on: GoOn = lambda: True, count: int = 3
) -> tuple[str, ...]:
    """Return questions on the documents of a filter, as different ones as there are; English documents only.

    Without a filter it is the collection. Nothing is suggested where the embedder is on a server: it would be sent
    texts that nobody asked about.
    """
    where = where or workspace.where
    if asks_server(workspace.settings):
        return ()
    corpus = _read(workspace, workspace.store.documents(where), {})
    cases = _draft(workspace, corpus, count * DRAFTS_PER_SUGGESTION, go_on)
    return tuple(islice(_answerable(workspace, _spread(cases), where, go_on), count))


def suggest_follow_ups(
    workspace: Workspace,
    answer: Answer,
    asked: Collection[str],
    where: Filter | None = None,
    go_on: GoOn = lambda: True,
    count: int = 3,
) -> tuple[str, ...]:
    """Return questions on the passages of an answer, then on their documents, that were not asked before.

    Filter and embedder matter as in `suggest_starters`.
    """
    where = where or workspace.where
    starts = {hit.passage.document_id: hit.passage.start for hit in reversed(answer.hits)}
    seen = [name for name in reversed(starts) if where.documents is None or name in where.documents]
    if not seen or asks_server(workspace.settings):
        return ()
    documents = workspace.store.documents(replace(where, documents=tuple(seen)))
    corpus = _read(workspace, sorted(documents, key=lambda document: seen.index(document.id)), starts)
    known = [set(words(question)) for question in asked]
    drafted = _draft(workspace, corpus, count * DRAFTS_PER_SUGGESTION, go_on)
    order = [hit.passage.id for hit in answer.hits]
    cases = sorted((case for case in drafted if not _repeats(case, known)), key=lambda case: _rank(case, order))
    return tuple(islice(_answerable(workspace, cases, where, go_on), count))


def _rank(case: Case, order: Sequence[str]) -> int:
    """Return the rank of the best passage that answers a case; that after the last if none is among them."""
    return min((order.index(gold.passage_id) for gold in case.gold if gold.passage_id in order), default=len(order))


def _read(workspace: Workspace, documents: Iterable[Document], starts: Mapping[str, int]) -> Corpus:
    """Return the first documents, of one that is too long the passages around its start as given."""
    from evals.generate.corpus import Corpus

    spans: dict[str, range] = {}
    chosen: list[Document] = []
    left = MAX_DOCUMENT_CHARS
    for document in documents:
        length = len(document.text)
        first = 0 if length <= left else max(0, min(starts.get(document.id, 0) - left // 2, length - left))
        spans[document.id] = range(first, first + left)
        chosen.append(document)
        left -= min(length, left)
        if not left:
            break
    where = replace(workspace.where, documents=tuple(spans))
    passages = workspace.store.passages(where=where) if spans else ()
    return Corpus.of(chosen, (one for one in passages if one.start in spans[one.document_id]))


def _draft(workspace: Workspace, corpus: Corpus, count: int, go_on: GoOn) -> list[Case]:
    """Return cases of a corpus that the quoting answerer answers from their passages."""
    from evals.generate import GenerationConfig, generate_from_corpus
    from evals.generate.checks.filters import WordIndex
    from evals.generate.checks.round_trip import RoundTrip, RoundTripResult
    from evals.judges.cached_embedder import CachedEmbedder
    from rag.answer.extractive.quoting import QuotingAnswerer
    from rag.answer.extractive.reader import open_reader

    known = CachedEmbedder(workspace.embedder)
    answerer = QuotingAnswerer(known, open_reader(workspace.cache))
    shares: KindShares = tuple((kind, 1.0) for kind in SUGGESTED_KINDS)

    def check(unique: WordIndex) -> Callable[[Draft], RoundTripResult]:
        trip = RoundTrip(answerer, known, unique)
        return lambda draft: trip(draft) if go_on() else RoundTripResult(draft, whole=False)

    if not corpus.passages or not go_on():
        return []
    made = generate_from_corpus(corpus, GenerationConfig(count, 0, shares), check)
    return [case for case in made.cases if _is_natural(case.question)]


def _is_natural(question: str) -> bool:
    return len(question) <= MAX_SUGGESTION_CHARS and not question.startswith(TITLED)


def _answerable(workspace: Workspace, cases: Iterable[Case], where: Filter, go_on: GoOn) -> Iterator[str]:
    """Yield the questions whose passage is retrieved for them."""
    retrieve = workspace.retriever()
    for case in cases:
        if not go_on():
            return
        hits = retrieve(case.question, workspace.settings.retrieval.k, where)
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
