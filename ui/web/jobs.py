"""Long work in threads of the process: pages look at how far it is and find what came of it, after a reload too."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from graph.errors import GraphloopError, UsageError

Key = tuple[str, str, str]
"""The data folder, the collection, and the kind of work."""

State = Literal["running", "done", "failed"]
Tell = Callable[[int, int, str], None]
"""Takes how many are done, out of how many (0: not known yet), and a word on the rest."""


@dataclass(frozen=True, slots=True)
class Job:
    """How far some work is; `result` is set when it is done, `fault` when it failed."""

    label: str
    state: State = "running"
    done: int = 0
    total: int = 0
    note: str = ""
    result: object = None
    fault: GraphloopError | None = None


_lock = threading.Lock()
_jobs: dict[Key, Job] = {}


def begin(key: Key, label: str, work: Callable[[Tell], object]) -> None:
    """Do work in a thread; UsageError while other work of this key is under way."""
    with _lock:
        if (there := _jobs.get(key)) is not None and there.state == "running":
            raise UsageError(f"{there.label} is still under way", "wait until it is done")
        _jobs[key] = Job(label)
    threading.Thread(target=_do, args=(key, work), name=label, daemon=True).start()


def find(key: Key) -> Job | None:
    """The work of this key as it stands; None when there is none."""
    with _lock:
        return _jobs.get(key)


def dismiss(key: Key) -> None:
    """Forget work that is over."""
    with _lock:
        if key in _jobs and _jobs[key].state != "running":
            del _jobs[key]


def _do(key: Key, work: Callable[[Tell], object]) -> None:
    def tell(done: int, total: int, note: str) -> None:
        with _lock:
            _jobs[key] = replace(_jobs[key], done=done, total=total, note=note)

    end: Job
    try:
        end = replace(_now(key), state="done", result=work(tell))
    except GraphloopError as error:
        end = replace(_now(key), state="failed", fault=error)
    except Exception as error:  # noqa: BLE001 - whatever broke is told on the page that waits for the work
        fault = GraphloopError(f"unexpected {type(error).__name__}: {error}", "try again; if it stays, report it")
        end = replace(_now(key), state="failed", fault=fault)
    with _lock:
        _jobs[key] = end


def _now(key: Key) -> Job:
    with _lock:
        return _jobs[key]
