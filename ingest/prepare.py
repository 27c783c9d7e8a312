"""Determine the work for each file: documents to write, or an outcome that says why there is nothing to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from graph.errors import Reason
from graph.store import GraphStore
from graph.types import Document, Matrix, Meta, Passage, Sentence, Subgraph, digest
from ingest.choices import Choices
from ingest.document_date import find_stated_date
from ingest.embed import KEPT_PASSAGES, DocumentPart, passage_inputs
from ingest.embed import VERSION as EMBED_VERSION
from ingest.extract.protocol import Extract, SplitDocument
from ingest.fault import Fault, fault_of
from ingest.file_status import KnownFiles, find_statuses
from ingest.folder_access import FolderAccess
from ingest.former_version import FormerVersion
from ingest.labels import FileLabels, Labels, find_shared_labels, label_document
from ingest.ledger import Ledger, LedgerEntry
from ingest.parts import split_text
from ingest.progress import ProgressMeter
from ingest.report import Outcome
from ingest.sandbox import Sandbox
from ingest.sizes import count_chars, file_size
from ingest.split import PASSAGE_CHARS, split, split_all_sentences
from ingest.split import VERSION as SPLIT_VERSION
from ingest.store_index import StoreIndex
from ingest.types import LoadedFile, LoadedText, TextReading
from ingest.unfinished import UnfinishedVectors
from rag.embed.protocol import Embedder

# Version of the loaders in ingest.load: change it when their texts change.
LOADERS_VERSION = 7


@dataclass(frozen=True, slots=True)
class IngestSetup:
    """The components of one ingest run, and the state of store and ledger when it began."""

    store: GraphStore
    embedder: Embedder
    extract: Extract
    ledger: Ledger
    choices: Choices
    stored: StoreIndex
    entries: Mapping[str, LedgerEntry]
    meter: ProgressMeter
    unfinished: UnfinishedVectors
    access: FolderAccess = FolderAccess()

    def chosen_labels(self, source: str) -> Labels:
        """Return the labels that this run sets on a file: the user's, and access labels of its folders without any."""
        own = self.choices.labels
        return replace(own, access=own.access or self.access.of(source))

    @property
    def fingerprint(self) -> str:
        return pipeline_fingerprint(self.embedder.name, self.extract, self.choices.size)

    @property
    def entry_fingerprint(self) -> str:
        return entry_fingerprint(self.fingerprint)


@dataclass(frozen=True, slots=True, eq=False)
class DocumentJob:
    """A document to extract from, embed and write; `shown` is what a reader sees of it."""

    part: DocumentPart
    shown: SplitDocument
    former: FormerVersion

    def extracted(self, found: Subgraph) -> DocumentPart:
        """Return the part with what was extracted, and what models found in unchanged passages before."""
        return replace(self.part, found=self.former.keep_facts(found))


@dataclass(frozen=True, slots=True)
class FileClosing:
    """Follows all jobs of a file; `documents` are the ids of all documents in it.

    `faults` are the documents that could not be made, and a reading error. `former` is the source that the file had
    before it was moved. `tags` are those that the file itself gives.
    """

    source: str
    size: int
    file_hash: str
    documents: tuple[str, ...]
    written: int
    passages: int
    notes: tuple[str, ...]
    faults: tuple[Fault, ...] = ()
    former: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileCopy:
    """A file with the content of another one, whose documents are stored."""

    source: str
    size: int
    file_hash: str
    original: str


Item = DocumentJob | FileClosing | FileCopy | Outcome


def entry_fingerprint(fingerprint: str) -> str:
    """Identify the pipeline in the ledger's entries."""
    return digest("entry", fingerprint, "")


def pipeline_fingerprint(embedder: str, extract: Extract, size: int = PASSAGE_CHARS) -> str:
    """Identify the pipeline, its embedder by name: the same document through it gives the same subgraph."""
    return digest("pipeline", LOADERS_VERSION, SPLIT_VERSION, EMBED_VERSION, size, extract.name, embedder)


def plan_files(setup: IngestSetup, sandbox: Sandbox, files: Sequence[Path]) -> Iterator[Item]:
    """Yield the work file by file; a file with nothing to do is an outcome."""
    known = KnownFiles(setup.entries, setup.stored, setup.entry_fingerprint)
    for one in find_statuses(known, files):
        if one.refusal is not None:
            why = one.refusal
            yield Outcome(one.source, "refused", reason=why.reason, message=why.message, hint=why.hint)
        elif one.status == "unchanged":
            yield Outcome(one.source, "unchanged")
        elif one.status == "copy":
            yield FileCopy(one.source, file_size(one.path), one.file_hash, one.other)
        else:
            reading = sandbox.read(one.path)
            yield from _of_source(setup, one.source, file_size(one.path), reading, reading, one.other)


def plan_loaded(setup: IngestSetup, sources: Mapping[str, LoadedFile]) -> Iterator[Item]:
    """Yield the work for texts loaded elsewhere; a source without text is an outcome."""
    for source, loaded in sources.items():
        if loaded.texts:
            texts = (part for text in loaded for part in split_text(text))
            yield from _of_source(setup, source, count_chars(loaded), loaded, texts)
        else:
            yield Outcome(source, "refused", reason=Reason.EMPTY, message="it holds no text")


