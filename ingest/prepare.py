"""Determine the work for each file: documents to write, or an outcome that says why there is nothing to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from graph.errors import Reason, Refused
from graph.store import GraphStore
from graph.types import Document, Matrix, Meta, Passage, Sentence, Subgraph, digest
from ingest.embed import VERSION as EMBED_VERSION
from ingest.embed import Part, known_rows
from ingest.fault import Fault, fault_of
from ingest.ledger import Entry, Ledger, file_digest
from ingest.parts import parted
from ingest.progress import Meter
from ingest.report import Outcome
from ingest.sandbox import Sandbox
from ingest.split import SIZE, sentences_of_all, split
from ingest.split import VERSION as SPLIT_VERSION
from ingest.store_index import Stored
from ingest.types import Limits, Loaded, LoadedFile, Reading
from rag.embed.protocol import Embedder

# Version of the loaders in ingest.load: change it when their texts change.
READ_VERSION = 2


class Extract(Protocol):
    """Extracts entities, mentions, relations and fragments of one document, with names resolved within it."""

    @property
    def name(self) -> str:
        """Identifies the rules or weights; part of the pipeline's fingerprint."""
        ...

    def __call__(self, document: Document, passages: Sequence[Passage], sentences: Sequence[Sentence]) -> Subgraph: ...


@dataclass(frozen=True, slots=True)
class Choices:
    """User options; `size` is the passage size in characters; tags and access labels are set on every document."""

    collection: str = "default"
    tags: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    size: int = SIZE
    limits: Limits = Limits()
    prune: bool = False


@dataclass(frozen=True, slots=True)
class Setup:
    """The components of one ingest run, and the state of store and ledger when it began."""

    store: GraphStore
    embedder: Embedder
    extract: Extract
    ledger: Ledger
    choices: Choices
    stored: Stored
    entries: Mapping[str, Entry]
    meter: Meter

    @property
    def fingerprint(self) -> str:
        return pipeline_fingerprint(self.embedder, self.extract, self.choices.size)

    @property
    def entry_fingerprint(self) -> str:
        return digest("entry", self.fingerprint, *self.choices.tags, "", *self.choices.access)


@dataclass(frozen=True, slots=True)
class Job:
    """A document to write; `share` is the estimated number of its file's bytes that it accounts for."""

    part: Part
    share: float


@dataclass(frozen=True, slots=True)
class Closing:
    """Follows all jobs of a file; `documents` are the ids of all documents in it.

    `share` is the part of its size covered by the jobs; `faults` are the documents that could not be made, and a
    reading error.
    """

    source: str
    size: int
    share: float
    file_hash: str
    documents: tuple[str, ...]
    written: int
    passages: int
    notes: tuple[str, ...]
    faults: tuple[Fault, ...] = ()


Item = Job | Closing | Outcome


def pipeline_fingerprint(embedder: Embedder, extract: Extract, size: int = SIZE) -> str:
    """Identify the pipeline: the same document through the same pipeline gives the same subgraph."""
    return digest("pipeline", READ_VERSION, SPLIT_VERSION, EMBED_VERSION, size, extract.name, embedder.name)


def items(setup: Setup, sandbox: Sandbox, files: Sequence[Path]) -> Iterator[Item]:
    """Yield the work file by file; a file with nothing to do is an outcome."""
    for path in files:
        try:
            unchanged = _unchanged(setup, path)
        except Refused as refusal:
            yield Outcome(str(path), "refused", reason=refusal.reason, message=refusal.message, hint=refusal.hint)
            continue
        if unchanged:
            yield Outcome(str(path), "unchanged")
        else:
            reading = sandbox.read(path)
            yield from _of_source(setup, str(path), file_size(path), reading, reading)


def loaded_items(setup: Setup, sources: Mapping[str, LoadedFile]) -> Iterator[Item]:
    """Yield the work for texts loaded elsewhere; a source without text is an outcome."""
    for source, loaded in sources.items():
        if loaded.texts:
            texts = (part for text in loaded for part in parted(text))
            yield from _of_source(setup, source, loaded_size(loaded), loaded, texts)
        else:
            yield Outcome(source, "refused", reason=Reason.EMPTY, message="it holds no text")


