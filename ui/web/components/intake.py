"""Starts an ingest from the pages, in a thread that reports its progress."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from graph.text.counting import count_noun
from ui.cli.ingest import format_duration
from ui.web import jobs, readable
from ui.web.components.waiting import job_key
from ui.web.jobs import ReportProgress
from ui.workspace import Workspace

if TYPE_CHECKING:
    from ingest.report import Event, Report

INGEST_KIND = "ingest"


def start_ingest(space: Workspace, paths: Sequence[str | Path], confirmed: Collection[Path] = ()) -> None:
    """Start the ingest of files and folders that are allowed, or whose resolved path the user confirmed.

    Raises UsageError for any other, and while an ingest is running.
    """
    readable.check_paths(paths, space.settings.data_dir, known_sources(space), confirmed)

    def work(tell: ReportProgress) -> Report:
        return space.ingest(paths, progress=lambda event: _report_event(event, tell))

    jobs.start_job(job_key(space, INGEST_KIND), "Reading", work)


def known_sources(space: Workspace) -> frozenset[str]:
    """Return the sources already ingested into this collection."""
    return frozenset(document.source for document in space.store.documents(space.where))


def _report_event(event: Event, tell: ReportProgress) -> None:
    from ingest.report import IngestAdvanced, IngestStarted

    if isinstance(event, IngestStarted):
        tell(0, event.files, "")
    elif isinstance(event, IngestAdvanced):
        remaining = "" if event.seconds_left is None else f"about {format_duration(event.seconds_left)} left"
        tell(event.files_done, event.files, f"{count_noun(event.passages, 'passage')} {remaining}".strip())
