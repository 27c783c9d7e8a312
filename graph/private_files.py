"""Create files and folders that only their owner can read, for data from private documents.

SQLite gives `-wal` and `-shm` files the permissions of their database.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

FOLDER_MODE = 0o700
FILE_MODE = 0o600
OTHERS_MODE = 0o077


def make_folder(folder: Path) -> None:
    """Create a folder and its missing parents for the owner only; existing ones are left unchanged.

    Raises OSError.
    """
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    for place in reversed(missing):
        place.mkdir(mode=FOLDER_MODE, exist_ok=True)
    if not folder.is_dir():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder))


def make_file(file: Path) -> None:
    """Create an empty file for the owner only; an existing one is left unchanged. Raises OSError."""
    if not file.exists():
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT, FILE_MODE))


def write_file(file: Path, content: bytes) -> None:
    """Write a file that only its owner can read. Raises OSError."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)


def close_to_others(folder: Path) -> int:
    """Remove other users' permissions from a folder and everything below it; return how many entries had some.

    Links are not followed, and other users' files are skipped. Of a shared folder, such as `/tmp` or the user's home,
    only our own files directly in it are changed.
    """
    return sum(_close(place) for place in _kept(folder))


def open_to_others(place: Path) -> bool:
    """Return whether an existing file or folder is accessible to anyone but its owner."""
    try:
        return bool(place.stat().st_mode & OTHERS_MODE)
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
    """Return whether a folder has other uses too, so that its permissions must not be changed."""
    try:
        state = folder.stat()
    except OSError:
        return True
    sticky = bool(state.st_mode & stat.S_ISVTX)
    return sticky or folder.resolve() in (Path("/"), Path(os.path.expanduser("~")).resolve())


def _close(place: Path) -> bool:
    try:
        state = place.lstat()
        if stat.S_ISLNK(state.st_mode) or state.st_uid != os.geteuid() or not state.st_mode & OTHERS_MODE:
            return False
        place.chmod(stat.S_IMODE(state.st_mode) & ~OTHERS_MODE)
    except OSError:
        # It has disappeared, or lies on a file system that is read-only or has no permissions.
        return False
    return True
