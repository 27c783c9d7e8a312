"""Files and folders that only their owner may read: what is kept of private documents.

SQLite gives `-wal` and `-shm` files the permissions of the database that they belong to.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

FOLDER_MODE = 0o700
FILE_MODE = 0o600
OTHERS = 0o077


def make_folder(folder: Path) -> None:
    """Create a folder, and those above it that are missing, for its owner alone; one that is there stays as it is.

    Raises OSError.
    """
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    for place in reversed(missing):
        place.mkdir(mode=FOLDER_MODE, exist_ok=True)
    if not folder.is_dir():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder))


def make_file(file: Path) -> None:
    """Create an empty file for its owner alone; one that is there stays as it is. Raises OSError."""
    if not file.exists():
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT, FILE_MODE))


def write_file(file: Path, content: bytes) -> None:
    """Write a file for its owner alone. Raises OSError."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)


def close_to_others(folder: Path) -> int:
    """Take the rights of others from a folder and all below it; the number of files and folders that had some.

    Links are not followed, and what belongs to another user is left alone. So is a folder that many share, such as
    `/tmp`, and the user's home, but not the files that are kept directly in it.
    """
    return sum(_close(place) for place in _kept(folder))


def open_to_others(place: Path) -> bool:
    """Whether others than its owner may read, write or enter a file or folder that is there."""
    try:
        return bool(place.stat().st_mode & OTHERS)
    except OSError:
        return False


def _kept(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    if is_shared(folder):
        yield from (file for name in ("graph.db", "journal.db") for file in folder.glob(f"{name}*"))
        return
    yield folder
    for parent, folders, files in os.walk(folder):
        yield from (Path(parent, name) for name in (*folders, *files))


def is_shared(folder: Path) -> bool:
    """Whether a folder serves more than one purpose, so that its own permissions are not ours to change."""
    try:
        state = folder.stat()
    except OSError:
        return True
    sticky = bool(state.st_mode & stat.S_ISVTX)
    return sticky or folder.resolve() in (Path("/"), Path(os.path.expanduser("~")).resolve())


def _close(place: Path) -> bool:
    try:
        state = place.lstat()
        if stat.S_ISLNK(state.st_mode) or state.st_uid != os.geteuid() or not state.st_mode & OTHERS:
            return False
        place.chmod(stat.S_IMODE(state.st_mode) & ~OTHERS)
    except OSError:
        # It is gone by now, or lies on a disk that keeps no permissions or may not be written.
        return False
    return True
