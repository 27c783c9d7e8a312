"""What a user chooses for one ingest run."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.file_rules import FileRules
from ingest.labels import Labels
from ingest.split import PASSAGE_CHARS
from ingest.types import Limits


@dataclass(frozen=True, slots=True)
class Choices:
    """User options; `size` is the passage size in characters; `labels` are set on every document.

    `prune` removes the documents of files that are gone, `confirmed` even if that is most of a folder.
    """

    collection: str = "default"
    labels: Labels = Labels()
    size: int = PASSAGE_CHARS
    limits: Limits = Limits()
    prune: bool = False
    confirmed: bool = False
    rules: FileRules = FileRules()
