"""The files of a collection, with what is known of the documents that come from each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graph.tags import unite_tags
from ui.document_links import DocumentName

if TYPE_CHECKING:
    from graph.types import Document
    from ui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file with its documents and passages.

    `size` is in bytes, 0 if it is not known. `title` and `date` are those of its only document, or of the one that the
    others are attached to. `tags` and `access` are those of any of its documents.
    """

    source: str
    documents: tuple[DocumentName, ...]
    title: str
    format: str
    pages: int
    date: str
    passages: int
    size: int
    tags: tuple[str, ...]
    access: tuple[str, ...]

    @property
    def name(self) -> str:
        return Path(self.source).name

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its documents."""
        return tuple(document.id for document in self.documents)


def list_files(space: Workspace) -> tuple[FileRow, ...]:
    """Return the files of the collection by name."""
    counts = Counter(passage.document_id for passage in space.store.passages(where=space.where))
    sizes = _sizes(space)
    found: dict[str, list[_Known]] = {}
    for document in space.store.documents(space.where):
        found.setdefault(document.source, []).append(_Known.of(document, counts[document.id]))
    files = (_row(source, known, sizes.get(source, 0)) for source, known in found.items())
    return tuple(sorted(files, key=lambda file: (file.name.casefold(), file.source)))


@dataclass(frozen=True, slots=True)
class _Known:
    """What is kept of a document while the list is made, without its text."""

    name: DocumentName
    format: str
    pages: int
    date: str
    passages: int
    tags: tuple[str, ...]
    access: tuple[str, ...]

    @staticmethod
    def of(document: Document, passages: int) -> _Known:
        meta = document.meta
        name = DocumentName(document.id, document.source, document.locator, document.title)
        return _Known(name, meta.format, len(meta.pages), meta.date, passages, meta.tags, meta.access)


def _row(source: str, known: list[_Known], size: int) -> FileRow:
    # A mail stands before what is attached to it.
    known.sort(key=lambda one: one.name.locator != "")
    first, single = known[0], len(known) == 1
    return FileRow(
        source=source,
        documents=tuple(one.name for one in known),
        title=first.name.title if single or not first.name.locator else "",
        format=first.format,
        pages=sum(one.pages for one in known),
        date=first.date if single or not first.name.locator else "",
        passages=sum(one.passages for one in known),
        size=size,
        tags=unite_tags(*(one.tags for one in known)),
        access=unite_tags(*(one.access for one in known)),
    )


def _sizes(space: Workspace) -> dict[str, int]:
    # The ledger names hidden files too: a reader with labels does not get it.
    if space.where.access is not None or not space.journal.exists():
        return {}
    return {source: entry.size for source, entry in space.ledger.entries(space.settings.collection).items()}
