"""Find the files given by paths, folders and patterns; unreadable ones are reported by name."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.errors import Reason, UsageError
from ingest.report import Outcome


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """Files to read in order, each once; the folders given; and outcomes for what is not a readable file."""

    files: tuple[Path, ...]
    folders: tuple[Path, ...]
    refused: tuple[Outcome, ...]


def find_files(paths: Iterable[str | Path]) -> FoundFiles:
    """Return all files, resolved to absolute paths.

    Raises UsageError for a path that does not exist, before anything is read.
    """
    files: dict[Path, None] = {}
    folders: dict[Path, None] = {}
    refused: dict[str, Outcome] = {}
    for named in _named(paths):
        if named.is_dir():
            folders[named.resolve()] = None
        for path in _walk(named) if named.is_dir() else (named,):
            place = _place(path)
            if isinstance(place, Outcome):
                refused[place.source] = place
            else:
                files[place] = None
    return FoundFiles(tuple(files), tuple(folders), tuple(refused.values()))


def _named(paths: Iterable[str | Path]) -> Sequence[Path]:
    """Return the existing paths, with patterns expanded."""
    found: list[Path] = []
    for path in paths:
        expanded = _at_home(Path(path))
        if os.path.lexists(expanded):
            found.append(expanded)
        elif glob.has_magic(str(expanded)):
            matches = sorted(glob.glob(str(expanded), recursive=True))
            if not matches:
                raise UsageError(f"no file matches {path}", "check the pattern, and quote it if the shell changes it")
            found.extend(map(Path, matches))
        else:
            raise UsageError(f"there is no file or folder {path}", "check the path")
    if not found:
        raise UsageError("no file or folder was given", "graphloop ingest PATH")
    return found


def _at_home(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:
        raise UsageError(f"there is no home folder for {path}", "write the whole path")


def _walk(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder by name; hidden ones are skipped, and links to folders are not followed."""
    for place, below, names in os.walk(folder):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                yield Path(place, name)


def _place(path: Path) -> Path | Outcome:
    shown = str(path).encode("utf-8", "replace").decode()
    if shown != str(path):
        return _refused(shown, Reason.UNREADABLE, "its name is not valid text", "rename the file")
    try:
        place = path.resolve(strict=True)
        kind = place.stat().st_mode
    except RuntimeError:
        return _refused(shown, Reason.UNREADABLE, "a link that leads to itself", "mend the link")
    except OSError as error:
        return _refused(shown, Reason.UNREADABLE, f"cannot be reached: {error.strerror}", "check the link")
    if not stat.S_ISREG(kind):
        return _refused(shown, Reason.UNSUPPORTED, "not a regular file", "give files and folders")
    return place


def _refused(source: str, reason: Reason, message: str, hint: str) -> Outcome:
    return Outcome(str(Path(source).absolute()), "refused", reason=reason, message=message, hint=hint)
