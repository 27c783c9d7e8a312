"""The tuned rerankers of a data folder, and which one is in use.

rerankers/NAME/      a tuned reranker: its weights, record and card
rerankers/use.json   which is in use with which embedder, and what was in use before
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import UsageError
from ui.tuned_models import (
    ORIGINAL,
    RECORD_FILE,
    USE_FILE,
    EmbedderUse,
    TunedModels,
    check_name,
    read_use,
    write_use,
)

if TYPE_CHECKING:
    from evals.tuning.reranker_record import RerankerRecord
    from ui.settings import Settings

RERANKER_FOLDER = "rerankers"
WEIGHTS_FILE = "rerank.json"


class TunedRerankers:
    """The tuned rerankers of the settings' data folder; one is used only with the embedder that it was tuned with."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.data_dir / RERANKER_FOLDER
        self._use_file = self._folder / USE_FILE
        tuned = TunedModels(settings).current()
        self.embedder = f"{settings.embedder.name}, tuned as {tuned}" if tuned else settings.embedder.name

    def folder_of(self, name: str) -> Path:
        """Return where the reranker of that name lies or will lie; UsageError for a name that cannot be one."""
        return self._folder / check_name(name)

    def has(self, name: str) -> bool:
        """Return whether there is a finished reranker of that name."""
        return (self.folder_of(name) / RECORD_FILE).is_file()

    def records(self) -> list[RerankerRecord]:
        """Return the records of all finished trainings by name."""
        from evals.files import read_json
        from evals.tuning.reranker_record import RerankerRecord

        return [read_json(file, RerankerRecord) for file in sorted(self._folder.glob(f"*/{RECORD_FILE}"))]

    def find_usable(self, name: str) -> RerankerRecord:
        """Return the record of a reranker; UsageError if it was tuned with another embedder than that in use."""
        from evals.files import read_json
        from evals.tuning.reranker_record import RerankerRecord

        record = read_json(self.folder_of(name) / RECORD_FILE, RerankerRecord)
        if record.embedder != self.embedder:
            raise UsageError(
                f"the reranker {name!r} was tuned with the embedder {record.embedder}, and {self.embedder} is in use",
                "tune another one: graphloop tune reranker",
            )
        return record

    def current(self) -> str:
        """Return the reranker in use; one that was tuned with another embedder is not."""
        versions = self._use().versions
        return versions[-1] if versions else ORIGINAL

    def current_weights(self) -> Path | None:
        """Return the file of the weights in use; None for those that come with the program."""
        name = self.current()
        return self.folder_of(name) / WEIGHTS_FILE if name else None

    def use(self, name: str) -> None:
        """Use a reranker from now on, in one step; UsageError if it is in use already."""
        if self.current() == name:
            raise UsageError(f"the reranker {name!r} is in use already", "graphloop tune rollback --reranker goes back")
        use = self._use()
        write_use(self._use_file, replace(use, versions=(*use.versions, name)))

    def roll_back(self) -> str:
        """Use from now on, in one step, what was used before, and return its name; UsageError if none is in use."""
        use = self._use()
        if not use.versions:
            raise UsageError("no tuned reranker is in use", "graphloop tune list shows them")
        write_use(self._use_file, replace(use, versions=use.versions[:-1]))
        return self.current()

    def remove(self, name: str) -> None:
        """Delete a reranker; UsageError if it is in use or may be rolled back to, with whatever embedder."""
        use = read_use(self._use_file)
        if use is not None and name in use.versions:
            raise UsageError(f"the reranker {name!r} is in use, or was before", "graphloop tune rollback --reranker")
        shutil.rmtree(self.folder_of(name))

    def _use(self) -> EmbedderUse:
        use = read_use(self._use_file)
        return use if use is not None and use.embedder == self.embedder else EmbedderUse(self.embedder)
