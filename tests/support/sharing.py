"""Several processes share the tests: each takes the files nearest to its own place in their order."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Protocol, TypeVar
from urllib.parse import quote

import pytest


class _InFile(Protocol):
    @property
    def path(self) -> Path: ...


Item = TypeVar("Item", bound=_InFile)


def add_options(parser: pytest.Parser) -> None:
    """The number of processes."""
    parser.addoption("--processes", type=int, default=1, metavar="N", help="fork into N processes that share the files")


def run_shared(session: pytest.Session, processes: int, begin: Callable[[], None]) -> None:
    """Fork, and run in every process what it takes, as pytest's own loop runs everything; a fork calls `begin` first.

    Most of the time of the tests is spent on programs that they start and wait for. What is imported to collect them
    is imported once. The first process waits for the others, and has failed when one of them has.
    """
    folder = Path(tempfile.mkdtemp(prefix="shared-"))
    gc.collect()
    gc.freeze()
    first, forks, place = os.getpid(), list[int](), 0.0
    for number in range(1, processes):
        fork = os.fork()
        if fork == 0:
            begin()
            forks, place = [], number / (processes - 1)
            break
        forks.append(fork)
    try:
        _run_taken(session, take_files(session.items, folder, place), first)
    finally:
        codes = [os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1]) for fork in forks]
        if os.getpid() == first:
            shutil.rmtree(folder)
    session.testsfailed += sum(code != 0 for code in codes)


def _run_taken(session: pytest.Session, taken: Iterator[pytest.Item], first: int) -> None:
    item = next(taken, None)
    while item:
        # The file after this one is taken when its last test begins, which tears down by what follows.
        following = next(taken, None)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        if session.shouldstop or first not in (os.getpid(), os.getppid()):
            raise session.Interrupted(session.shouldstop or "the first process has ended")
        item = following


def take_files(items: Sequence[Item], folder: Path, place: float) -> Iterator[Item]:
    """The tests of each file that no other process has taken; a file is taken when its first test is asked for."""
    files = [(path, list(tests)) for path, tests in groupby(items, lambda item: item.path)]
    own = place * (len(files) - 1)
    for _, (path, tests) in sorted(enumerate(files), key=lambda numbered: abs(numbered[0] - own)):
        try:
            (folder / quote(str(path), safe="")).touch(exist_ok=False)
        except FileExistsError:
            continue
        yield from tests
