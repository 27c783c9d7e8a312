"""Which files of this machine the pages may read: uploads, allowed folders, files ingested before or confirmed."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.errors import UsageError
from ui.samples.questions import SAMPLE_DOCUMENTS

COMMAND_HINT = "name the folder at the start: graphloop ui --folder PATH, or read it by graphloop ingest PATH"

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

_named: list[Path] = []


@dataclass(frozen=True, slots=True)
class Preview:
    """What a path would ingest: its resolved path, the files, and their total size in bytes."""

    place: Path
    files: tuple[Path, ...]
    size: int

    @property
    def outside(self) -> int:
        """The number of files outside this path, reached through links."""
        return sum(not file.is_relative_to(self.place) for file in self.files)


def allow_folders(folders: Iterable[Path], data_dir: Path) -> None:
    """Allow the pages to read these folders in this process; UsageError if one is missing or not allowed."""
    found = []
    for folder in folders:
        place = _resolved(folder)
        if not place.is_dir():
            raise UsageError(f"there is no folder {folder}", "graphloop ui --folder PATH")
        if place == Path(place.anchor) or place.is_relative_to(data_dir.resolve()):
            raise UsageError(f"{place} is not a folder of documents", "name the folder that holds them")
        found.append(place)
    _named[:] = found


def allowed_folders() -> Sequence[Path]:
    """Return the folders allowed at the start, resolved."""
    return tuple(_named)


def preview_path(path: str | Path, data_dir: Path) -> Preview:
    """Return what a path would ingest; UsageError if it does not exist or the pages may not read it."""
    from ingest.find import find_files

    place = _resolved(path)
    _refuse(place, data_dir)
    files = find_files([path]).files
    for file in files:
        _refuse(file, data_dir)
    return Preview(place, files, sum(map(_size, files)))


def needs_no_confirmation(path: str | Path, data_dir: Path, sources: Collection[str]) -> bool:
    """Whether a path is an upload, a sample, within an allowed folder, or was ingested before.

    Raises UsageError if it does not exist, or leads to a path that the pages may not read.
    """
    place = _resolved(path)
    if str(place) in sources or place.is_relative_to(SAMPLE_DOCUMENTS.resolve()) or _is_upload(place, data_dir):
        return True
    seen = preview_path(path, data_dir)
    known = bool(seen.files) and all(str(file) in sources for file in seen.files)
    return known or all(_named_above(file) is not None for file in (seen.place, *seen.files))


def check_paths(
    paths: Sequence[str | Path], data_dir: Path, sources: Collection[str], confirmed: Collection[Path]
) -> None:
    """Raise UsageError unless each path needs no confirmation, or its resolved path is confirmed."""
    for path in paths:
        if needs_no_confirmation(path, data_dir, sources):
            continue
        place = _resolved(path)
        if place not in confirmed:
            raise UsageError(f"{place} was not confirmed", COMMAND_HINT)


def _resolved(path: str | Path) -> Path:
    try:
        return Path(path).expanduser().resolve()
    except (RuntimeError, ValueError, OSError):  # no such home, a link loop, not a valid path
        raise UsageError(f"there is no file or folder {path}", "check the path")


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # gone since
        return 0


def _is_upload(place: Path, data_dir: Path) -> bool:
    return os.path.isfile(place) and place.parent.parent == (data_dir / "uploads").resolve()


def _named_above(place: Path) -> Path | None:
    return next((folder for folder in _named if place.is_relative_to(folder)), None)


def _refuse(place: Path, data_dir: Path) -> None:
    """Raise UsageError for system and hidden paths and the data folder; an allowed folder lifts some restrictions."""
    if place.is_relative_to(data_dir.resolve()):
        raise UsageError(f"{place} belongs to graphloop's own data folder", "choose another folder")
    named = _named_above(place)
    if place == Path(place.anchor):
        raise UsageError(
            "the whole machine cannot be read from the pages", "choose the folder that holds the documents"
        )
    parts = place.relative_to(named).parts if named else place.parts
    if any(part.startswith(".") for part in parts):
        raise UsageError(f"{place} is hidden", COMMAND_HINT)
    if named is None and _is_system(place):
        raise UsageError(f"{place} belongs to the system", COMMAND_HINT)


def _is_system(place: Path) -> bool:
    outside = [*SYSTEM_EXCEPTIONS, *_home()]
    return any(map(place.is_relative_to, SYSTEM_FOLDERS)) and not any(map(place.is_relative_to, outside))


def _home() -> Iterable[Path]:
    """Return the user's home folder, if there is one other than the file system root."""
    try:
        home = Path.home().resolve()
    except RuntimeError:
        return []
    return [home] if home != Path(home.anchor) else []