def skip_unchanged(setup: IngestSetup, files: Sequence[Path]) -> None:
    """Tell the meter of the files that are unchanged by their size, which cost no time worth foretelling."""
    for path in files:
        entry = setup.entries.get(str(path))
        if entry is not None and entry.fingerprint == setup.entry_fingerprint and entry.size == file_size(path):
            setup.meter.skip(str(path))


@dataclass(slots=True)
class _Tally:
    """Counts for a file so far."""

    documents: dict[str, None] = field(default_factory=dict)
    written: int = 0
    passages: int = 0
    notes: dict[str, None] = field(default_factory=dict)
    tags: dict[str, None] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def _of_source(
    setup: IngestSetup, source: str, size: int, reading: TextReading, texts: Iterable[LoadedText], former: str = ""
) -> Iterator[Item]:
    """Yield the jobs of a file and its closing item, whatever is wrong with the file."""
    tally = _Tally()
    try:
        yield from _jobs(setup, source, reading, texts, tally, former)
    except Exception as error:  # noqa: BLE001 - one file may break anything; the other files are still ingested
        tally.faults.append(fault_of(error))
    yield FileClosing(
        source=source,
        size=size,
        file_hash=reading.file_hash,
        documents=tuple(tally.documents),
        written=tally.written,
        passages=tally.passages,
        notes=tuple(tally.notes),
        faults=tuple(tally.faults),
        former=former,
        tags=tuple(tally.tags),
    )


def _jobs(
    setup: IngestSetup, source: str, reading: TextReading, texts: Iterable[LoadedText], tally: _Tally, former: str
) -> Iterator[DocumentJob]:
    labels = _labels(setup, source, former)
    for text in texts:
        document = _document(setup, source, reading.format, text, former)
        stored = setup.stored.meta_of(document.id)
        document = label_document(document, labels.merge(stored, text.tags))
        tally.documents[document.id] = None
        tally.notes.update(dict.fromkeys(text.notes))
        tally.tags.update(dict.fromkeys(text.tags))
        if setup.stored.holds(document):
            continue
        try:
            job = _prepared(setup, document)
        except Exception as error:  # noqa: BLE001 - a text may break any rule; the other documents are still ingested
            tally.faults.append(fault_of(error))
            continue
        _tell_planned(setup, source, len(text.text) * reading.scale, job.part)
        tally.written += 1
        tally.passages += len(job.part.passages)
        yield job


def _tell_planned(setup: IngestSetup, source: str, size: float, part: DocumentPart) -> None:
    lengths = {passage.id: len(passage.heading) + 1 + len(passage.text) for passage in part.passages}
    known = sum(length for name, length in lengths.items() if name in part.known)
    setup.meter.planned(source, size, sum(lengths.values()), known)


def _labels(setup: IngestSetup, source: str, former: str) -> FileLabels:
    known = former or source
    entry = setup.entries.get(known)
    shared = find_shared_labels(setup.stored.metas_of(known))
    return FileLabels(setup.chosen_labels(source), entry.tags if entry else (), shared)


def _document(setup: IngestSetup, source: str, form: str, text: LoadedText, former: str) -> Document:
    date = find_stated_date(text) or text.date
    meta = Meta(form, text.language, text.pages, hidden=text.hidden, blocks=text.blocks, date=date)
    document = Document.make(source, text.title, text.text, text.locator, meta, setup.choices.collection)
    return replace(document, id=setup.stored.id_for(document, former), fingerprint=setup.fingerprint)


def _prepared(setup: IngestSetup, document: Document) -> DocumentJob:
    passages = split(document, setup.choices.size)
    sentences = split_all_sentences(passages)
    stored = setup.store.read([document.id]) if setup.stored.meta_of(document.id) else Subgraph()
    former = FormerVersion.of(stored, document, passages)
    part = DocumentPart(
        document=document,
        passages=tuple(passages),
        sentences=tuple(sentences),
        known={**_unfinished(setup, document, passages, sentences), **former.vectors(document.fingerprint)},
    )
    return DocumentJob(part, _shown(document, passages, sentences), former)


def _shown(document: Document, passages: Sequence[Passage], sentences: Sequence[Sentence]) -> SplitDocument:
    """Drop hidden passages: nothing is extracted from text that a reader does not see."""
    shown = [passage for passage in passages if not passage.hidden]
    ids = {passage.id for passage in shown}
    return SplitDocument(document, shown, [sentence for sentence in sentences if sentence.passage_id in ids])


def _unfinished(
    setup: IngestSetup, document: Document, passages: Sequence[Passage], sentences: Sequence[Sentence]
) -> Mapping[str, Matrix]:
    """Return the vectors that an interrupted ingest already made of a long document."""
    kept = setup.unfinished.read(document.id) if len(passages) > KEPT_PASSAGES else {}
    if not kept:
        return {}
    named = zip(passages, passage_inputs(passages, sentences), strict=True)
    rows = ((passage.id, kept.get(one.digest(setup.embedder))) for passage, one in named)
    return {name: matrix for name, matrix in rows if matrix is not None}
