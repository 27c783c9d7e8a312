"""Runs `graphloop` as a user does: a process and a home of its own, no settings but those given."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.warm import run_warm

PROGRAM = str(Path(sys.executable).parent / "graphloop")
WITHOUT_TORCH = str(Path(__file__).parent / "without_torch")
"""On the path of a program that is started anew, spaCy is imported in a third of the time."""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """What it wrote as JSON."""
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Home:
    """A folder to run commands in, with the data folder that they use."""

    folder: Path
    data: Path

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """What a command sees of the environment."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
        own = {
            "HOME": str(self.folder),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "XDG_DATA_HOME": str(self.folder / "data-home"),
            "GRAPHLOOP_DATA_DIR": str(self.data),
            "HF_HUB_OFFLINE": "1",
            "PYTHONPATH": WITHOUT_TORCH,
        }
        return kept | own | dict(more or {})

    def run(self, *arguments: str | Path, given: str = "", more: Mapping[str, str] | None = None) -> Ran:
        """Run `graphloop` with arguments and something on its standard input."""
        command, environment = [*map(str, arguments)], self.environment(more)
        # What Python and libraries read when they start is nothing to a process that has started.
        if all(name.startswith("GRAPHLOOP_") for name in more or ()):
            return Ran(*run_warm(command, given, self.folder, environment, timeout=240))
        ran = subprocess.run(
            [PROGRAM, *command],
            input=given,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=self.folder,
            env=environment,
            timeout=240,
        )
        return Ran(ran.returncode, ran.stdout, ran.stderr)


def home(folder: Path, cache: Path) -> Home:
    """A home with an empty data folder that shares the assembled embedder."""
    data = folder / "kept"
    folder.mkdir(parents=True, exist_ok=True)
    data.mkdir(mode=0o700)
    cache.mkdir(parents=True, exist_ok=True)
    (data / "cache").symlink_to(cache, target_is_directory=True)
    return Home(folder, data)


def is_one_fault(ran: Ran, code: int, *words: str) -> None:
    """Assert that a command failed as it should: its code, one line with these words, a hint, no traceback."""
    lines = ran.err.splitlines()
    assert ran.code == code, ran
    assert [line for line in lines if line.startswith("error: ")] == lines[:1], ran.err
    assert len(lines) == 2, ran.err
    assert lines[1].startswith("  hint: "), ran.err
    assert "Traceback" not in ran.out + ran.err
    assert all(word in ran.err for word in words), ran.err
