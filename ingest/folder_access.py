"""The access labels that folders give to the files below them, by a file in the folder with a label a line."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from graph.errors import UsageError
from graph.tags import require_tags

ACCESS_FILE = ".graphloopaccess"
MAX_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class FolderAccess:
    """The access labels of files by source, in whatever normal form that is spelled."""

    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, source: str) -> tuple[str, ...]:
        """Return the labels that the folders of a file give it; none if they give none."""
        return self.labels.get(_key(source), ())


def read_folder_access(files: Iterable[Path]) -> FolderAccess:
    """Return the labels that the nearest access file above each of these files gives it.

    Raises UsageError for one that cannot be read or holds no label: who may see what must not depend on luck.
    """
    known: dict[Path, tuple[str, ...]] = {}
    labels = {_key(str(file)): _find_labels(file.parent, known) for file in files}
    return FolderAccess({source: found for source, found in labels.items() if found})


def _find_labels(folder: Path, known: dict[Path, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the labels of a folder; `known` are those of folders so far."""
    passed: list[Path] = []
    found: tuple[str, ...] = ()
    for place in (folder, *folder.parents):
        if place in known:
            found = known[place]
            break
        passed.append(place)
        if os.path.lexists(place / ACCESS_FILE):
            found = _read_labels(place / ACCESS_FILE)
            break
    known.update(dict.fromkeys(passed, found))
    return found


def _read_labels(file: Path) -> tuple[str, ...]:
    try:
        if not file.is_file() or file.stat().st_size > MAX_BYTES:
            raise UsageError(f"{file} is no text file", "write one access label a line, or remove it")
        lines = file.read_bytes().decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read: {error}", "make it a readable UTF-8 text, or remove it")
    labels = [line.strip() for line in lines if line.strip() and not line.strip().startswith("#")]
    if not labels:
        raise UsageError(f"{file} holds no access label", "write one a line, or remove it")
    try:
        return require_tags(labels, "access label")
    except UsageError as error:
        raise UsageError(f"{file}: {error.message}", error.hint)


def _key(source: str) -> str:
    return unicodedata.normalize("NFC", source)
