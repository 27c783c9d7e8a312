"""Opens the workspace of who asks: everybody's without readers, else that of one reader or of the owner."""

from __future__ import annotations

from contextlib import closing

from graph.errors import StoreError
from ui.access.audit import OWNER
from ui.access.reader import Reader, Role
from ui.access.reader_book import ReaderBook
from ui.access.reader_workspace import ReaderWorkspace
from ui.workspace import Workspace

OWNER_READER = Reader("", OWNER, Role.ADMIN)
"""A person with the files of the data folder, who sees everything there is, conversations of all readers included."""


def open_for(whole: Workspace, name: str | None, needs: Role, command: str) -> Workspace:
    """Return the workspace for a reader by name, or without one for the owner; it is `whole` if there are no readers.

    Raises UsageError if there is no such reader, AccessDenied if the command takes a role, `needs`, that they lack.
    """
    with closing(ReaderBook(whole.journal)) as book:
        if name is None:
            return ReaderWorkspace(whole, OWNER_READER) if _has_readers(book) else whole
        reader = book.find(name)
    opened = ReaderWorkspace(whole, reader)
    if not reader.may(needs):
        opened.record("denied", command)
    reader.require(needs, f"use {command}")
    return opened


def _has_readers(book: ReaderBook) -> bool:
    """Whether there are readers; in a damaged journal, which its owner may have come to repair, there are none."""
    try:
        return bool(book.list())
    except StoreError:
        return False
