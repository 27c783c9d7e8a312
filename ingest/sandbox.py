"""Parse files in a separate process with limits on time and memory; any failure there becomes a Refused."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from graph.errors import Reason, Refused
from ingest import child, rlimits
from ingest.types import Limits, LoadedFile, LoadedText

_LONGEST_MESSAGE = 100_000_000
# A worker does not release all the memory of a long text: the next file gets a new worker.
_SWELLING_ANSWER = 10_000_000
# Starting Python and importing a parser does not count against the file.
_START_SECONDS = 30.0
# Out of memory, PDFium aborts or the system kills it.
_OUT_OF_MEMORY = (-signal.SIGABRT, -signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class _Refusal:
    reason: Reason
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class _Texts:
    format: str
    scale: float
    texts: tuple[LoadedText, ...]


@dataclass(frozen=True, slots=True)
class _End:
    file_hash: str


_MESSAGE: TypeAdapter[_Texts | _End | _Refusal] = TypeAdapter(_Texts | _End | _Refusal)


class FileReading:
    """A file being read by a worker; buffers no more than one message of the worker."""

    def __init__(self, sandbox: Sandbox, path: Path) -> None:
        self.format = self.file_hash = ""
        self.scale = 1.0
        self._sandbox = sandbox
        self._path = path

    def __iter__(self) -> Iterator[LoadedText]:
        """Yield the texts; raises Refused."""
        for message in self._sandbox.messages(self._path):
            if isinstance(message, _End):
                self.file_hash = message.file_hash
            elif message.texts:
                self.format, self.scale = message.format, message.scale
                yield from message.texts


class Sandbox:
    """One worker, started on demand and after each fault; usable from any thread, one file at a time."""

    def __init__(self, limits: Limits = Limits()) -> None:
        self._limits = limits
        self._worker: subprocess.Popen[bytes] | None = None
        self._used = self._closed = self._reading = False
        self._file = 0
        self._lock = threading.Lock()

    def load(self, path: Path) -> LoadedFile:
        """Return everything in the file; raises Refused."""
        reading = self.read(path)
        texts = tuple(reading)
        return LoadedFile(reading.format, reading.file_hash, texts)

    def read(self, path: Path) -> FileReading:
        """Read the file text by text; reading another file ends an unfinished reading."""
        return FileReading(self, path)

    def messages(self, path: Path) -> Iterator[_Texts | _End]:
        """Yield the worker's messages on the file; raises Refused."""
        with self._lock:
            file = self._ask(path)
        size = 0
        while True:
            with self._lock:
                message, length = self._next(file)
            if isinstance(message, _Refusal):
                raise Refused(message.reason, message.message, message.hint)
            size += length
            if isinstance(message, _End):
                # A system limit on processor time applies to all files of a worker together.
                if size > _SWELLING_ANSWER or rlimits.processor_seconds() is not None:
                    with self._lock:
                        self._stop()
                yield message
                return
            yield message

    def _next(self, file: int) -> tuple[_Texts | _End | _Refusal, int]:
        """Return the next message of a file, and its size in bytes."""
        worker = self._worker
        if file != self._file or worker is None:
            raise _stopped()
        with self._ending_faulty():
            # The time limit covers the worker's work, not the time until the next request.
            deadline = time.monotonic() + self._limits.seconds + (0.0 if self._used else _START_SECONDS)
            size = int.from_bytes(self._receive(worker, 8, deadline), "big")
            if size > _LONGEST_MESSAGE:
                raise Refused(Reason.TOO_LARGE, "its text is too long", "split the file")
            reply = self._receive(worker, size, deadline)
            self._used = True
            try:
                message = _MESSAGE.validate_json(reply)
            except ValidationError:
                raise Refused(Reason.CORRUPT, "its parser gave no sensible answer", "save the file again")
        self._reading = not isinstance(message, _End | _Refusal)
        if isinstance(message, _Refusal) and message.reason == Reason.TOO_LARGE:
            self._stop()
        return message, size

    def close(self) -> None:
        """Kill the worker, ending any reading by another thread."""
        self._closed = True
        worker = self._worker
        if worker is not None:
            worker.kill()
        with self._lock:
            self._stop()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, path: Path) -> int:
        """Send a request for a file to the worker; return the file's number."""
        if self._closed:
            raise _stopped()
        if self._reading:
            self._stop()
        self._file += 1
        worker = self._start()
        limits = self._limits
        request = {
            "path": str(path.absolute()),
            "seconds": limits.seconds,
            "memory_bytes": limits.memory_bytes,
            "file_bytes": limits.file_bytes,
        }
        with self._ending_faulty():
            assert worker.stdin is not None
            worker.stdin.write(json.dumps(request).encode() + b"\n")
            worker.stdin.flush()
            self._reading = True
        return self._file

    @contextmanager
    def _ending_faulty(self) -> Iterator[None]:
        """Discard the worker if anything goes wrong in the exchange."""
        try:
            yield
        except BrokenPipeError:
            assert self._worker is not None
            refusal = self._death(self._worker)
            self._stop()
            raise refusal
        except BaseException:  # an interrupt also leaves a worker in the middle of an answer
            self._stop()
            raise

    def _receive(self, worker: subprocess.Popen[bytes], size: int, deadline: float) -> bytes:
        assert worker.stdout is not None
        source = worker.stdout.fileno()
        parts: list[bytes] = []
        while size:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([source], [], [], left)[0]:
                raise Refused(Reason.TIMED_OUT, f"not read within {self._limits.seconds:g} seconds", "split the file")
            part = os.read(source, min(size, 1 << 20))
            if not part:
                raise self._death(worker)
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _death(self, worker: subprocess.Popen[bytes]) -> Refused:
        code = worker.wait(5)
        limited = rlimits.limit_behind_exit(code, self._limits.seconds, self._limits.memory_bytes)
        if limited is not None:
            return limited
        if code in _OUT_OF_MEMORY:
            return Refused(Reason.TOO_LARGE, "its parser gave up for want of memory", "split the file")
        if code == -signal.SIGXCPU:
            return Refused(Reason.TIMED_OUT, f"not read within {self._limits.seconds:g} seconds", "split the file")
        return Refused(Reason.CORRUPT, f"its parser broke down ({code})", "save the file again")

    def _start(self) -> subprocess.Popen[bytes]:
        if self._worker is None or self._worker.poll() is not None:
            self._stop()
            self._worker = child.start_module("ingest.worker")
        return self._worker

    def _stop(self) -> None:
        worker, self._worker = self._worker, None
        self._used = self._reading = False
        if worker is None:
            return
        child.stop_process(worker)


def _stopped() -> Refused:
    return Refused(Reason.UNREADABLE, "reading was stopped", "start the ingest again")
