"""Ingest files into a workspace, with the limits of its settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.file_rules import FileRules
    from ingest.report import Event, Report
    from ui.workspace import Workspace


def ingest_files(
    space: Workspace,
    paths: Sequence[str | Path],
    prune: bool,
    progress: Callable[[Event], None] | None,
    rules: FileRules | None,
    confirmed: bool,
) -> Report:
    """Ingest files, folders and patterns, and clean up uploads that were replaced or pruned."""
    from ingest.file_rules import FileRules
    from ingest.pipeline import Choices, ingest
    from ingest.report import ignore_progress
    from ingest.types import Limits
    from ui.former_uploads import tidy_uploads

    own = space.settings.ingest
    limits = Limits(int(own.max_megabytes * 1e6), own.max_seconds, int(own.max_memory_megabytes * 1e6))
    choices = Choices(
        space.settings.collection,
        size=own.passage_size,
        limits=limits,
        prune=prune,
        confirmed=confirmed,
        rules=rules or FileRules(),
    )
    taken = ingest(
        paths, space.store, space.embedder, space.extractor, space.ledger, choices, progress or ignore_progress
    )
    return tidy_uploads(space, taken)
