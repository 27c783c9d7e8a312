"""Start the processes that parse untrusted files, in a session of their own with a minimal environment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path


def start_module(module: str) -> subprocess.Popen[bytes]:
    """Start one of our modules in a process, reached through its standard input and output; stderr is discarded."""
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
            "MALLOC_ARENA_MAX": "2",
        },
        cwd="/",
        start_new_session=True,
    )


def stop_process(process: subprocess.Popen[bytes]) -> None:
    """Kill a process, wait for it and close its pipes."""
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def _import_path() -> Iterator[str]:
    """Yield our own code first; never the current folder, which may hold other people's modules."""
    yield str(Path(__file__).resolve().parents[1])
    yield from (place for place in sys.path if place)
