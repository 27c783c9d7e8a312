"""A profile under load counts every answer and fault, and looks at the memory."""

from __future__ import annotations

import threading
import time

import pytest

from evals.robustness.load import run_load
from rag.types import Answer


def test_users_ask_at_once() -> None:
    inside, most, asked = 0, 0, []
    lock = threading.Lock()

    def ask(question: str) -> Answer:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
            asked.append(question)
        time.sleep(0.02)
        with lock:
            inside -= 1
        if question == "b" and len(asked) > 1:
            raise ValueError("no")
        return Answer("yes")

    found = run_load(ask, ["a", "b", "c"], users=3, seconds=0.4)
    assert most == 3
    assert found.users == 3
    assert found.faults > 0
    assert found.first_fault == "ValueError: no"
    assert found.answers + found.faults == len(asked) - 1, "the first question is asked once before"
    assert found.p50 is not None
    assert found.slowest is not None
    assert 0.02 <= found.p50 <= (found.p95 or 0) <= (found.p99 or 0) <= found.slowest
    assert found.throughput == pytest.approx(found.answers / found.seconds)


def test_memory_that_is_held_is_seen() -> None:
    held: list[bytearray] = []

    def ask(question: str) -> Answer:
        if threading.current_thread() is not threading.main_thread() and len(held) < 1:
            held.append(bytearray(b"x" * 80_000_000))
        time.sleep(0.1)
        return Answer("yes")

    found = run_load(ask, ["a"], users=1, seconds=0.3)
    assert found.grown >= 60
    assert found.peak >= found.grown


def test_an_interrupt_ends_the_load() -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    def ask(question: str) -> Answer:
        time.sleep(0.01)
        return Answer("yes")

    with pytest.raises(KeyboardInterrupt):
        run_load(ask, ["a"], users=2, seconds=60, progress=stop)
    users = [thread for thread in threading.enumerate() if thread.name.startswith("user ")]
    for thread in users:
        thread.join(5)
    assert not any(thread.is_alive() for thread in users)


def test_a_load_needs_questions_users_and_time() -> None:
    for questions, users, seconds in (([], 1, 1.0), (["a"], 0, 1.0), (["a"], 1, 0.0)):
        with pytest.raises(ValueError):
            run_load(lambda question: Answer(""), questions, users, seconds)
