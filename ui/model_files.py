"""The model files of a data folder: `models/NAME.gguf`, each with a note of its digest and source."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from graph.errors import UsageError
from graph.private_files import write_file
from rag.llm.local import SUFFIX, list_model_files

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True)
class ModelFile:
    """An installed model; `sha256` and `source` are empty for a file that was put there by hand."""

    name: str
    path: Path
    size: int
    sha256: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class FileNote:
    """What is noted beside a model's file when it is pulled."""

    sha256: str
    source: str


class ModelFolder:
    """The models of a data folder."""

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / "models"

    def file_of(self, name: str) -> Path:
        """Return where the model of that name lies or will lie; UsageError for a name that cannot be one."""
        name = name.removesuffix(SUFFIX)
        if not _NAME.fullmatch(name):
            raise UsageError(f"{name!r} cannot be the name of a model", "use letters, digits, dots and hyphens")
        return self.path / (name + SUFFIX)

    def installed(self) -> list[ModelFile]:
        """Return the installed models in alphabetical order."""
        return [self._describe(path) for path in list_model_files(self.path)]

    def find(self, name: str) -> ModelFile:
        """Return the installed model of that name; UsageError if there is none."""
        path = self.file_of(name)
        if not path.is_file():
            names = ", ".join(model.name for model in self.installed()) or "none"
            raise UsageError(f"the model {name} is not installed", f"installed: {names}; graphloop model pull {name}")
        return self._describe(path)

    def note(self, path: Path, note: FileNote) -> None:
        """Note the digest and the source of a file."""
        write_file(path.with_suffix(".json"), json.dumps(asdict(note)).encode())

    def remove(self, name: str) -> ModelFile:
        """Delete an installed model."""
        model = self.find(name)
        model.path.unlink()
        model.path.with_suffix(".json").unlink(missing_ok=True)
        return model

    def _describe(self, path: Path) -> ModelFile:
        note = FileNote("", "")
        with suppress(OSError, ValueError, TypeError):  # put there by hand, or a damaged note: the file is what counts
            note = FileNote(**json.loads(path.with_suffix(".json").read_text(encoding="utf-8")))
        return ModelFile(path.stem, path, path.stat().st_size, note.sha256, note.source)
