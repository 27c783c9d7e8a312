"""Choose the documents whose files are gone from the given folders, and doubt it where too many seem to be gone."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.errors import UsageError
from graph.text.counting import count_noun
from ingest.find import FoundFiles
from ingest.ignore import normalize_name

# With fewer files gone from it, a folder below that is left empty was emptied by its owner.
_FEWEST_LOST = 2


class UnconfirmedRemoval(UsageError):
    """So many files are gone that a disk may be missing: nothing was read or removed."""


@dataclass(frozen=True, slots=True)
class Removal:
    """Stored sources below the given folders whose files are gone, and those that the rules leave out today."""

    gone: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(sorted({*self.gone, *self.left_out}))


def plan_removal(stored: Iterable[str], found: FoundFiles) -> Removal:
    """Return what pruning would remove; what lies in a folder that cannot be listed counts as there."""
    there = {normalize_name(str(path)) for path in found.files}
    unknown = {Path(outcome.source) for outcome in found.refused}
    gone, left_out = [], []
    for source in _below(stored, found.folders):
        path = Path(source)
        above = {path, *path.parents}
        if normalize_name(source) in there or not above.isdisjoint(unknown):
            continue
        if not os.path.lexists(source):
            gone.append(source)
        elif not above.isdisjoint(found.skipped):
            left_out.append(source)
    return Removal(tuple(gone), tuple(left_out))


def check_removal(removal: Removal, stored: Sequence[str], folders: Iterable[Path]) -> None:
    """Raise UnconfirmedRemoval if a folder would lose more than half of its files, or one in it is suddenly empty."""
    for folder in folders:
        lost, before = len(_below(removal.sources, [folder])), len(_below(stored, [folder]))
        if lost * 2 > before:
            raise _unconfirmed(folder, lost, before)
    for folder, lost in sorted(Counter(_nearest_folder(source) for source in removal.gone).items()):
        if lost >= _FEWEST_LOST and not _lists_any(folder):
            raise _unconfirmed(folder, lost, lost)


def find_gone(sources: Iterable[str], folders: Collection[Path]) -> list[str]:
    """Return the sources below these folders that are not there any more."""
    return [source for source in _below(sources, folders) if not os.path.lexists(source)]


def _below(sources: Iterable[str], folders: Collection[Path]) -> list[str]:
    return [source for source in sources if any(Path(source).is_relative_to(folder) for folder in folders)]


def _nearest_folder(source: str) -> Path:
    """Return the closest folder above a lost file that still exists."""
    return next(folder for folder in Path(source).parents if folder.is_dir())


def _lists_any(folder: Path) -> bool:
    try:
        return bool(os.listdir(folder))
    except OSError:
        return True


def _unconfirmed(folder: Path, lost: int, before: int) -> UnconfirmedRemoval:
    state = "is empty" if not _lists_any(folder) else f"lacks {lost} of them, or they are left out"
    return UnconfirmedRemoval(
        f"{count_noun(before, 'file')} stored from {folder}, which now {state}: nothing was removed",
        "check that its disk is there; to remove their documents: --prune --yes",
    )
