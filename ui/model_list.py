"""What `graphloop model list` shows: the installed models, then the rest of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

import psutil

from ui.model_catalogue import catalogue, needed_memory
from ui.model_files import ModelFolder
from ui.settings import Settings


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model for display; sizes in gigabytes, about for those that are not installed."""

    name: str
    state: str
    parameters: str
    gigabytes: float
    memory: float
    fits: bool
    licence: str
    sha256: str


def list_model_rows(settings: Settings) -> list[ModelRow]:
    """Return the installed models with the one in use, then those of the catalogue that are not installed."""
    available = psutil.virtual_memory().total / 1e9
    known = {model.name: model for model in catalogue()}
    rows: list[ModelRow] = []
    for file in ModelFolder(settings.data_dir).installed():
        entry = known.pop(file.name, None)
        used = settings.llm.provider == "local" and settings.llm.model == str(file.path)
        memory = needed_memory(file.size / 1e9)
        about = (entry.parameters, entry.licence) if entry else ("", "")
        state = "in use" if used else "installed"
        rows.append(
            ModelRow(file.name, state, about[0], file.size / 1e9, memory, memory <= available, about[1], file.sha256)
        )
    rows += [
        ModelRow(
            model.name,
            "to pull",
            model.parameters,
            model.gigabytes,
            model.memory,
            model.memory <= available,
            model.licence,
            model.sha256,
        )
        for model in known.values()
    ]
    return rows
