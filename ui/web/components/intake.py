"""Starts an ingest from the pages, in a thread that reports its progress."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ui.cli.ingest import duration
from ui.web import jobs, readable
from ui.web.components.waiting import key_of
from ui.web.jobs import Tell
from ui.workspace import Workspace

if TYPE_CHECKING:
    from ingest.report import Event, Report

KIND = "ingest"


def take(space: Workspace, paths: Sequence[str | Path], confirmed: Collection[Path] = ()) -> None:
    """Start the ingest of files and folders that are allowed, or whose resolved path the user confirmed.

    Raises UsageError for any other, and while an ingest is running.
    """
    readable.check(paths, space.settings.data_dir, sources(space), confirmed)

    def work(tell: Tell) -> Report:
        return space.ingest(paths, progress=lambda event: _heard(event, tell))

    jobs.begin(key_of(space, KIND), "Reading", work)


def sources(space: Workspace) -> frozenset[str]:
    """Return the sources already ingested into this collection."""
    return frozenset(document.source for document in space.store.documents(space.where))


def _heard(event: Event, tell: Tell) -> None:
    from ingest.report import Advanced, Started

    if isinstance(event, Started):
        tell(0, event.files, "")
    elif isinstance(event, Advanced):
        left = "" if event.seconds_left is None else f"about {duration(event.seconds_left)} left"
        tell(event.files_done, event.files, f"{event.passages} passages {left}".strip())
