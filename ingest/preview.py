"""What an ingest would do, found without reading a file or writing anything: what is new, changed, moved and gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

from graph.errors import Refused
from ingest.copies import find_heirs
from ingest.file_rules import FileRules
from ingest.file_status import FileStatus, KnownFiles, find_statuses
from ingest.find import find_files
from ingest.ledger import LedgerEntry
from ingest.prune import Removal, UnconfirmedRemoval, check_removal, find_gone, plan_removal
from ingest.report import LeftOut, Outcome
from ingest.sizes import file_size

Change = Literal["new", "changed", "outdated", "moved", "copy"]
"""`outdated` is an unchanged file that was read in another way than today's, `copy` a new one of known content."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that would be read or recorded, its size in bytes, and the former place or the original of its content."""

    source: str
    change: Change
    size: int
    other: str = ""


@dataclass(frozen=True, slots=True)
class IngestPreview:
    """What an ingest would do.

    `removal` is what pruning would remove, and `doubt` why it would ask first; `copies_gone` are files of known content
    that would be forgotten. `refused` cannot be reached; whether others can be read shows only when they are.
    """

    files: tuple[FileChange, ...]
    unchanged: int
    removal: Removal
    copies_gone: tuple[str, ...] = ()
    doubt: str = ""
    refused: tuple[Outcome, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def gone(self) -> tuple[str, ...]:
        """The sources whose files are gone."""
        return tuple(sorted({*self.removal.gone, *self.copies_gone}))

    @property
    def counts(self) -> Mapping[str, int]:
        """How many files there are of each change, the unchanged and gone ones included."""
        counts = Counter[str](file.change for file in self.files)
        changes = {change: counts[change] for change in get_args(Change) if counts[change]}
        return {**changes, "unchanged": self.unchanged, "gone": len(self.gone), "refused": len(self.refused)}


def preview_ingest(
    paths: Iterable[str | Path],
    known: KnownFiles,
    copies: Mapping[str, tuple[str, ...]],
    rules: FileRules = FileRules(),
) -> IngestPreview:
    """Return what an ingest of files, folders and patterns would do. Raises UsageError for a path that is not there.

    `copies` are the other files of known content by source. Files are compared by their bytes.
    """
    found = find_files(paths, rules)
    found = replace(found, files=(*found.files, *find_heirs(copies, found.files)))
    refused, changes = list(found.refused), []
    for one in find_statuses(known, found.files):
        if one.refusal is not None:
            why = one.refusal
            refused.append(Outcome(one.source, "refused", reason=why.reason, message=why.message, hint=why.hint))
        elif change := _change_of(one, known):
            changes.append(FileChange(one.source, change, file_size(one.path), one.other))
    stored = known.stored.sources()
    removal = plan_removal(stored, found)
    doubt = ""
    try:
        check_removal(removal, stored, found.folders)
    except UnconfirmedRemoval as one_doubt:
        doubt = one_doubt.message
    moved = {change.other for change in changes if change.change == "moved"}
    originals = [source for source, entry in known.entries.items() if entry.original]
    return IngestPreview(
        files=tuple(changes),
        unchanged=len(found.files) + len(found.refused) - len(changes) - len(refused),
        removal=Removal(tuple(source for source in removal.gone if source not in moved), removal.left_out),
        copies_gone=tuple(find_gone(originals, found.folders)),
        doubt=doubt,
        refused=tuple(refused),
        left_out=found.left_out,
    )


def _change_of(one: FileStatus, known: KnownFiles) -> Change | None:
    """Return what is new of a file; None if nothing is."""
    entry = known.entries.get(one.source)
    if one.status == "unchanged":
        return None
    if one.status == "copy":
        return None if _is_known_copy(entry, one) else "copy"
    if one.status == "moved":
        return "moved"
    if entry is None and not known.stored.of(one.source):
        return "new"
    try:
        same = entry is not None and not entry.unreadable and known.holds_same_bytes(one.source, one.path)
    except Refused:
        same = False
    return "outdated" if same else "changed"


def _is_known_copy(entry: LedgerEntry | None, one: FileStatus) -> bool:
    return entry is not None and entry.original == one.other and entry.file_hash == one.file_hash
