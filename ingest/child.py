"""Starts the processes that meet untrusted files: a session and an environment of their own, with nothing in it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path


def start(module: str) -> subprocess.Popen[bytes]:
    """A process that runs a module of ours, spoken to by its standard input and output; its complaints go nowhere."""
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={
            "PYTHONPATH": os.pathsep.join(_import_path()),
            "PYTHONUTF8": "1",
            # Each thread of a numerical library takes address space, which is limited.
            "OPENBLAS_NUM_THREADS": "1",
        },
        cwd="/",
        start_new_session=True,
    )


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process and wait for it, so that nothing of it is left."""
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def _import_path() -> Iterator[str]:
    """Our own code first; never the current folder, which may hold modules of somebody else."""
    yield str(Path(__file__).resolve().parents[1])
    yield from (place for place in sys.path if place)
