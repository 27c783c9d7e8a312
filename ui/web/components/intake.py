"""Starts an ingest from the pages, in a thread that reports its progress."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
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
STOPPED_NOTE = "What was read stays. Read the same again to go on: no file is read twice."


@dataclass(frozen=True, slots=True)
class Pruning:
    """Whether the documents of files that are gone are removed too, and even those of most of a folder."""

    wanted: bool = False
    confirmed: bool = False


def start_ingest(
    space: Workspace,
    paths: Sequence[str | Path],
    confirmed: Collection[Path] = (),
    pruning: Pruning = Pruning(),
) -> None:
    """Start the ingest of files and folders that are allowed, or whose resolved path the user confirmed.

    Raises UsageError for any other, and while an ingest is running.
    """
    readable.check_paths(paths, space.settings.data_dir, known_sources(space), confirmed)

    def work(tell: ReportProgress) -> Report:
        from ingest.choices import Choices

        choices = Choices(prune=pruning.wanted, confirmed=pruning.confirmed)
        return space.ingest(paths, _Reading(tell).report, choices)

    jobs.start_job(job_key(space, INGEST_KIND), "Reading", work)


def read_again(space: Workspace, sources: Sequence[str]) -> None:
    """Start the ingest of files that the last one refused, and which it was allowed to read."""
    start_ingest(space, sources, confirmed=[Path(source).resolve() for source in sources])


def known_sources(space: Workspace) -> frozenset[str]:
    """Return the sources already ingested into this collection."""
    return frozenset(document.source for document in space.store.documents(space.where))


class _Reading:
    """Tells how far an ingest is: files, passages, the time left, and the file that was finished last."""

    def __init__(self, tell: ReportProgress) -> None:
        self._tell = tell
        self._last = ""

    def report(self, event: Event) -> None:
        from ingest.report import FileFinished, IngestAdvanced, IngestStarted

        if isinstance(event, IngestStarted):
            self._tell(0, event.files, "")
        elif isinstance(event, FileFinished):
            self._last = f"{Path(event.outcome.source).name} {event.outcome.state}"
        elif isinstance(event, IngestAdvanced):
            left = "" if event.seconds_left is None else f"about {format_duration(event.seconds_left)} left"
            now = f"now {Path(event.source).name}" if event.source else ""
            parts = (count_noun(event.passages, "passage"), left, now, self._last)
            self._tell(event.files_done, event.files, " · ".join(filter(None, parts)))
