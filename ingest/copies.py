"""Files of the same content: it is stored once, and a file that was moved keeps its documents."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.ledger import LedgerEntry, file_digest
from ingest.store_index import StoreIndex

Content = tuple[str, str]
"""The digest of a file and its suffix, which may decide how it is read."""


@dataclass(frozen=True, slots=True)
class SameContent:
    """The stored source with the content of a file; `moved` means that the file was there and is now here."""

    file_hash: str
    source: str
    moved: bool


class Copies:
    """The files of stored documents by content, updated as the files of a run are looked at in order."""

    def __init__(self, entries: Mapping[str, LedgerEntry], stored: StoreIndex, fingerprint: str) -> None:
        self._entries, self._stored, self._fingerprint = entries, stored, fingerprint
        self._current: dict[str, Content] = {}
        self._sources: defaultdict[Content, dict[str, None]] = defaultdict(dict)
        for source in sorted(entries):
            if not entries[source].original:
                self._sources[_content(source, entries[source].file_hash)][source] = None

    def take(self, source: str, file_hash: str) -> None:
        """Record that the documents of this source hold, or will hold, this content."""
        self._current[source] = _content(source, file_hash)
        self._sources[self._current[source]][source] = None

    def find(self, source: str, path: Path) -> SameContent | None:
        """Return the stored source with the content of a file to read; None if its content is its own."""
        try:
            file_hash = file_digest(path)
        except OSError:  # reading the file tells what is wrong with it
            return None
        content = _content(source, file_hash)
        known = self._entries.get(source)
        is_own = known is not None and not known.original and known.file_hash == file_hash
        if not (is_own and self._stored.of(source)):
            for other in self._sources[content]:
                if other == source:
                    continue
                if self._is_there(other, content, source):
                    return SameContent(file_hash, other, moved=False)
                if other not in self._current and not os.path.lexists(other) and self._stored.of(other):
                    del self._sources[content][other]
                    self.take(source, file_hash)
                    return SameContent(file_hash, other, moved=True)
        self.take(source, file_hash)
        return None

    def _is_there(self, other: str, content: Content, source: str) -> bool:
        """Return whether the file of another source still has this content, and its documents are stored for it."""
        if other in self._current:
            return self._current[other] == content
        entry, known = self._entries[other], self._entries.get(source)
        # A new pipeline makes the copies of a file no files of their own.
        alike = known is not None and known.original == other and known.fingerprint == entry.fingerprint
        if entry.unreadable or not (alike or entry.fingerprint == self._fingerprint):
            return False
        if entry.documents != self._stored.digest_of(other):
            return False
        try:
            return file_digest(Path(other)) == content[0]
        except OSError:
            return False


def find_heirs(copies: Mapping[str, Sequence[str]], files: Iterable[Path]) -> Iterator[Path]:
    """Yield copies that are to take over from their originals, which are gone, where no copy is among the files."""
    given = set(files)
    for original, sources in copies.items():
        there = [Path(source) for source in sources if os.path.isfile(source)]
        if there and not os.path.lexists(original) and given.isdisjoint(there):
            yield there[0]


def _content(source: str, file_hash: str) -> Content:
    return file_hash, Path(source).suffix.lower()
