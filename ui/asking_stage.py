"""What is being done for a question before its answer is written, for whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

AskingStage = Literal["loading", "searching", "reading"]
"""Models are loaded, passages are searched for, passages are read."""

_watcher: ContextVar[Callable[[AskingStage], None] | None] = ContextVar("stage watcher", default=None)


def report_stage(stage: AskingStage) -> None:
    """Tell whoever watches this context that a stage has begun."""
    if (watch := _watcher.get()) is not None:
        watch(stage)


@contextmanager
def watch_stages(watch: Callable[[AskingStage], None]) -> Iterator[None]:
    """Call `watch` with each stage that begins inside."""
    before = _watcher.set(watch)
    try:
        yield
    finally:
        _watcher.reset(before)
