"""List the files below a folder by name, with the reason for each that is left out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.file_rules import LINKS, FolderRules
from ingest.folder_access import ACCESS_FILE
from ingest.ignore import IGNORE_FILE, IgnorePatterns

_LONGEST_IGNORE_FILE = 1_000_000


@dataclass(frozen=True, slots=True)
class FoundPath:
    """A file to read; if it is left out, its `kind`, and of one that cannot be read, the `fault`."""

    path: Path
    kind: str = ""
    is_folder: bool = False
    fault: str = ""


def walk_folder(folder: Path, rules: FolderRules) -> Iterator[FoundPath]:
    """Yield the files below a folder: those of each folder by name, then those of its folders; links are not followed.

    A folder that is left out is yielded itself, and not what it holds.
    """
    waiting: list[tuple[Path, tuple[str, ...], FolderRules]] = [(folder, (), rules)]
    while waiting:
        place, parts, here = waiting.pop()
        try:
            files, folders, links = _list(place)
        except OSError as error:
            yield FoundPath(place, is_folder=True, fault=f"cannot be listed: {error.strerror}")
            continue
        if IGNORE_FILE in files:
            files.remove(IGNORE_FILE)
            patterns = _read_patterns(place / IGNORE_FILE)
            if patterns is None:
                yield FoundPath(place / IGNORE_FILE, fault="cannot be read, so that its folder was not read either")
                continue
            here = replace(here, ignores=(*here.ignores, (len(parts), patterns)))
        for name in (name for name in files if name != ACCESS_FILE):
            yield FoundPath(place / name, here.kind_of_file((*parts, name)))
        for name in links:
            yield FoundPath(place / name, here.kind_of_folder((*parts, name), (), ()) or LINKS, is_folder=True)
        below = []
        for name in folders:
            kind = here.kind_of_folder((*parts, name), files, _names_in(place / name))
            if kind:
                yield FoundPath(place / name, kind, is_folder=True)
            else:
                below.append((place / name, (*parts, name), here))
        waiting.extend(reversed(below))


def _list(folder: Path) -> tuple[list[str], list[str], list[str]]:
    """Return the names of files, folders and links to folders, in order."""
    files: list[str] = []
    folders: list[str] = []
    links: list[str] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            try:
                is_folder = entry.is_dir()
                is_link = entry.is_symlink()
            except OSError:  # a link that leads to itself: it is reported as a file
                is_folder = is_link = False
            (files if not is_folder else links if is_link else folders).append(entry.name)
    return sorted(files), sorted(folders), sorted(links)


def _names_in(folder: Path) -> frozenset[str]:
    """Return those names in a folder that tell what it is for."""
    return frozenset(name for name in ("pyvenv.cfg", "conda-meta") if os.path.lexists(folder / name))


def _read_patterns(path: Path) -> IgnorePatterns | None:
    """Return the patterns of an ignore file; None if it cannot be read."""
    try:
        if not path.is_file() or path.stat().st_size > _LONGEST_IGNORE_FILE:
            return None
        text = path.read_bytes().decode("utf-8-sig", "surrogateescape")
    except OSError:
        return None
    return IgnorePatterns.parse(text.splitlines())
