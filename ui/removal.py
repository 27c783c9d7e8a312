"""Removes documents from a workspace: from the graph, the ledger, the uploads, and from what quotes them.

The journal comes first and the graph last: while a document is in the graph, its removal can be repeated in full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graph.resolution.automatic import withdraw_unmentioned
from graph.resolution.corrected import uncorrected
from graph.resolution.store import unresolved
from graph.store import GraphStore
from graph.text.quotation import ErasableQuote, QuoteDetector, QuotingRecord, build_quote_detector
from graph.text.words import STOP_WORDS
from graph.types import Document, Filter
from ui import uploads
from ui.kept_graphs import open_kept_graphs
from ui.unfinished import PendingRemoval, PendingRemovals

if TYPE_CHECKING:
    from evals.quoted import EvaluationBooks
    from ui.workspace import Workspace

REMOVED_MEANWHILE = "a document was removed while this answer was being written"
UNCLEAN_NOTE = (
    "another process is using the databases: their files may still contain what was removed until "
    "it ends and you run graphloop store compact"
)


@dataclass(frozen=True, slots=True)
class RemovalResult:
    """The result of removing documents.

    `quotes` is what quoted them: removed with `everywhere`, else still there. `clean` tells whether the databases were
    rewritten, so that no stale page or log keeps what was deleted.
    """

    documents: tuple[Document, ...]
    quotes: tuple[QuotingRecord, ...]
    everywhere: bool
    clean: bool


def find_quotes(workspace: Workspace, documents: Sequence[Document]) -> tuple[QuotingRecord, ...]:
    """Return what quotes these documents outside the graph."""
    return tuple(finding.quote for finding in _findings(workspace, _build_detector(workspace, documents)))


def remove(workspace: Workspace, documents: Sequence[Document], everywhere: bool = False) -> RemovalResult:
    """Remove documents and everything known only from them; with `everywhere`, also what quotes them."""
    from ui.enriching import forget_enrichment

    if not documents:
        return RemovalResult((), (), everywhere, True)
    with closing(PendingRemovals(workspace.journal, workspace.settings.collection)) as unfinished:
        unfinished.begin(documents)
        detector = _build_detector(workspace, documents)
        findings = tuple(_findings(workspace, detector))
        if everywhere:
            workspace.threads.break_off(REMOVED_MEANWHILE)
            _erase(findings)
        _forget_files(workspace, documents)
        forget_enrichment(workspace, [document.id for document in documents])
        for store in open_kept_graphs(workspace.settings, workspace.version):
            _remove_from(store, documents, detector)
        _remove_from(workspace.store, documents, detector)
        if everywhere:
            _erase(_findings(workspace, detector))  # written while the documents could still be found
        clean = _compact(workspace, unfinished)
        if clean:
            unfinished.end([document.id for document in documents])
    return RemovalResult(tuple(documents), tuple(finding.quote for finding in findings), everywhere, clean)


def finish_removals(workspace: Workspace) -> list[PendingRemoval]:
    """Finish interrupted removals whose documents are already gone from the graph; return those."""
    collection = workspace.settings.collection
    with closing(PendingRemovals(workspace.journal, collection)) as unfinished:
        begun = unfinished.all()
        if not begun:
            return []
        where = Filter(collection, documents=tuple(removal.document for removal in begun))
        present = {document.id for document in workspace.store.documents(where)}
        gone = [removal for removal in begun if removal.document not in present]
        if gone and _compact(workspace, unfinished):
            unfinished.end([removal.document for removal in gone])
            return gone
        return []


def compact_databases(workspace: Workspace, graph: bool = True) -> bool:
    """Rewrite the databases without what was deleted; False if another process prevents it."""
    with closing(PendingRemovals(workspace.journal, workspace.settings.collection)) as unfinished:
        return _compact(workspace, unfinished, graph)


def _compact(workspace: Workspace, unfinished: PendingRemovals, graph: bool = True) -> bool:
    from ui.backup_work_folder import delete_stale_work_folders

    delete_stale_work_folders(workspace.settings.data_dir)
    return (not graph or _compact_graphs(workspace)) and unfinished.compact()


def _compact_graphs(workspace: Workspace) -> bool:
    kept = [store.compact() for store in open_kept_graphs(workspace.settings, workspace.version)]
    return workspace.store.compact() and all(kept)


def find_records_of(workspace: Workspace, thread_id: str) -> tuple[QuotingRecord, ...]:
    """Return what evaluation keeps of a conversation: feedback, and cases made from it."""
    return tuple(finding.quote for finding in _findings_of(workspace, thread_id))


def delete_threads(workspace: Workspace, ids: Sequence[str], everywhere: bool = False) -> bool:
    """Delete conversations and compact the journal; False if another process prevents the latter.

    With `everywhere`, what evaluation keeps of them is removed too.
    """
    for thread_id in ids:
        if everywhere:
            _erase(tuple(_findings_of(workspace, thread_id)))
        workspace.threads.remove(thread_id)
    return compact_databases(workspace, graph=False)


def delete_runs(workspace: Workspace, ids: Sequence[str]) -> bool:
    """Delete runs with their results and the votes on them, and compact the journal as `delete_threads` does."""
    for run_id in ids:
        workspace.votes.forget_run(run_id)
        workspace.archive.discard(run_id)
    return compact_databases(workspace, graph=False)


def delete_feedback(workspace: Workspace, ids: Sequence[str]) -> bool:
    """Delete feedback and compact the journal as `delete_threads` does."""
    for feedback_id in ids:
        workspace.feedback.remove(feedback_id)
    return compact_databases(workspace, graph=False)


def _build_detector(workspace: Workspace, documents: Sequence[Document]) -> QuoteDetector:
    return build_quote_detector(workspace.store, [document.id for document in documents], workspace.where, _is_common())


def _is_common() -> Callable[[str], bool]:
    from rag.spelling import is_english

    return lambda word: word in STOP_WORDS or is_english(word)


def _findings(workspace: Workspace, detector: QuoteDetector) -> Iterator[ErasableQuote]:
    from evals.quoted import find_evaluation
    from rag.conversation_removal import find_threads

    yield from find_threads(workspace.threads, detector)
    yield from find_evaluation(_books(workspace), detector)


def _findings_of(workspace: Workspace, thread_id: str) -> Iterator[ErasableQuote]:
    from evals.of_conversation import find_conversation_records

    questions = {exchange.question for exchange in workspace.threads.turns(thread_id)}
    yield from find_conversation_records(_books(workspace), thread_id, questions)


def _books(workspace: Workspace) -> EvaluationBooks:
    from evals.quoted import EvaluationBooks

    return EvaluationBooks(workspace.archive, workspace.versions, workspace.feedback, workspace.labels, workspace.votes)


def _erase(findings: Iterable[ErasableQuote]) -> None:
    for finding in findings:
        finding.erase()


def _forget_files(workspace: Workspace, documents: Sequence[Document]) -> None:
    """Remove files without remaining documents from the ledger; delete uploads that no collection uses."""
    gone = {document.id for document in documents}
    sources = tuple({document.source for document in documents})
    remaining = [document for document in workspace.store.documents(Filter(sources=sources)) if document.id not in gone]
    collection = workspace.settings.collection
    here = {document.source for document in remaining if document.collection == collection}
    copies = workspace.ledger.copies(collection)
    for source in sources:
        if source not in here:
            workspace.ledger.forget(collection, source)
            for copy in copies.get(source, ()):
                if uploads.is_upload(workspace.settings.data_dir, copy):
                    forget_copy(workspace, copy)
    for source in set(sources) - {document.source for document in remaining}:
        uploads.delete_upload(workspace.settings.data_dir, source)


def forget_copy(workspace: Workspace, source: str) -> None:
    """Remove an upload with the content of another file from the ledger, and its file unless documents come from it."""
    workspace.ledger.forget(workspace.settings.collection, source)
    if next(iter(workspace.store.documents(Filter(sources=(source,)))), None) is None:
        uploads.delete_upload(workspace.settings.data_dir, source)


def _remove_from(store: GraphStore, documents: Sequence[Document], detector: QuoteDetector) -> None:
    """Remove documents, automatic decisions on entities that only they mention, and reasons that quote them.

    Decisions and corrections of people stay.
    """
    for document in documents:
        store.replace(document.id, None)
    withdraw_unmentioned(uncorrected(unresolved(store)))
    for decision in list(store.decisions()):
        if decision.reason and detector.reason(decision.reason, about_them=True):
            store.decide(decision.pair, decision.state, "", decision.score)
    for correction in list(store.corrections()):
        if correction.reason and detector.reason(correction.reason, about_them=True):
            store.correct(replace(correction, reason=""))
    relations = [one for one in store.relation_corrections() if one.reason]
    quoting = [one for one in relations if detector.reason(one.reason, about_them=True)]
    store.correct_relations([replace(one, reason="") for one in quoting])
