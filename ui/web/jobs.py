"""Background jobs in threads of the process: pages poll their progress and result, also after a reload."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from graph.errors import GraphloopError, UsageError

JobKey = tuple[str, str, str]
"""The data folder, with the reader where there are some, the collection, and the kind of job."""

JobState = Literal["running", "done", "failed", "stopped"]
ReportProgress = Callable[[int, int, str], None]
"""Progress callback: done, total (0: not known yet), and a short note. Raises JobStopped."""


class JobStopped(Exception):
    """The job shall end, with what it has done so far."""


@dataclass(frozen=True, slots=True)
class Job:
    """The state of a job; `result` is set when it is done, `fault` when it failed.

    `stopping` means that it was asked to stop, which it does at its next step.
    """

    label: str
    state: JobState = "running"
    stopping: bool = False
    done: int = 0
    total: int = 0
    note: str = ""
    result: object = None
    fault: GraphloopError | None = None


_lock = threading.Lock()
_jobs: dict[JobKey, Job] = {}


def start_job(key: JobKey, label: str, work: Callable[[ReportProgress], object]) -> None:
    """Start a job in a thread; UsageError while another job with this key is running."""
    with _lock:
        if (there := _jobs.get(key)) is not None and there.state == "running":
            raise UsageError(f"{there.label} is still in progress", "wait until it is done")
        _jobs[key] = Job(label)
    threading.Thread(target=_do, args=(key, work), name=label, daemon=True).start()


def find_job(key: JobKey) -> Job | None:
    """Return the current state of the job with this key; None if there is none."""
    with _lock:
        return _jobs.get(key)


def stop_job(key: JobKey) -> None:
    """Ask a running job to stop; what it has done so far stays."""
    with _lock:
        if key in _jobs and _jobs[key].state == "running":
            _jobs[key] = replace(_jobs[key], stopping=True)


def dismiss_job(key: JobKey) -> None:
    """Remove a finished job."""
    with _lock:
        if key in _jobs and _jobs[key].state != "running":
            del _jobs[key]


def _do(key: JobKey, work: Callable[[ReportProgress], object]) -> None:
    def tell(done: int, total: int, note: str) -> None:
        with _lock:
            _jobs[key] = replace(_jobs[key], done=done, total=total, note=note)
            if _jobs[key].stopping:
                raise JobStopped

    end: Job
    try:
        end = replace(_now(key), state="done", result=work(tell))
    except JobStopped:
        end = replace(_now(key), state="stopped")
    except GraphloopError as error:
        end = replace(_now(key), state="failed", fault=error)
    except Exception as error:  # noqa: BLE001 - any failure is shown on the page that waits for the job
        fault = GraphloopError(
            f"unexpected {type(error).__name__}: {error}", "try again; if it happens again, please report it"
        )
        end = replace(_now(key), state="failed", fault=fault)
    with _lock:
        _jobs[key] = end


def _now(key: JobKey) -> Job:
    with _lock:
        return _jobs[key]
