"""Progress of long work on standard error: a bar with rate and time left where somebody watches, else nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from ui.terminal import console

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Bar:
    """One bar; `unit` is what its rate counts."""

    def __init__(self, progress: Progress, task: TaskID, unit: str) -> None:
        self._progress = progress
        self._task = task
        self._unit = unit

    def advance(self, done: int, total: int, rate: float | None = None, left: float | None = None) -> None:
        """Show how much is done of how much, at `rate` units a second with `left` seconds to go.

        Without a rate, it and the time left are told from the bar's own pace.
        """
        task = self._progress.tasks[self._task]
        if rate is None and done and task.elapsed:
            rate = done / task.elapsed
            left = (total - done) / rate
        told = f"{rate:.1f} {self._unit}/s" if rate else ""
        if left is not None:
            told += f" · {timedelta(seconds=round(left))} left"
        self._progress.update(self._task, completed=done, total=total, told=told)


@contextmanager
def bar(what: str, unit: str) -> Iterator[Bar]:
    """A bar that is gone when the work is done."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    stream = console(err=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    told = TextColumn("{task.fields[told]}", markup=False)
    with Progress(*columns, told, console=stream, transient=True, disable=not stream.is_terminal) as progress:
        yield Bar(progress, progress.add_task(what, total=None, told=""), unit)