def loaded_size(loaded: LoadedFile) -> int:
    """Return the number of code points, which replaces bytes for texts without a file."""
    return sum(len(text.text) for text in loaded.texts)


def file_size(path: Path) -> int:
    """Return the size in bytes; 0 for an unreachable file."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _unchanged(setup: Setup, path: Path) -> bool:
    """Return whether the file's bytes and its stored documents match the ledger."""
    entry = setup.entries.get(str(path))
    if entry is None or entry.fingerprint != setup.entry_fingerprint or entry.size != file_size(path):
        return False
    if entry.documents != setup.stored.digest_of(str(path)):
        return False
    try:
        return entry.file_hash == file_digest(path)
    except OSError as error:
        raise Refused(Reason.UNREADABLE, f"cannot be read: {error.strerror}", "check its permissions")


@dataclass(slots=True)
class _Tally:
    """Counts for a file so far; `left` is the number of its bytes not yet covered by jobs."""

    left: float
    documents: dict[str, None] = field(default_factory=dict)
    written: int = 0
    passages: int = 0
    notes: dict[str, None] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def _of_source(setup: Setup, source: str, size: int, reading: Reading, texts: Iterable[Loaded]) -> Iterator[Item]:
    """Yield the jobs of a file and its closing item, whatever is wrong with the file."""
    tally = _Tally(left=float(size))
    try:
        yield from _jobs(setup, source, reading, texts, tally)
    except Exception as error:  # noqa: BLE001 - one file may break anything; the other files are still ingested
        tally.faults.append(fault_of(error))
    yield Closing(
        source=source,
        size=size,
        share=size - tally.left,
        file_hash=reading.file_hash,
        documents=tuple(tally.documents),
        written=tally.written,
        passages=tally.passages,
        notes=tuple(tally.notes),
        faults=tuple(tally.faults),
    )


def _jobs(setup: Setup, source: str, reading: Reading, texts: Iterable[Loaded], tally: _Tally) -> Iterator[Job]:
    for text in texts:
        document = _document(setup, source, reading.format, text)
        tally.documents[document.id] = None
        tally.notes.update(dict.fromkeys(text.notes))
        if setup.stored.holds(document):
            continue
        try:
            part = _prepared(setup, document)
        except Exception as error:  # noqa: BLE001 - a text may break any rule; the other documents are still ingested
            tally.faults.append(fault_of(error))
            continue
        share = min(tally.left, len(text.text) * reading.scale)
        tally.left -= share
        tally.written += 1
        tally.passages += len(part.passages)
        yield Job(part, share)


def _document(setup: Setup, source: str, form: str, text: Loaded) -> Document:
    choices = setup.choices
    meta = Meta(form, text.language, text.pages, choices.tags, choices.access, text.hidden)
    document = Document.make(source, text.title, text.text, text.locator, meta, choices.collection)
    return replace(document, fingerprint=setup.fingerprint)


def _prepared(setup: Setup, document: Document) -> Part:
    passages = split(document, setup.choices.size)
    sentences = sentences_of_all(passages)
    return Part(
        document=document,
        passages=tuple(passages),
        sentences=tuple(sentences),
        found=setup.extract(document, *_seen(passages, sentences)),
        known=_known(setup, document),
    )


def _seen(passages: list[Passage], sentences: list[Sentence]) -> tuple[list[Passage], list[Sentence]]:
    """Drop hidden passages: nothing is extracted from text that a reader does not see."""
    shown = [passage for passage in passages if not passage.hidden]
    ids = {passage.id for passage in shown}
    return shown, [sentence for sentence in sentences if sentence.passage_id in ids]


def _known(setup: Setup, document: Document) -> Mapping[str, Matrix]:
    """Return reusable vectors of the stored version: those of unchanged passages, if the title is unchanged too."""
    if not setup.stored.has_version_by(document.id, document.fingerprint):
        return {}
    stored = setup.store.read([document.id])
    return known_rows(stored) if stored.documents and stored.documents[0].title == document.title else {}
