"""Load test with concurrent users: latency, throughput and memory."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from rag.llm.map_concurrent import Progress, no_progress
from rag.types import Answer

MEMORY_POLL_SECONDS = 0.05
"""Seconds between two readings of the memory in use."""

MEGABYTE = 1e6


@dataclass(frozen=True, slots=True)
class LoadReport:
    """The results of a load test: latency percentiles in seconds, and throughput in answers per second.

    `peak` is the peak memory of the process in megabytes, of which `grown` was allocated after the first answer.
    """

    users: int
    seconds: float
    answers: int
    faults: int
    p50: float | None
    p95: float | None
    p99: float | None
    slowest: float | None
    throughput: float
    peak: float
    grown: float
    first_fault: str = ""


@dataclass(slots=True)
class _LoadLog:
    """The answer times and faults of all users in one load test."""

    times: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    over: threading.Event = field(default_factory=threading.Event)


def run_load(
    ask: Callable[[str], Answer],
    questions: Sequence[str],
    users: int,
    seconds: float,
    progress: Progress = no_progress,
) -> LoadReport:
    """Let users ask questions back to back for `seconds`; an answer begun in time is waited for and counted.

    Every user starts at another question. The first question is asked once beforehand, so that one-time loading is
    not measured.
    """
    import psutil

    if not questions or users < 1 or seconds <= 0:
        raise ValueError("a load test needs questions, users and a duration")
    ask(questions[0])
    process = psutil.Process()
    before = peak = process.memory_info().rss
    log, started = _LoadLog(), time.perf_counter()
    threads = [
        threading.Thread(
            target=_user, args=(ask, questions, user_index, started + seconds, log), name=f"user {user_index}"
        )
        for user_index in range(users)
    ]
    for thread in threads:
        thread.start()
    try:
        while any(thread.is_alive() for thread in threads):
            peak = max(peak, process.memory_info().rss)
            progress(min(int(time.perf_counter() - started), int(seconds)), int(seconds))
            time.sleep(MEMORY_POLL_SECONDS)
    finally:
        log.over.set()  # on an interrupt, users stop before the time is over
    return _load(users, time.perf_counter() - started, log, peak / MEGABYTE, (peak - before) / MEGABYTE)


def _user(ask: Callable[[str], Answer], questions: Sequence[str], first_turn: int, until: float, log: _LoadLog) -> None:
    turn = first_turn
    while time.perf_counter() < until and not log.over.is_set():
        began = time.perf_counter()
        fault = ""
        try:
            ask(questions[turn % len(questions)])
        except Exception as error:  # noqa: BLE001 the system may raise anything: every error is counted as a fault
            fault = f"{type(error).__name__}: {error}"
        took = time.perf_counter() - began
        with log.lock:
            (log.faults.append(fault) if fault else log.times.append(took))
        turn += 1


def _load(users: int, seconds: float, log: _LoadLog, peak: float, grown: float) -> LoadReport:
    times = np.array(log.times, np.float64)
    p50, p95, p99 = (float(value) for value in np.quantile(times, (0.5, 0.95, 0.99))) if len(times) else (None,) * 3
    return LoadReport(
        users=users,
        seconds=seconds,
        answers=len(times),
        faults=len(log.faults),
        p50=p50,
        p95=p95,
        p99=p99,
        slowest=float(times.max()) if len(times) else None,
        throughput=len(times) / seconds,
        peak=peak,
        grown=grown,
        first_fault=log.faults[0] if log.faults else "",
    )
