"""Ask a workspace a question, all of it read from one snapshot of the store."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from graph.errors import REEMBED_HINT, EmbedderMismatch, GraphloopError
from graph.types import Filter
from rag.answer.pipeline import answer_from, find_evidence, require_question
from rag.changes.retriever import VersionRetriever
from rag.retrieve import require_retriever
from rag.retrieve.snapshot import SnapshotRetriever
from rag.retrieve.spec import RetrieverParts, RetrieverSpec
from rag.spelling import SpellingCorrector
from rag.summary.retriever import SummaryRetriever
from rag.types import Answer, Answerer, Question, Retriever
from ui.asking_stage import report_stage
from ui.tuned_rerankers import TunedRerankers

if TYPE_CHECKING:
    from ui.workspace import Workspace


def ask_once(
    workspace: Workspace,
    question: Question,
    k: int,
    retriever: str,
    where: Filter,
    answerer: Answerer,
    write: Callable[[str], None],
) -> Answer:
    """Answer from the documents as they are when the question comes in; the snapshot ends before the answer is written.

    Raises UsageError if the question is blank or there are no documents.
    """
    require_question(question.text)
    workspace.need_documents()
    spec = require_retriever(retriever)
    report_stage("loading")
    parts = _find_parts(workspace, spec)
    _load_embedder(parts, question.text)
    report_stage("searching")
    started = time.perf_counter()
    # Written before there is a snapshot, which a slow model would hold open.
    question = replace(question, standalone=question.standalone or workspace.rewriter()(question))
    rewriting = time.perf_counter() - started
    with parts.store.snapshot() as snapshot:
        built = spec.build(replace(parts, store=snapshot))
        retrieve = VersionRetriever(SummaryRetriever(built, snapshot), snapshot)
        evidence = find_evidence(question, retrieve, k, where, SpellingCorrector(snapshot))
    report_stage("reading")
    return answer_from(replace(evidence, seconds=evidence.seconds + rewriting), answerer, write)


def _load_embedder(parts: RetrieverParts, question: str) -> None:
    """Load the embedder with the question, whose vector it remembers, so that its time is not that of the search.

    What fails is reported by what needs it.
    """
    with suppress(GraphloopError):
        parts.embedder.embed([question], "query")


def open_retriever(workspace: Workspace, name: str) -> Retriever:
    """Return the retriever of that name. Raises UsageError, EmbedderMismatch."""
    spec = require_retriever(name)
    return SnapshotRetriever(spec.build, _find_parts(workspace, spec))


def _find_parts(workspace: Workspace, spec: RetrieverSpec) -> RetrieverParts:
    """Return what the retriever is built from, with the reranker in use now; where it does not embed, whatever the
    embedder of the settings is."""
    if spec.embeds:
        return replace(workspace.retriever_parts, reranker=TunedRerankers(workspace.settings).current_weights())
    return RetrieverParts(workspace.store, workspace.local_embedder, workspace.tagger, workspace.cache)


def open_retriever_parts(workspace: Workspace) -> RetrieverParts:
    """Return what retrievers are built from; EmbedderMismatch if the store holds another embedder's vectors."""
    check_embedder(workspace)
    return RetrieverParts(workspace.store, workspace.embedder, workspace.tagger, workspace.cache)


def check_embedder(workspace: Workspace) -> None:
    """Raise EmbedderMismatch if the store holds vectors of another embedder than that of the settings."""
    about, name = workspace.store.about(), workspace.embedder.name
    if about.documents and about.embedder and about.embedder != name:
        raise EmbedderMismatch(f"the store was written with {about.embedder}, not with {name}", REEMBED_HINT)
