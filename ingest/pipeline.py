"""Load, split, extract, embed, write: one transaction per document, so it can be interrupted and rerun anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from graph.errors import Unstorable
from graph.store import GraphStore
from graph.types import Subgraph
from ingest.choices import Choices
from ingest.copies import find_heirs
from ingest.embed import DocumentPart, EmbeddingRun, embed_batches
from ingest.extract.protocol import Extract
from ingest.extraction import LostDocument, extracted_batches
from ingest.fault import Fault, fault_of
from ingest.find import find_files
from ingest.folder_access import read_folder_access
from ingest.labels import Labels, label_source
from ingest.ledger import Ledger, LedgerEntry
from ingest.prefetch import prefetch, single_thread
from ingest.prepare import (
    FileClosing,
    FileCopy,
    IngestSetup,
    Item,
    pipeline_fingerprint,
    plan_files,
    plan_loaded,
    skip_unchanged,
)
from ingest.progress import ProgressMeter
from ingest.prune import Removal, check_removal, find_gone, plan_removal
from ingest.report import Outcome, Progress, Report, State, ignore_progress
from ingest.sandbox import Sandbox
from ingest.sizes import count_chars, file_size
from ingest.store_index import StoreIndex
from ingest.types import LoadedFile
from rag.embed.protocol import Embedder

__all__ = ["Choices", "Extract", "Progress", "Report", "ingest", "ingest_loaded", "pipeline_fingerprint"]


def ingest(
    paths: Iterable[str | Path],
    store: GraphStore,
    embedder: Embedder,
    extract: Extract,
    ledger: Ledger,
    choices: Choices = Choices(),
    progress: Progress = ignore_progress,
) -> Report:
    """Ingest files, folders and patterns; documents already stored unchanged are skipped.

    Raises UsageError for a path that does not exist or a faulty access file, UnconfirmedRemoval, StoreError,
    ModelError; a file that cannot be ingested is an outcome.
    """
    found = find_files(paths, choices.rules)
    found = replace(found, files=(*found.files, *find_heirs(ledger.copies(choices.collection), found.files)))
    sizes = {str(path): file_size(path) for path in found.files}
    meter = ProgressMeter(sizes, progress, len(found.files) + len(found.refused))
    access = read_folder_access(found.files)
    setup = replace(_setup(store, embedder, extract, ledger, choices, meter), access=access)
    skip_unchanged(setup, found.files)
    before = setup.stored.sources()
    removal = plan_removal(before, found)
    if choices.prune and not choices.confirmed:
        check_removal(removal, before, found.folders)
    outcomes = [_tell(setup, outcome) for outcome in found.refused]
    outcomes.extend(_take(setup, lambda sandbox: plan_files(setup, sandbox, found.files)))
    report = replace(_report(setup, outcomes), left_out=found.left_out)
    if choices.prune:
        return replace(report, pruned=_prune(setup, removal, found.folders))
    return replace(report, kept=removal.left_out)


def ingest_loaded(
    sources: Mapping[str, LoadedFile],
    store: GraphStore,
    embedder: Embedder,
    extract: Extract,
    ledger: Ledger,
    choices: Choices = Choices(),
    progress: Progress = ignore_progress,
) -> Report:
    """Ingest texts loaded elsewhere, by source; each source is replaced as a whole."""
    meter = ProgressMeter({source: count_chars(loaded) for source, loaded in sources.items()}, progress)
    setup = _setup(store, embedder, extract, ledger, choices, meter)
    return _report(setup, list(_take(setup, lambda _: plan_loaded(setup, sources))))


def _setup(
    store: GraphStore, embedder: Embedder, extract: Extract, ledger: Ledger, choices: Choices, meter: ProgressMeter
) -> IngestSetup:
    store.claim(embedder.name, embedder.dimensions, pipeline_fingerprint(embedder.name, extract, choices.size))
    stored = StoreIndex.read(store, choices.collection)
    entries, unfinished = ledger.entries(choices.collection), ledger.open_unfinished()
    return IngestSetup(store, embedder, extract, ledger, choices, stored, entries, meter, unfinished)


def _report(setup: IngestSetup, outcomes: list[Outcome]) -> Report:
    return Report(
        outcomes=tuple(outcomes),
        documents=sum(outcome.documents for outcome in outcomes),
        passages=sum(outcome.passages for outcome in outcomes),
        seconds=setup.meter.seconds,
    )


def _take(setup: IngestSetup, line: Callable[[Sandbox], Iterator[Item]]) -> Iterator[Outcome]:
    """Write the documents of all sources batch by batch, and yield the outcome of each source."""
    lost: list[LostDocument] = []
    refused: dict[str, Outcome] = {}
    with (
        closing(setup.unfinished) as unfinished,
        single_thread() as preparing,
        single_thread() as embedding,
        Sandbox(setup.choices.limits) as sandbox,
    ):
        run = EmbeddingRun(setup.embedder, embedding, unfinished.write, setup.meter.embedded)
        batches = prefetch(extracted_batches(line(sandbox), setup.extract), preparing)
        for batch, graphs in embed_batches(batches, run):
            for item in batch:
                if isinstance(item, LostDocument):
                    setup.meter.worked(0)
                    lost.append(item)
                    continue
                if isinstance(item, DocumentPart):
                    lost.extend(_write(setup, item, next(graphs)))
                    continue
                if isinstance(item, FileClosing):
                    outcome = _close(setup, item, lost)
                    lost.clear()
                else:
                    outcome = _close_copy(setup, item, refused) if isinstance(item, FileCopy) else _tell(setup, item)
                if outcome.state == "refused":
                    refused[outcome.source] = outcome
                yield outcome


def _write(setup: IngestSetup, part: DocumentPart, graph: Subgraph | Fault) -> list[LostDocument]:
    """Write a document; return it as lost if that failed."""
    document, passages = part.document, len(part.passages)
    fault = graph if isinstance(graph, Fault) else None
    if not isinstance(graph, Fault):
        try:
            setup.store.replace(document.id, graph)
            setup.stored.add(document)
            setup.unfinished.forget(document.id)
        except (Unstorable, MemoryError) as error:
            fault = fault_of(error)
    setup.meter.worked(0 if fault else passages)
    return [LostDocument(fault, passages)] if fault else []


def _close(setup: IngestSetup, file: FileClosing, lost: Sequence[LostDocument]) -> Outcome:
    """Delete the documents of records that are gone from the file, and update the ledger.

    If part of the file failed, nothing is deleted or recorded, and the file is read again next time.
    """
    if file.faults or lost:
        outcome = _refused(file, lost)
        _mark_unreadable(setup, file.source)
        setup.meter.finished(outcome)
        return outcome
    gone = set(setup.stored.of(file.source)) - set(file.documents)
    _remove(setup, file.source, gone)
    if file.former:
        _remove(setup, file.former, setup.stored.of(file.former))
        setup.ledger.move(setup.choices.collection, file.former, file.source)
    stored = setup.stored.digest_of(file.source)
    entry = LedgerEntry(file.size, file.file_hash, setup.entry_fingerprint, stored, tags=file.tags)
    if setup.entries.get(file.source) != entry:
        setup.ledger.write(setup.choices.collection, file.source, entry)
    changed = bool(file.written or gone)
    state: State = ("updated" if file.source in setup.entries else "indexed") if changed else "unchanged"
    outcome = Outcome(
        source=file.source,
        state="moved" if file.former else state,
        documents=file.written,
        passages=file.passages,
        removed=len(gone),
        notes=((f"moved from {file.former}",) if file.former else ()) + file.notes,
    )
    setup.meter.finished(outcome)
    return outcome


def _close_copy(setup: IngestSetup, file: FileCopy, refused: Mapping[str, Outcome]) -> Outcome:
    """Record a copy, and remove what the file held before; a copy of a refused file is refused as that is."""
    if file.original in refused:
        _mark_unreadable(setup, file.source)
        outcome = replace(refused[file.original], source=file.source, documents=0, passages=0)
    else:
        gone = setup.stored.of(file.source)
        _remove(setup, file.source, gone)
        entry = LedgerEntry(file.size, file.file_hash, setup.entry_fingerprint, "", file.original)
        if setup.entries.get(file.source) == entry:
            outcome = _labelled(setup, Outcome(file.source, "unchanged"), file.original, setup.choices.labels)
        else:
            label_source(setup.store, setup.stored, file.original, setup.choices.labels)
            setup.ledger.write(setup.choices.collection, file.source, entry)
            notes = (f"the same content as {file.original}, stored once",)
            outcome = Outcome(file.source, "copy", removed=len(gone), notes=notes)
    setup.meter.finished(outcome)
    return outcome


def _mark_unreadable(setup: IngestSetup, source: str) -> None:
    """Record that a file can no longer be read: its documents stay as they were, and it is a copy of nothing."""
    entry = setup.entries.get(source)
    if entry is not None and entry.original:
        setup.ledger.forget(setup.choices.collection, source)
    elif entry is not None and setup.stored.of(source):
        setup.ledger.write(setup.choices.collection, source, replace(entry, unreadable=True))


def _refused(file: FileClosing, lost: Sequence[LostDocument]) -> Outcome:
    """Return the outcome of a file that failed entirely or in part."""
    faults = [*(one.fault for one in lost), *file.faults]
    written = file.written - len(lost)
    some = f"{written} of its documents were taken, {len(faults)} not: " if written or len(faults) > 1 else ""
    return Outcome(
        source=file.source,
        state="refused",
        documents=written,
        passages=file.passages - sum(one.passages for one in lost),
        reason=faults[0].reason,
        message=some + faults[0].message,
        hint=faults[0].hint,
        notes=file.notes,
    )


def _tell(setup: IngestSetup, outcome: Outcome) -> Outcome:
    """Report a file that needed no work, or cannot be reached."""
    if outcome.state == "refused":
        _mark_unreadable(setup, outcome.source)
    elif outcome.state == "unchanged":
        outcome = _labelled(setup, outcome, outcome.source, setup.chosen_labels(outcome.source))
    setup.meter.finished(outcome)
    return outcome


def _labelled(setup: IngestSetup, outcome: Outcome, source: str, labels: Labels) -> Outcome:
    """Set labels on the documents of an unchanged file, which is not read for that."""
    count = label_source(setup.store, setup.stored, source, labels)
    return replace(outcome, state="updated", documents=count, notes=("labels set",)) if count else outcome


def _remove(setup: IngestSetup, source: str, documents: Iterable[str]) -> None:
    for document_id in sorted(documents):
        setup.store.replace(document_id, None)
        setup.stored.remove(source, document_id)


def _prune(setup: IngestSetup, removal: Removal, folders: Sequence[Path]) -> tuple[str, ...]:
    """Remove the documents of these sources, and forget copies whose files are gone from the folders."""
    kept = setup.stored.sources()
    pruned = [source for source in removal.sources if source in kept]
    for source in pruned:
        _remove(setup, source, setup.stored.of(source))
        setup.ledger.forget(setup.choices.collection, source)
    copies = [source for source, entry in setup.entries.items() if entry.original]
    for source in find_gone(copies, folders):
        setup.ledger.forget(setup.choices.collection, source)
        pruned.append(source)
    return tuple(pruned)
