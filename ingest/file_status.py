"""What is to be done with each file of a run: nothing, or to read it, as a new one or in place of what is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from graph.errors import Reason, Refused
from ingest.copies import Copies
from ingest.ledger import LedgerEntry, file_digest
from ingest.sizes import file_size
from ingest.store_index import StoreIndex

Status = Literal["unchanged", "copy", "moved", "to read", "unreadable"]


@dataclass(frozen=True, slots=True)
class KnownFiles:
    """The files of earlier runs: their entries in the ledger, their stored documents, and today's fingerprint."""

    entries: Mapping[str, LedgerEntry]
    stored: StoreIndex
    fingerprint: str

    def is_unchanged(self, source: str, path: Path) -> bool:
        """Return whether the file's bytes and its stored documents match the ledger. Raises Refused."""
        entry = self.entries.get(source)
        if entry is None or entry.original or entry.unreadable:
            return False
        if entry.fingerprint != self.fingerprint or entry.documents != self.stored.digest_of(source):
            return False
        return self.holds_same_bytes(source, path)

    def holds_same_bytes(self, source: str, path: Path) -> bool:
        """Return whether a file has the bytes that were read of it last. Raises Refused."""
        entry = self.entries.get(source)
        if entry is None or entry.size != file_size(path):
            return False
        try:
            return entry.file_hash == file_digest(path)
        except OSError as error:
            raise Refused(Reason.UNREADABLE, f"cannot be read: {error.strerror}", "check its permissions")


@dataclass(frozen=True, slots=True)
class FileStatus:
    """A file and what is to be done with it.

    `other` is the stored source of the same content: the former place of a file that was moved, the original of a copy,
    whose digest is `file_hash`. `refusal` says why a file cannot be read.
    """

    path: Path
    source: str
    status: Status
    other: str = ""
    file_hash: str = ""
    refusal: Refused | None = None


def find_statuses(known: KnownFiles, files: Sequence[Path]) -> Iterator[FileStatus]:
    """Yield the status of each file when it is asked for, since documents may be written meanwhile."""
    copies = Copies(known.entries, known.stored, known.fingerprint)
    for path in files:
        source = known.stored.spelled(str(path))
        try:
            unchanged = known.is_unchanged(source, path)
        except Refused as refusal:
            yield FileStatus(path, source, "unreadable", refusal=refusal)
            continue
        if unchanged:
            copies.take(source, known.entries[source].file_hash)
            yield FileStatus(path, source, "unchanged")
            continue
        same = copies.find(source, path)
        if same is None:
            yield FileStatus(path, source, "to read")
        else:
            yield FileStatus(path, source, "moved" if same.moved else "copy", same.source, same.file_hash)
