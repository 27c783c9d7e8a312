"""The workspace of one reader: the parts of another one, restricted to what the reader may see and do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from graph.errors import AccessDenied, StoreError
from graph.restricted_store import RestrictedStore
from graph.store import GraphStore
from graph.types import Document, Filter
from rag.conversations import Threads
from rag.types import Answer, Question, discard_text
from ui.access.audit import Action, AuditLog
from ui.access.reader import Reader, Role
from ui.access.reader_book import ReaderBook
from ui.access.reader_threads import ReaderThreads
from ui.workspace import Workspace

if TYPE_CHECKING:
    from evals.types import Case
    from ingest.choices import Choices
    from ingest.report import Progress, Report
    from ui.adoption import JournalPart
    from ui.removal import RemovalResult

T = TypeVar("T")
P = TypeVar("P", bound="JournalPart")

SHARED_PARTS: dict[str, Role] = {
    "version": Role.READER,
    "embedder": Role.READER,
    "local embedder": Role.READER,
    "tagger": Role.READER,
    "model": Role.READER,
    "answerer": Role.READER,
    "forgiving answerer": Role.READER,
    "rewriter": Role.READER,
    "feedback": Role.READER,
    "archive": Role.CONTRIBUTOR,
}
"""The parts of the other workspace that a reader uses, and the role that it takes; all others take an admin."""


class ReaderWorkspace(Workspace):
    """A workspace as one reader may use it; closing it leaves the other one, `whole`, open.

    What a reader has no right to raises AccessDenied. An admin sees all documents, but only their own conversations.
    """

    def __init__(self, whole: Workspace, reader: Reader) -> None:
        super().__init__(whole.settings)
        self.whole = whole
        self.reader = reader
        self.where = Filter(collection=whole.settings.collection, access=reader.access)
        self._book = ReaderBook(self.journal)
        self._visible: tuple[int, frozenset[str]] = (-1, frozenset())
        self._visible_lock = threading.Lock()

    def _require_unchanged(self) -> None:
        """Raise AccessDenied if the reader was changed or removed since; what a page still holds is of no use then."""
        if self.reader.id and self._book.get(self.reader.id) != self.reader:
            raise AccessDenied("what you may see or do was changed", "reload the page")

    def close(self) -> None:
        """Close what is the reader's own."""
        super().close()
        self._book.close()

    def _once(self, name: str, make: Callable[[], T]) -> T:
        self._require_unchanged()
        own = name in ("reader store", "reader threads")
        if own or (self.reader.access is not None and name.startswith("retriever")):
            return super()._once(name, make)
        self.reader.require(SHARED_PARTS.get(name, Role.ADMIN), f"use the {name}")
        return self.whole._once(name, make)

    def _adopted(self, part: P) -> P:
        return self.whole._adopted(part)

    @property
    def store(self) -> GraphStore:
        """The graph, of which a reader can read what their labels allow."""
        self._require_unchanged()
        stored, labels = self.whole.store, self.reader.access
        return stored if labels is None else self._once("reader store", lambda: RestrictedStore(stored, labels))

    @property
    def threads(self) -> Threads:
        """The reader's own conversations; those of everybody for the owner of the data folder."""

        def make() -> Threads:
            _ = self.whole.threads  # brings the journal up to date
            scope = self.journal, self.settings.collection, self.reader.id or None
            if self.reader.access is None:
                return Threads.open(*scope)
            made = ReaderThreads.open(*scope)
            made.visible = self._visible_documents
            return made

        return self._once("reader threads", make)

    def _visible_documents(self) -> frozenset[str]:
        """Return the ids of the visible documents, looked up once a revision."""
        revision = self.whole.store.about().revision
        with self._visible_lock:
            if self._visible[0] != revision:
                self._visible = revision, frozenset(document.id for document in self.store.documents(self.where))
            return self._visible[1]

    def ask(
        self,
        question: Question,
        k: int | None = None,
        retriever: str | None = None,
        where: Filter | None = None,
        write: Callable[[str], None] = discard_text,
        strict: bool = False,
    ) -> Answer:
        """Answer as the other workspace does, from visible documents."""
        self.record("asked")
        return super().ask(question, k, retriever, where, write, strict)

    def ingest(
        self, paths: Sequence[str | Path], progress: Progress | None = None, choices: Choices | None = None
    ) -> Report:
        """Ingest as the other workspace does; what a contributor adds is an upload, and gets their labels."""
        from ui.access.contribution import ingest_uploads

        self.reader.require(Role.CONTRIBUTOR, "add documents")
        if self.reader.may(Role.ADMIN):
            report = self.whole.ingest(paths, progress, choices)
        else:
            report = ingest_uploads(self.whole, self.reader, self.store, paths, progress)
        names = (Path(outcome.source).name for outcome in report.outcomes if outcome.state not in _UNCHANGED)
        self.record("added documents", ", ".join(names))
        return report

    def remove(self, documents: Iterable[Document], everywhere: bool = False) -> RemovalResult:
        """Remove documents as the other workspace does."""
        self.reader.require(Role.ADMIN, "remove documents")
        removed = self.whole.remove(documents, everywhere)
        self.record("removed documents", ", ".join(Path(document.source).name for document in removed.documents))
        return removed

    def generate(self, count: int, seed: int = 0) -> list[Case]:
        """Generate cases as the other workspace does."""
        self.reader.require(Role.ADMIN, "generate cases")
        return self.whole.generate(count, seed)

    def record(self, action: Action, detail: str = "") -> None:
        """Add an entry of this reader to the audit log; without one, StoreError, nothing is done but for the owner."""
        try:
            with closing(AuditLog(self.journal)) as log:
                log.write(self.reader.name, action, detail)
        except StoreError:
            if self.reader.id:
                raise


_UNCHANGED = ("unchanged", "refused")


def reader_of(workspace: Workspace) -> Reader | None:
    """Return the reader whose workspace it is; None if it is everybody's."""
    return workspace.reader if isinstance(workspace, ReaderWorkspace) else None


def may(workspace: Workspace, role: Role) -> bool:
    """Whether who uses the workspace may do what this role may; everybody may where there are no readers."""
    reader = reader_of(workspace)
    return reader is None or reader.may(role)


def whole_workspace(workspace: Workspace) -> Workspace:
    """Return the workspace with the conversations of everybody, for what is done to all. Raises AccessDenied."""
    if not isinstance(workspace, ReaderWorkspace):
        return workspace
    workspace.reader.require(Role.ADMIN, "change what others wrote")
    return workspace.whole


def record(workspace: Workspace, action: Action, detail: str = "") -> None:
    """Add an entry to the audit log; there is none without readers."""
    if isinstance(workspace, ReaderWorkspace):
        workspace.record(action, detail)


def visibility_key(workspace: Workspace) -> str:
    """Return what a cache of visible things must hold in its key beside the collection: data folder and labels."""
    labels = workspace.where.access
    folder = str(workspace.settings.data_dir)
    return folder if labels is None else f"{folder} {sorted(labels)!r}"
