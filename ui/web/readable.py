"""Which files of this machine the pages may read: uploads, allowed folders, files ingested before or confirmed."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.errors import UsageError
from ui.samples.questions import SAMPLE_DOCUMENTS

COMMAND_HINT = "start the pages with graphloop ui --folder PATH, or read it with graphloop ingest PATH"

SYSTEM_FOLDERS = tuple(
    map(
        Path,
        "/etc /proc /sys /dev /run /boot /bin /sbin /lib /lib32 /lib64 /libx32 /usr /snap /lost+found /root "
        "/var/backups /var/cache /var/db /var/lib /var/log /var/mail /var/root /var/run /var/spool "
        "/System /Library /Applications /private/etc /private/var/db /private/var/log /private/var/root "
        "/private/var/run C:/Windows C:/ProgramData".split(),
    )
)
SYSTEM_EXCEPTIONS = (Path("/run/media"), Path("/usr/share/doc"))
"""Exceptions within system folders: removable media and manuals."""

_allowed: list[Path] = []


@dataclass(frozen=True, slots=True)
class Preview:
    """What a path would ingest: its resolved path, the files, and their total size in bytes."""

    path: Path
    files: tuple[Path, ...]
    size: int

    @property
    def outside(self) -> int:
        """The number of files outside this path, reached through links."""
        return sum(not file.is_relative_to(self.path) for file in self.files)


def allow_folders(folders: Iterable[Path], data_dir: Path) -> None:
    """Allow the pages to read these folders in this process; UsageError if one is missing or not allowed."""
    allowed = []
    for folder in folders:
        resolved = _resolve(folder)
        if not resolved.is_dir():
            raise UsageError(f"there is no folder {folder}", "graphloop ui --folder PATH")
        if resolved == Path(resolved.anchor) or resolved.is_relative_to(data_dir.resolve()):
            raise UsageError(f"{resolved} cannot be read as a folder of documents", "name the folder that holds them")
        allowed.append(resolved)
    _allowed[:] = allowed


def allowed_folders() -> Sequence[Path]:
    """Return the folders allowed at the start, resolved."""
    return tuple(_allowed)


def preview_path(path: str | Path, data_dir: Path) -> Preview:
    """Return what a path would ingest; UsageError if it does not exist or the pages may not read it."""
    from ingest.find import find_files

    resolved = _resolve(path)
    _refuse(resolved, data_dir)
    files = find_files([path]).files
    for file in files:
        _refuse(file, data_dir)
    return Preview(resolved, files, sum(map(_size, files)))


def needs_no_confirmation(path: str | Path, data_dir: Path, sources: Collection[str]) -> bool:
    """Whether a path is an upload, a sample, within an allowed folder, or was ingested before.

    Raises UsageError if it does not exist, or leads to a path that the pages may not read.
    """
    resolved = _resolve(path)
    if (
        str(resolved) in sources
        or resolved.is_relative_to(SAMPLE_DOCUMENTS.resolve())
        or _is_upload(resolved, data_dir)
    ):
        return True
    seen = preview_path(path, data_dir)
    known = bool(seen.files) and all(str(file) in sources for file in seen.files)
    return known or all(_allowed_above(file) is not None for file in (seen.path, *seen.files))


def check_paths(
    paths: Sequence[str | Path], data_dir: Path, sources: Collection[str], confirmed: Collection[Path]
) -> None:
    """Raise UsageError unless each path needs no confirmation, or its resolved path is confirmed."""
    for path in paths:
        if needs_no_confirmation(path, data_dir, sources):
            continue
        resolved = _resolve(path)
        if resolved not in confirmed:
            raise UsageError(f"{resolved} was not confirmed", COMMAND_HINT)


def _resolve(path: str | Path) -> Path:
    try:
        return Path(path).expanduser().resolve()
    except (RuntimeError, ValueError, OSError):  # no such home, a link loop, not a valid path
        raise UsageError(f"there is no file or folder {path}", "check the path")


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # gone since
        return 0


def _is_upload(path: Path, data_dir: Path) -> bool:
    return os.path.isfile(path) and path.parent.parent == (data_dir / "uploads").resolve()


def _allowed_above(path: Path) -> Path | None:
    return next((folder for folder in _allowed if path.is_relative_to(folder)), None)


def _refuse(path: Path, data_dir: Path) -> None:
    """Raise UsageError for system and hidden paths and the data folder; an allowed folder lifts some restrictions."""
    if path.is_relative_to(data_dir.resolve()):
        raise UsageError(f"{path} is in graphloop's own data folder", "choose another folder")
    named = _allowed_above(path)
    if path == Path(path.anchor):
        raise UsageError("the pages cannot read the whole machine", "choose the folder that holds the documents")
    parts = path.relative_to(named).parts if named else path.parts
    if any(part.startswith(".") for part in parts):
        raise UsageError(f"{path} is hidden", COMMAND_HINT)
    if named is None and _is_system(path):
        raise UsageError(f"{path} belongs to the system", COMMAND_HINT)


def _is_system(path: Path) -> bool:
    outside = [*SYSTEM_EXCEPTIONS, *_home()]
    return any(map(path.is_relative_to, SYSTEM_FOLDERS)) and not any(map(path.is_relative_to, outside))


def _home() -> Iterable[Path]:
    """Return the user's home folder, if there is one other than the file system root."""
    try:
        home = Path.home().resolve()
    except RuntimeError:
        return []
    return [home] if home != Path(home.anchor) else []
