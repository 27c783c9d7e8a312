"""The outcome of each file, and the progress events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from graph.errors import Reason

State = Literal["indexed", "updated", "unchanged", "refused", "copy", "moved"]
"""`copy` is a file with the content of another one, which is stored once; `moved` one that was elsewhere before."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one file; `reason`, `message` and `hint` are set if it was refused.

    `documents` and `passages` count what was written, `removed` the documents of records that are gone from it.
    """

    source: str
    state: State
    documents: int = 0
    passages: int = 0
    removed: int = 0
    reason: Reason | None = None
    message: str = ""
    hint: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """So many files, or folders with all they hold, of one kind that were not read."""

    kind: str
    count: int
    folders: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """One ingest run: an outcome per file, and the sources of pruned documents.

    `left_out` counts what is not read by kind; `kept` are sources that are stored, though today's rules leave them out.
    """

    outcomes: tuple[Outcome, ...]
    pruned: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    kept: tuple[str, ...] = ()
    documents: int = 0
    passages: int = 0
    seconds: float = 0.0

    @property
    def counts(self) -> dict[State, int]:
        """How many files ended in each state."""
        return dict(Counter(outcome.state for outcome in self.outcomes))

    @property
    def exit_code(self) -> int:
        """3 when a file was refused, else 0."""
        return 3 if any(outcome.state == "refused" for outcome in self.outcomes) else 0


@dataclass(frozen=True, slots=True)
class IngestStarted:
    """The files have been found; `size` is their total in bytes."""

    files: int
    size: int


@dataclass(frozen=True, slots=True)
class TimeForecast:
    """The work will take more than a minute: `seconds` from now, at the rate of the first files."""

    seconds: float


@dataclass(frozen=True, slots=True)
class IngestAdvanced:
    """Progress so far; `seconds_left` is None until there is a rate to estimate it from.

    `source` is the file that was read last, whose passages are waiting to be embedded; empty if there is none.
    """

    files_done: int
    files: int
    passages: int
    passages_per_second: float
    seconds_left: float | None
    source: str = ""


@dataclass(frozen=True, slots=True)
class FileFinished:
    """One file is done."""

    outcome: Outcome


Event = IngestStarted | TimeForecast | IngestAdvanced | FileFinished
Progress = Callable[[Event], None]


def ignore_progress(event: Event) -> None:
    """Ignore progress events."""
