"""A process that has the program imported and forks for every command, which saves each of them the start of Python.

A command run so is a process of its own, with its own arguments, folder, environment and streams; only what importing
does is done before. Tests of how the program starts run it themselves.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import io
import json
import os
import pkgutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).parents[2]
LIBRARIES = ("numpy", "scipy.sparse", "scipy.stats", "tokenizers", "rapidfuzz.distance", "lxml.etree")
"""Not onnxruntime, which starts a thread when it is imported."""
PAGE_LIBRARIES = ("pandas", "pyarrow", "altair", "streamlit", "streamlit.starlette", "uvicorn")
NUMBER = struct.Struct("q")
"""A process id, then an exit code."""
PACKAGES = ("graph", "rag", "ingest", "evals", "ui")
COLD = ("rag.langchain", "evals.ragas", "evals.pytest", "ui.web", "ui.samples", "ingest.langchain", "ingest.worker")
"""What only some commands import, or cannot be imported everywhere."""


def run_warm(
    arguments: Sequence[str], given: str, folder: Path, environment: Mapping[str, str], timeout: float
) -> tuple[int, str, str]:
    """Run `graphloop` and return its exit code, standard output and standard error; TimeoutExpired as `subprocess`."""
    with tempfile.TemporaryDirectory(prefix="warm-") as place:
        streams = [Path(place, name) for name in ("in", "out", "err")]
        streams[0].write_text(given, encoding="utf-8")
        with closing(_start(_address(), arguments, folder, environment, streams)) as forked:
            code = forked.wait(timeout)
        return code, streams[1].read_text(encoding="utf-8"), streams[2].read_text(encoding="utf-8")


def start_pages(arguments: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path) -> Forked:
    """Start `graphloop` where the libraries of its pages are imported already; it writes to `log`."""
    return _start(_address("pages"), arguments, folder, environment, [Path(os.devnull), log, log])


@dataclass
class Forked:
    """A command that runs as a fork: as much of `subprocess.Popen` as is asked of it."""

    pid: int
    replies: socket.socket
    returncode: int | None = None

    def poll(self) -> int | None:
        """Return its exit code; None while it runs."""
        with suppress(subprocess.TimeoutExpired):
            self.wait(0.001)
        return self.returncode

    def wait(self, timeout: float) -> int:
        """Wait for its exit code: a negative one is the signal that ended it; TimeoutExpired as `subprocess`."""
        if self.returncode is None:
            self.replies.settimeout(timeout)
            try:
                self.returncode = _receive_number(self.replies)
            except TimeoutError:
                raise subprocess.TimeoutExpired(["graphloop"], timeout)
            self.close()
        return self.returncode

    def terminate(self) -> None:
        """Ask it to end, unless it has."""
        if self.returncode is None:
            os.kill(self.pid, signal.SIGTERM)

    def kill(self) -> None:
        """End it, unless it has ended."""
        if self.returncode is None:
            os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """Hear no more of it."""
        self.replies.close()


def _start(
    address: str, arguments: Sequence[str], folder: Path, environment: Mapping[str, str], streams: Sequence[Path]
) -> Forked:
    request = {
        "arguments": list(arguments),
        "folder": str(folder),
        "environment": dict(environment),
        "streams": [str(path) for path in streams],
    }
    asking = socket.socket(socket.AF_UNIX)
    asking.connect(address)
    asking.sendall(json.dumps(request).encode() + b"\n")
    return Forked(_receive_number(asking), asking)


def _receive_number(replies: socket.socket) -> int:
    return int(NUMBER.unpack(replies.recv(NUMBER.size, socket.MSG_WAITALL))[0])


@cache
def _address(*libraries: str) -> str:
    """Start the process and return the address of its socket; it ends with this one."""
    folder = tempfile.mkdtemp(prefix="warm-")
    address = os.path.join(folder, "socket")
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.warm", address, *libraries],
        cwd=ROOT,
        env={**kept, "HOME": folder, "HF_HUB_OFFLINE": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    atexit.register(process.kill)
    return address


def main() -> None:
    """Import the program, then fork for every request until the parent has gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    libraries = (*LIBRARIES, *PAGE_LIBRARIES) if "pages" in sys.argv[2:] else LIBRARIES
    for name in (*libraries, *_modules()):
        importlib.import_module(name)
    from rag.dependency_parser import parse_texts
    from ui.cli.main import build_command

    list(parse_texts([]))  # loads the pipeline, which takes longer than most commands
    build_command()
    gc.freeze()
    parent = os.getppid()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(sys.argv[1])
        listening.listen(64)
        listening.settimeout(5)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while os.getppid() == parent:
            with suppress(TimeoutError):
                connection, _ = listening.accept()
                if os.fork() == 0:
                    listening.close()
                    _answer(connection)
                connection.close()


def _modules() -> list[str]:
    return [
        found.name
        for package in PACKAGES
        for found in pkgutil.walk_packages([str(ROOT / package)], f"{package}.")
        if not found.name.startswith(COLD)
    ]


def _answer(connection: socket.socket) -> None:
    """Run one command in a child; send its process id, and its exit code when it ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    request = json.loads(connection.makefile().readline())
    child = os.fork()
    if child == 0:
        connection.close()
        _become(request)
        _run()
    connection.sendall(NUMBER.pack(child))
    _, status = os.waitpid(child, 0)
    with suppress(OSError):
        connection.sendall(NUMBER.pack(os.waitstatus_to_exitcode(status)))
    os._exit(0)


def _run() -> NoReturn:
    """Run the command and end as Python does, but without taking every imported module apart, which takes a second."""
    from ui.cli.main import main as graphloop

    code: object = 0
    try:
        graphloop()
    except SystemExit as ended:
        code = ended.code or 0
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    assert isinstance(code, int)
    os._exit(code)


def _become(request: Mapping[str, object]) -> None:
    """Take on the arguments, the folder, the environment and the streams of a request."""
    arguments, environment, streams = request["arguments"], request["environment"], request["streams"]
    assert isinstance(arguments, list)
    assert isinstance(environment, dict)
    assert isinstance(streams, list)
    sys.argv = ["graphloop", *arguments]
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(str(request["folder"]))
    for number, path in enumerate(streams):
        opened = os.open(path, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w", closefd=False)), encoding="utf-8")
    errors = io.BufferedWriter(io.FileIO(2, "w", closefd=False))
    sys.stderr = io.TextIOWrapper(errors, encoding="utf-8", errors="backslashreplace", line_buffering=True)


if __name__ == "__main__":
    main()
