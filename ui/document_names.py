"""Find documents by what people call them: an id, a path, a file name, a title."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from graph.errors import UsageError

if TYPE_CHECKING:
    from graph.types import Document
    from ui.workspace import Workspace


class NamedDocument(Protocol):
    """What a document is called by."""

    @property
    def id(self) -> str: ...

    @property
    def source(self) -> str: ...

    @property
    def title(self) -> str: ...


N = TypeVar("N", bound=NamedDocument)


def find_document(workspace: Workspace, name: str) -> Document:
    """Return the only document with that name; UsageError if there is none or more than one."""
    matches = find_documents(workspace, name)
    if len(matches) > 1:
        some = ", ".join(f"{document.id[:8]} {document.title}" for document in matches[:5])
        raise UsageError(f"{len(matches)} documents match {name!r}", f"choose one by its id: {some}")
    return matches[0]


def find_documents(workspace: Workspace, name: str) -> list[Document]:
    """Return the documents with that id, id prefix, source, file name or title; UsageError if there is none."""
    from ui.file_states import read_file_states

    if matches := match_documents(list(workspace.store.documents(workspace.where)), name):
        return matches
    if original := read_file_states(workspace).original_of(name):
        raise UsageError(f"{name!r} has the same content as {original}, which is stored", f"name {original}")
    raise UsageError(f"there is no document {name!r}", "graphloop documents lists them")


def match_documents(known: Sequence[N], name: str) -> list[N]:
    """Return the documents with that id or id prefix, else with that source, else with that file name or title."""
    whole = str(Path(name).absolute())
    for fits in (
        lambda d: d.id == name or (len(name) >= 4 and d.id.startswith(name)),
        lambda d: d.source in (name, whole),
        lambda d: Path(d.source).name == name or d.title == name,
    ):
        if matches := [document for document in known if fits(document)]:
            return matches
    return []
