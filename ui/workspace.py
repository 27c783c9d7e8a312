"""An open data folder; with `stores` and `models` the only place that knows the classes behind the protocols.

graph.db     documents, passages, entities, vectors; absent if the graph is in another store
journal.db   threads, answers, feedback, cases, runs, the ingest ledger
tuned/       tuned embedders, each with a graph of its own vectors
cache/       what can be rebuilt
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from graph.errors import UsageError
from graph.store import GraphStore
from graph.types import Document, Filter
from rag.embed.protocol import Embedder
from rag.llm.protocol import LanguageModel
from rag.ner.protocol import Tagger
from rag.types import Answer, Answerer, Question, Retriever, Rewriter, Speller, discard_text
from ui import models
from ui.settings import Settings
from ui.stores import open_graph, refuse_use
from ui.tuned_models import TunedModels

if TYPE_CHECKING:
    from evals.archive import Archive
    from evals.human.feedback import FeedbackBook
    from evals.human.labels import LabelBook
    from evals.human.votes import VoteBook
    from evals.metric import Metric
    from evals.types import Case
    from evals.versions import Versions
    from ingest.choices import Choices
    from ingest.extract.rules import Extractor
    from ingest.ledger import Ledger
    from ingest.report import Progress, Report
    from rag.conversations import Threads
    from rag.retrieve.spec import RetrieverParts
    from ui.adoption import JournalPart
    from ui.removal import RemovalResult

T = TypeVar("T")
P = TypeVar("P", bound="JournalPart")


class Workspace(AbstractContextManager["Workspace"]):
    """The parts that the settings name, each opened on first use; usable from any thread."""

    def __init__(self, settings: Settings, version: str | None = None) -> None:
        self.settings = settings
        self.journal = settings.data_dir / "journal.db"
        self.cache = settings.data_dir / "cache"
        self.where = Filter(collection=settings.collection)
        self._parts: dict[str, Any] = {} if version is None else {"version": version}
        self._lock = threading.RLock()

    def __exit__(self, *fault: object) -> None:
        self.close()

    def _once(self, name: str, make: Callable[[], T]) -> T:
        with self._lock:
            if name not in self._parts:
                self._parts[name] = make()
            part: T = self._parts[name]
            return part

    @property
    def version(self) -> str:
        """The version of the embedder and of the graph: that in use when it was first needed."""
        return self._once("version", TunedModels(self.settings).current)

    @property
    def store(self) -> GraphStore:
        """The graph; StoreUnavailable while it is replaced by one that was embedded anew."""
        refuse_use(self.settings, self.version)
        return self._once("store", lambda: open_graph(self.settings, self.version))

    @property
    def embedder(self) -> Embedder:
        """The embedder of `embedder.name`, or what was tuned from it."""
        return self._once("embedder", lambda: models.open_embedder(self.settings, self.cache, self.version))

    @property
    def local_embedder(self) -> Embedder:
        """What is asked about single sentences: the embedder, or the built-in one if that asks a server."""
        make = partial(models.open_local_embedder, self.settings, self.cache, lambda: self.embedder)
        return self._once("local embedder", make)

    @property
    def tagger(self) -> Tagger:
        """The named entity tagger of `ingest.tagger`."""
        return self._once("tagger", lambda: models.open_tagger(self.settings.ingest.tagger))

    @property
    def extractor(self) -> Extractor:
        """The extractor of entities, mentions and relations from passages."""

        def make() -> Extractor:
            from ingest.extract.rules import Extractor
            from rag.ner.kinds import open_kinds

            return Extractor(self.tagger, self.settings.ingest.tagger != "rules", open_kinds())

        return self._once("extractor", make)

    def _adopted(self, part: P) -> P:
        """Return the part of the journal after assigning rows from before there were collections to one."""
        from ui.adoption import adopt_rows

        return adopt_rows(part, lambda: self.store)

    @property
    def ledger(self) -> Ledger:
        """The record of ingested files and their state."""

        def make() -> Ledger:
            from ingest.ledger import Ledger

            return Ledger(self.journal)

        return self._once("ledger", make)

    @property
    def threads(self) -> Threads:
        """Conversations."""

        def make() -> Threads:
            from rag.conversations import Threads

            return self._adopted(Threads.open(self.journal, self.settings.collection))

        return self._once("threads", make)

    @property
    def archive(self) -> Archive:
        """Evaluation cases and runs."""

        def make() -> Archive:
            from evals.archive import Archive

            return self._adopted(Archive(self.journal, self.settings.collection))

        return self._once("archive", make)

    @property
    def versions(self) -> Versions:
        """Saved versions of the test set."""

        def make() -> Versions:
            from evals.versions import Versions

            return self._adopted(Versions(self.journal, self.settings.collection))

        return self._once("versions", make)

    @property
    def feedback(self) -> FeedbackBook:
        """Feedback on answers."""

        def make() -> FeedbackBook:
            from evals.human.feedback import FeedbackBook

            return self._adopted(FeedbackBook(self.journal, self.settings.collection))

        return self._once("feedback", make)

    @property
    def labels(self) -> LabelBook:
        """Human labels of answers, and the agreement of judges with them."""

        def make() -> LabelBook:
            from evals.human.labels import LabelBook

            return self._adopted(LabelBook(self.journal, self.settings.collection))

        return self._once("labels", make)

    @property
    def votes(self) -> VoteBook:
        """Human preference votes between two answers."""

        def make() -> VoteBook:
            from evals.human.votes import VoteBook

            book = VoteBook(self.journal, self.settings.collection)
            book.adopt(self.archive.collection_of)
            return book

        return self._once("votes", make)

    def open_journal(self) -> None:
        """Open every part of the journal, which migrates it to this version. Raises StoreError."""
        _ = (self.ledger, self.threads, self.archive, self.versions, self.feedback, self.labels, self.votes)

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """Every metric that the embedder and the model can compute; both judges of a metric that has two."""
        from ui.evaluation import open_metrics

        return self._once("metrics", lambda: open_metrics(self))

    def retriever(self, name: str | None = None) -> Retriever:
        """Return the retriever of that name, or of `retrieval.retriever`; UsageError if there is none."""
        from ui.asking import open_retriever

        chosen = name or self.settings.retrieval.retriever
        return self._once(f"retriever {chosen}", lambda: open_retriever(self, chosen))

    @property
    def retriever_parts(self) -> RetrieverParts:
        """What retrievers are built from; EmbedderMismatch if the store holds another embedder's vectors."""
        from ui.asking import open_retriever_parts

        return self._once("retriever parts", lambda: open_retriever_parts(self))

    def model(self) -> LanguageModel | None:
        """Return the language model of the settings; None if none is set."""
        return self._once("model", lambda: models.open_model(self.settings))

    def answerer(self) -> Answerer:
        """Return the model's answerer, or the offline one if no model is set."""
        make = partial(models.open_answerer, self.model(), self.local_embedder, self.cache, self.settings)
        return self._once("answerer", make)

    def forgiving_answerer(self) -> Answerer:
        """Return the same answerer; where the model fails, the offline one answers."""
        make = partial(models.add_fallback, self.answerer(), self.local_embedder, self.cache, self.settings)
        return self.answerer() if self.model() is None else self._once("forgiving answerer", make)

    def rewriter(self) -> Rewriter:
        """Return what rewrites follow-up questions: the model, or without one the rules."""
        return self._once("rewriter", lambda: models.open_rewriter(self.settings))

    def speller(self) -> Speller:
        """Return a spelling corrector with the vocabulary of the store."""
        from rag.spelling import SpellingCorrector

        return SpellingCorrector(self.store)

    def ask(
        self,
        question: Question,
        k: int | None = None,
        retriever: str | None = None,
        where: Filter | None = None,
        write: Callable[[str], None] = discard_text,
        strict: bool = False,
    ) -> Answer:
        """Answer from the collection's documents; UsageError if the question is blank or there are no documents.

        Where the language model fails, the answer is the offline one and says so; if `strict`, ModelError is raised.
        """
        from ui.asking import ask_once

        own = self.settings.retrieval
        depth = own.k if k is None else k
        answerer = self.answerer() if strict else self.forgiving_answerer()
        return ask_once(self, question, depth, retriever or own.retriever, where or self.where, answerer, write)

    def need_documents(self) -> None:
        """Raise UsageError if the collection has no documents."""
        if next(iter(self.store.documents(self.where)), None) is None:
            missing = f"there are no documents in collection {self.settings.collection!r} yet"
            raise UsageError(missing, "add some: graphloop ingest PATH")

    def ingest(
        self, paths: Sequence[str | Path], progress: Progress | None = None, choices: Choices | None = None
    ) -> Report:
        """Ingest files, folders and patterns; the report lists refused files with the reason.

        The collection, the passage size and the limits of the choices are those of the settings. Raises
        UnconfirmedRemoval if pruning would remove most of a folder.
        """
        from ui.ingesting import ingest_files

        return ingest_files(self, paths, progress, choices)

    def remove(self, documents: Iterable[Document], everywhere: bool = False) -> RemovalResult:
        """Remove documents and everything known only from them; with `everywhere`, also what quotes them."""
        from ui.removal import remove

        return remove(self, tuple(documents), everywhere)

    def generate(self, count: int, seed: int = 0) -> list[Case]:
        """Generate cases of every kind from the collection's passages by rules; UsageError without documents."""
        from ui.generation import make_cases

        return list(make_cases(self, count, seed).cases)

    def close(self) -> None:
        """Close all opened parts."""
        with self._lock:
            for part in reversed(self._parts.values()):
                getattr(part, "close", lambda: None)()
            self._parts.clear()
