"""The tuned language models of a data folder, and which one is in use.

language_models/NAME/      a tuned language model: adapter, whole model, GGUF file, record and card
language_models/use.json   the settings that were in force before each one that was put to use
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import UsageError
from ui.tuned_models import ORIGINAL, RECORD_FILE, USE_FILE, check_name

if TYPE_CHECKING:
    from evals.tuning.model_record import ModelRecord
    from ui.settings import Settings

LANGUAGE_MODEL_FOLDER = "language_models"


@dataclass(frozen=True, slots=True)
class EarlierModel:
    """The language model that the settings named before a tuned one."""

    provider: str
    base_url: str
    model: str

    def changes(self) -> Mapping[str, str | None]:
        """Return what to write to the settings to use it again; what is empty is removed."""
        named = bool(self.model)
        return {
            "llm.provider": self.provider if named else None,
            "llm.base_url": self.base_url or None,
            "llm.model": self.model or None,
        }


@dataclass(frozen=True, slots=True)
class EarlierModels:
    """What was used before each tuned model that was put to use, the latest last."""

    models: tuple[EarlierModel, ...] = ()


class TunedLanguageModels:
    """The tuned language models of the settings' data folder."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.data_dir / LANGUAGE_MODEL_FOLDER
        self._use_file = self._folder / USE_FILE
        self._llm = settings.llm

    def folder_of(self, name: str) -> Path:
        """Return where the model of that name lies or will lie; UsageError for a name that cannot be one."""
        return self._folder / check_name(name)

    def has(self, name: str) -> bool:
        """Return whether there is a finished model of that name."""
        return (self.folder_of(name) / RECORD_FILE).is_file()

    def records(self) -> list[ModelRecord]:
        """Return the records of all finished trainings by name."""
        from evals.files import read_json
        from evals.tuning.model_record import ModelRecord

        return [read_json(file, ModelRecord) for file in sorted(self._folder.glob(f"*/{RECORD_FILE}"))]

    def find_usable(self, name: str) -> ModelRecord:
        """Return the record of a model; UsageError if the built-in engine cannot run it."""
        from evals.files import read_json
        from evals.tuning.model_record import ModelRecord

        record = read_json(self.folder_of(name) / RECORD_FILE, ModelRecord)
        if record.verdict.passed and not record.file:
            raise UsageError(
                f"{name} is a folder of transformers, which the built-in engine cannot run",
                f"serve {self.folder_of(name) / 'model'} by a model server, then graphloop config set llm.base_url URL",
            )
        return record

    def file_of(self, record: ModelRecord) -> Path:
        """Return the GGUF file of a model."""
        return self.folder_of(record.name) / record.file

    def current(self) -> str:
        """Return the tuned model that the settings name; none if another one was chosen since."""
        for record in self.records():
            if record.file and self._llm.model == str(self.file_of(record)):
                return record.name
        return ORIGINAL

    def note_use(self) -> None:
        """Note the model that the settings name, so that it can be used again."""
        from evals.files import write_json

        earlier = EarlierModel(self._llm.provider, self._llm.base_url, self._llm.model)
        write_json(self._use_file, EarlierModels((*self._earlier(), earlier)))

    def roll_back(self) -> EarlierModel:
        """Return what was used before the tuned model, and forget it; UsageError if none is in use."""
        from evals.files import write_json

        earlier = self._earlier()
        if not self.current() or not earlier:
            raise UsageError("no tuned language model is in use", "graphloop tune list shows them")
        write_json(self._use_file, EarlierModels(earlier[:-1]))
        return earlier[-1]

    def remove(self, name: str) -> None:
        """Delete a model; UsageError if it is in use or may be rolled back to."""
        folder = self.folder_of(name)
        used = [self._llm.model, *(earlier.model for earlier in self._earlier())]
        if any(Path(model).is_relative_to(folder) for model in used if model):
            raise UsageError(f"the model {name!r} is in use, or was before", "graphloop tune rollback --model")
        shutil.rmtree(folder)

    def _earlier(self) -> tuple[EarlierModel, ...]:
        from evals.files import read_json

        return read_json(self._use_file, EarlierModels).models if self._use_file.is_file() else ()
