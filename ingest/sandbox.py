"""Parses files in a process of its own, with limits on time and memory; whatever happens there becomes a Refused."""

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
from ingest.loaded import Limits, LoadedFile

_LONGEST_ANSWER = 1_000_000_000
# A worker does not give back all the memory that a long text took: the next file gets a new one.
_SWELLING_ANSWER = 10_000_000
# Starting Python and importing a parser is not the file's fault.
_START_SECONDS = 30.0
# PDFium aborts, or the system ends it, when there is no more.
_OUT_OF_MEMORY = (-signal.SIGABRT, -signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class _Refusal:
    reason: Reason
    message: str
    hint: str


_ANSWER: TypeAdapter[LoadedFile | _Refusal] = TypeAdapter(LoadedFile | _Refusal)


class Sandbox:
    """One worker, started when needed and again after each fault; may be used from any thread, one file at a time."""

    def __init__(self, limits: Limits = Limits()) -> None:
        self._limits = limits
        self._worker: subprocess.Popen[bytes] | None = None
        self._used = self._closed = False
        self._lock = threading.Lock()

    def load(self, path: Path) -> LoadedFile:
        """What the file holds; raises Refused."""
        with self._lock:
            reply = self._ask(path)
            try:
                known = _ANSWER.validate_json(reply)
            except ValidationError:
                self._stop()
                raise Refused(Reason.CORRUPT, "its parser gave no sensible answer", "save the file again")
            if isinstance(known, LoadedFile):
                # A limit on processor time that the system sets would hold for all files of a worker together.
                if len(reply) > _SWELLING_ANSWER or rlimits.processor_seconds() is not None:
                    self._stop()
                return known
            if known.reason == Reason.TOO_LARGE:
                self._stop()
            raise Refused(known.reason, known.message, known.hint)

    def close(self) -> None:
        """End the worker, and what another thread may be reading with it."""
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

    def _ask(self, path: Path) -> bytes:
        if self._closed:
            raise Refused(Reason.UNREADABLE, "reading was stopped", "start the ingest again")
        worker = self._start()
        limits = self._limits
        request = {
            "path": str(path.absolute()),
            "seconds": limits.seconds,
            "memory_bytes": limits.memory_bytes,
            "file_bytes": limits.file_bytes,
        }
        deadline = time.monotonic() + limits.seconds + (0.0 if self._used else _START_SECONDS)
        with self._ending_faulty():
            assert worker.stdin is not None
            worker.stdin.write(json.dumps(request).encode() + b"\n")
            worker.stdin.flush()
            size = int.from_bytes(self._receive(worker, 8, deadline), "big")
            if size > _LONGEST_ANSWER:
                raise Refused(Reason.TOO_LARGE, "its text is too long", "split the file")
            reply = self._receive(worker, size, deadline)
            self._used = True
            return reply

    @contextmanager
    def _ending_faulty(self) -> Iterator[None]:
        """Whatever goes wrong in the conversation, the worker is not used again."""
        try:
            yield
        except BrokenPipeError:
            assert self._worker is not None
            refusal = self._death(self._worker)
            self._stop()
            raise refusal
        except BaseException:  # an interrupt too leaves a worker in the middle of an answer
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
        limited = rlimits.met_by_death(code, self._limits.seconds, self._limits.memory_bytes)
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
            self._worker = child.start("ingest.worker")
        return self._worker

    def _stop(self) -> None:
        worker, self._worker, self._used = self._worker, None, False
        if worker is None:
            return
        child.stop(worker)
