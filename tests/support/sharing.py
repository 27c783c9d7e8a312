"""Several runs of the same tests share them: each takes the files nearest to its own place in their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    """The folder in which the runs mark what they have taken."""
    parser.addoption("--share", type=Path, metavar="FOLDER", help="run only files that no run with this folder took")
    parser.addoption("--place", type=float, default=0.0, help="from 0, the first file, to 1, the last")


def run_shared(session: pytest.Session, folder: Path) -> None:
    """Run what is taken, as pytest's own loop runs everything."""
    taken = take_files(session.items, folder, session.config.getoption("--place"))
    item = next(taken, None)
    while item:
        # The file after this one is taken when its last test begins, which tears down by what follows.
        following = next(taken, None)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        if session.shouldstop:
            raise session.Interrupted(session.shouldstop)
        item = following


def take_files(items: Sequence[Item], folder: Path, place: float) -> Iterator[Item]:
    """The tests of each file that no other run has taken; a file is taken when its first test is asked for."""
    files = [(path, list(tests)) for path, tests in groupby(items, lambda item: item.path)]
    own = place * (len(files) - 1)
    for _, (path, tests) in sorted(enumerate(files), key=lambda numbered: abs(numbered[0] - own)):
        try:
            (folder / quote(str(path), safe="")).touch(exist_ok=False)
        except FileExistsError:
            continue
        yield from tests
