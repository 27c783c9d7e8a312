"""The tuned embedders of a data folder, and which one is in use.

tuned/NAME/      a tuned embedder, its record and card, and the graph with its vectors (in a file, if the store is one)
tuned/use.json   which is in use instead of which embedder, and what was in use before
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import SettingsError, UsageError
from graph.private_files import make_folder, write_file

if TYPE_CHECKING:
    from evals.tuning.record import TuningRecord
    from ui.settings import Settings

TUNED_FOLDER = "tuned"
ORIGINAL = ""
"""The version that is not tuned: the embedder of the settings, and the graph that it is in."""

RECORD_FILE = "tuning.json"
CHECKPOINT_FILE = "checkpoint.safetensors"
USE_FILE = "use.json"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class EmbedderUse:
    """The versions that were used in place of the embedder of the settings, the current one last."""

    embedder: str
    versions: tuple[str, ...] = ()


class TunedModels:
    """The tuned embedders of the settings' data folder."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.data_dir / TUNED_FOLDER
        self.use_file = self._folder / USE_FILE
        self._embedder = settings.embedder.name

    def folder_of(self, version: str) -> Path:
        """Return where the embedder of that name lies or will lie; UsageError for a name that cannot be one."""
        return self._folder / check_name(version)

    def records(self) -> list[TuningRecord]:
        """Return the records of all finished trainings by name."""
        from evals.files import read_json
        from evals.tuning.record import TuningRecord

        return [read_json(file, TuningRecord) for file in sorted(self._folder.glob(f"*/{RECORD_FILE}"))]

    def find(self, version: str) -> TuningRecord:
        """Return the record of a tuned embedder; UsageError if there is none of that name."""
        from evals.files import read_json
        from evals.tuning.record import TuningRecord

        file = self.folder_of(version) / RECORD_FILE
        if not file.is_file():
            names = ", ".join(record.name for record in self.records()) or "none"
            raise UsageError(f"there is no tuned model {version!r}", f"there are: {names}; graphloop tune list")
        return read_json(file, TuningRecord)

    def find_usable(self, version: str) -> TuningRecord:
        """Return the record of a tuned embedder; UsageError if it was tuned from another one than the settings name."""
        record = self.find(version)
        if record.base != self._embedder:
            raise UsageError(
                f"the model {version!r} was tuned from the embedder {record.base}, not from {self._embedder}",
                f"graphloop config set embedder.name {record.base}, or tune another one",
            )
        return record

    def versions(self) -> Iterator[str]:
        """Yield the version that is not tuned, and every other one, finished or not."""
        yield ORIGINAL
        yield from (folder.name for folder in sorted(self._folder.glob("*/")) if _NAME.fullmatch(folder.name))

    def current(self) -> str:
        """Return the version in use; one that was tuned for another embedder of the settings is not."""
        return self._use().versions[-1] if self._use().versions else ORIGINAL

    def use(self, version: str) -> None:
        """Use a version from now on, in one step."""
        use = self._use()
        self._write(replace(use, versions=(*use.versions, version)))

    def previous(self) -> str:
        """Return the version before the current one; UsageError if none is in use."""
        versions = self._use().versions
        if not versions:
            raise UsageError("no tuned model is in use", "graphloop tune list shows them")
        return versions[-2] if len(versions) > 1 else ORIGINAL

    def roll_back(self) -> None:
        """Use the previous version from now on, in one step."""
        use = self._use()
        self._write(replace(use, versions=use.versions[:-1]))

    def refuse_used(self, version: str) -> None:
        """Raise UsageError if a version is in use or may be rolled back to."""
        if version in self._use().versions:
            raise UsageError(f"the tuned model {version!r} is in use, or was before", "graphloop tune rollback")

    def remove(self, version: str) -> None:
        """Delete the files of a tuned embedder."""
        self.refuse_used(version)
        shutil.rmtree(self.folder_of(version))

    def take_over(self, note: Path) -> None:
        """Use from now on what a note of `export_use` says, in one step; without one, the embedder of the settings."""
        if note.exists():
            make_folder(self._folder)
            note.replace(self.use_file)
        else:
            self.use_file.unlink(missing_ok=True)

    def keep_only(self, version: str, files: Collection[Path]) -> None:
        """Delete all tuned embedders but one, and of that one what is neither in `files` nor its graph."""
        for folder in self._folder.glob("*/"):
            if folder.name != version:
                shutil.rmtree(folder)
        if version == ORIGINAL:
            return
        for file in self.folder_of(version).rglob("*"):
            if file.is_file() and file not in files and not file.name.startswith("graph.db"):
                file.unlink()

    def export_use(self, work: Path) -> Iterator[tuple[str, Path]]:
        """Yield by name what a copy of the data folder needs to use the current version; notes are made in `work`."""
        current = self.current()
        if current == ORIGINAL:
            return
        note = work / USE_FILE
        write_file(note, _use_json(EmbedderUse(self._embedder, (current,))))
        yield f"{TUNED_FOLDER}/{USE_FILE}", note
        folder = self.folder_of(current)
        for file in sorted(folder.rglob("*")):
            if file.is_file() and not file.name.startswith(("graph.db", CHECKPOINT_FILE)):
                yield f"{TUNED_FOLDER}/{current}/{file.relative_to(folder).as_posix()}", file

    def _use(self) -> EmbedderUse:
        use = read_use(self.use_file)
        if use is None:
            return EmbedderUse(self._embedder)
        return use if use.embedder == self._embedder else EmbedderUse(self._embedder)

    def _write(self, use: EmbedderUse) -> None:
        write_use(self.use_file, use)


def check_name(version: str) -> str:
    """Return the name of a tuned model; UsageError if it cannot be one."""
    if not _NAME.fullmatch(version):
        raise UsageError(f"{version!r} cannot be the name of a tuned model", "use a-z, 0-9 and hyphens, as in v1")
    return version


def read_use(file: Path) -> EmbedderUse | None:
    """Read which versions were used; None if there is no such file, SettingsError if it is damaged."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        return EmbedderUse(str(found["embedder"]), tuple(str(name) for name in found["versions"]))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"{file} cannot be read: {error}", "delete it to use what is not tuned")


def write_use(file: Path, use: EmbedderUse) -> None:
    """Write which versions were used, in one step. Raises OSError."""
    make_folder(file.parent)
    part = file.with_name(f"{file.name}.part")
    write_file(part, _use_json(use))
    part.replace(file)


def _use_json(use: EmbedderUse) -> bytes:
    return json.dumps({"embedder": use.embedder, "versions": use.versions}).encode()
