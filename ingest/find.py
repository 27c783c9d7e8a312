"""Find the files given by paths, folders and patterns; unreadable ones are reported by name, left-out ones by kind."""

from __future__ import annotations

import glob
import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from graph.errors import Reason, UsageError
from ingest.file_rules import FileRules, FolderRules
from ingest.ignore import normalize_name
from ingest.report import LeftOut, Outcome
from ingest.walk import FoundPath, walk_folder


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """Files to read in order, each once; the folders given; and outcomes for what is not a readable file.

    `left_out` counts what the rules leave out by kind, and `skipped` are the files and folders themselves.
    """

    files: tuple[Path, ...]
    folders: tuple[Path, ...]
    refused: tuple[Outcome, ...]
    left_out: tuple[LeftOut, ...] = ()
    skipped: frozenset[Path] = frozenset()


@dataclass(slots=True)
class _Finding:
    files: dict[Path, None] = field(default_factory=dict)
    folders: dict[Path, None] = field(default_factory=dict)
    refused: dict[str, Outcome] = field(default_factory=dict)
    skipped: dict[Path, tuple[str, bool]] = field(default_factory=dict)


def find_files(paths: Iterable[str | Path], rules: FileRules = FileRules()) -> FoundFiles:
    """Return all files, resolved to absolute paths.

    A file that is named itself is taken unless a pattern excludes it. Raises UsageError for a path that does not exist,
    before anything is read.
    """
    finding = _Finding()
    of_user = FolderRules.of(rules)
    for named in _named(paths):
        if named.path.is_dir():
            finding.folders[named.path.resolve()] = None
        for found in _below(named, of_user):
            _add(finding, found)
    for path in finding.files:
        finding.skipped.pop(path, None)
    counts = Counter(finding.skipped.values())
    left_out = tuple(LeftOut(kind, count, folders) for (kind, folders), count in sorted(counts.items()))
    return FoundFiles(
        tuple(finding.files),
        tuple(finding.folders),
        tuple(finding.refused.values()),
        left_out,
        frozenset(finding.skipped),
    )


def _add(finding: _Finding, found: FoundPath) -> None:
    if found.kind:
        # The link itself may be left out, not the file that it leads to.
        place = found.path.parent.resolve() / found.path.name
        finding.skipped[place] = found.kind, found.is_folder
        return
    place_or_fault = _place(found.path)
    if found.fault:
        place_or_fault = _refused(str(found.path), Reason.UNREADABLE, found.fault, "check its permissions")
    if isinstance(place_or_fault, Outcome):
        finding.refused[place_or_fault.source] = place_or_fault
    else:
        finding.files[place_or_fault] = None


def _below(named: _Named, rules: FolderRules) -> Iterator[FoundPath]:
    """Yield the files of a path."""
    is_folder = named.path.is_dir()
    kind = _kind_of_named(named, is_folder, rules)
    if kind or not is_folder:
        yield FoundPath(named.path, kind, is_folder)
    else:
        yield from walk_folder(named.path, rules)


def _kind_of_named(named: _Named, is_folder: bool, rules: FolderRules) -> str:
    """Return why a path is left out; `**` reaches into all folders, and `*` names no file in particular."""
    if named.folder is None:
        return "" if is_folder else rules.kind_of_named((named.path.name,))
    parts = named.path.relative_to(named.folder).parts
    for count in range(1, len(parts) + is_folder):
        kind = rules.kind_of_folder(parts[:count], (), ())
        if kind:
            return kind
    if is_folder:
        return ""
    return rules.kind_of_named(parts) if named.exact else rules.kind_of_file(parts)


@dataclass(frozen=True, slots=True)
class _Named:
    """A path; if a pattern gave it, the folder where its wildcards begin, and whether it says which files it means."""

    path: Path
    folder: Path | None = None
    exact: bool = True


def _named(paths: Iterable[str | Path]) -> list[_Named]:
    """Return the existing paths, with patterns expanded."""
    found: list[_Named] = []
    for path in paths:
        expanded = _at_home(Path(path))
        existing = _existing(expanded)
        if existing is not None:
            found.append(_Named(existing))
        elif glob.has_magic(str(expanded)):
            matches = sorted(glob.glob(str(expanded), recursive=True))
            if not matches:
                raise UsageError(f"no file matches {path}", "check the pattern, and quote it if the shell changes it")
            folder, exact = _before_wildcards(expanded), expanded.name.strip("*?.") != ""
            found.extend(_Named(Path(match), folder, exact) for match in matches if Path(match) != folder)
        else:
            raise UsageError(f"there is no file or folder {path}", "check the path")
    if not found:
        raise UsageError("no file or folder was given", "graphloop ingest PATH")
    return found


def _before_wildcards(pattern: Path) -> Path:
    return Path(*takewhile(lambda part: not glob.has_magic(part), pattern.parts))


def _existing(path: Path) -> Path | None:
    """Return the path as its file system spells it, which may have accents in another normal form; None if absent."""
    if os.path.lexists(path):
        return path
    if str(path).isascii():
        return None
    spelled = Path(path.anchor)
    for part in path.parts[1:] if path.anchor else path.parts:
        if not os.path.lexists(spelled / part):
            try:
                names = os.listdir(spelled)
            except OSError:
                return None
            part = next((name for name in names if normalize_name(name) == normalize_name(part)), "")
            if not part:
                return None
        spelled /= part
    return spelled


def _at_home(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:
        raise UsageError(f"there is no home folder for {path}", "write the whole path")


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
