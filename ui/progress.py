"""A progress bar on standard error with rate and time left; nothing if that is not a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from ui.terminal import console

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from rag.llm.map_concurrent import Progress as Advance

Watch = Callable[[str, str], "Advance"]
"""Called with what begins and its unit; returns what is to be told of its progress."""


class ProgressBar:
    """One progress bar; its rate is in `unit` per second."""

    def __init__(self, progress: Progress, task: TaskID, unit: str) -> None:
        self._progress = progress
        self._task = task
        self._unit = unit

    def advance(self, done: int, total: int, rate: float | None = None, seconds_left: float | None = None) -> None:
        """Show progress, at `rate` units a second with `seconds_left` to go.

        Without a rate, both are estimated from the progress so far.
        """
        task = self._progress.tasks[self._task]
        if rate is None and done and task.elapsed:
            rate = done / task.elapsed
            seconds_left = (total - done) / rate
        speed = f"{rate:.1f} {self._unit}/s" if rate else ""
        if seconds_left is not None:
            speed += f" · {timedelta(seconds=round(seconds_left))} left"
        self._progress.update(self._task, completed=done, total=total, speed=speed)


@contextmanager
def show_progress(what: str, unit: str) -> Iterator[ProgressBar]:
    """Show a bar that disappears when the work is done."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    stream = console(err=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    speed = TextColumn("{task.fields[speed]}", markup=False)
    with Progress(*columns, speed, console=stream, transient=True, disable=not stream.is_terminal) as progress:
        yield ProgressBar(progress, progress.add_task(what, total=None, speed=""), unit)


@contextmanager
def show_steps() -> Iterator[Watch]:
    """Show a bar for each part of the work, one after another."""
    with ExitStack() as shown:

        def watch(what: str, unit: str) -> Advance:
            shown.close()
            return shown.enter_context(show_progress(what, unit)).advance

        yield watch
