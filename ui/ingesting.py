"""Ingest files into a workspace, with the limits of its settings, or look what that would do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.choices import Choices
    from ingest.preview import IngestPreview
    from ingest.report import Event, Report
    from ui.workspace import Workspace


def ingest_files(
    space: Workspace,
    paths: Sequence[str | Path],
    progress: Callable[[Event], None] | None,
    choices: Choices | None,
    keep_former: bool = False,
) -> Report:
    """Ingest files, folders and patterns, and clean up uploads that were pruned or, unless `keep_former`, replaced."""
    from graph.resolution.automatic import merge_automatically
    from graph.resolution.corrected import uncorrected
    from graph.resolution.store import unresolved
    from ingest.pipeline import Choices, ingest
    from ingest.report import ignore_progress
    from ingest.types import Limits
    from ui.asking import check_embedder
    from ui.former_uploads import tidy_uploads
    from ui.kept_graphs import remove_outdated

    check_embedder(space)
    own = space.settings.ingest
    limits = Limits(int(own.max_megabytes * 1e6), own.max_seconds, int(own.max_memory_megabytes * 1e6))
    own_choices = replace(
        choices or Choices(), collection=space.settings.collection, size=own.passage_size, limits=limits
    )
    taken = ingest(
        paths, space.store, space.embedder, space.extractor, space.ledger, own_choices, progress or ignore_progress
    )
    if lost := (*taken.pruned, *(outcome.source for outcome in taken.outcomes if outcome.state == "updated")):
        remove_outdated(space.settings, space.version, space.store, lost)
    report = taken if keep_former else tidy_uploads(space, taken)
    if own.merge:
        merge_automatically(uncorrected(unresolved(space.store)), space.where)
    return report


def preview_files(space: Workspace, paths: Sequence[str | Path], choices: Choices | None = None) -> IngestPreview:
    """Return what an ingest of files, folders and patterns would do; nothing is read into the graph or removed."""
    from ingest.choices import Choices
    from ingest.file_status import KnownFiles
    from ingest.prepare import entry_fingerprint, pipeline_fingerprint
    from ingest.preview import preview_ingest
    from ingest.store_index import StoreIndex
    from ui.asking import check_embedder

    check_embedder(space)
    collection = space.settings.collection
    pipeline = pipeline_fingerprint(space.embedder.name, space.extractor, space.settings.ingest.passage_size)
    known = KnownFiles(
        space.ledger.entries(collection), StoreIndex.read(space.store, collection), entry_fingerprint(pipeline)
    )
    return preview_ingest(paths, known, space.ledger.copies(collection), (choices or Choices()).rules)
