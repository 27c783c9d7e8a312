"""Renders a PDF page with a quote highlighted, in a child process with limits on time and memory."""

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

from pydantic import BaseModel, ValidationError

from graph.errors import Reason, Refused
from ingest import child, rlimits
from ui.web.page_worker import MAX_PIXELS, MAX_SIDE_PIXELS

MAX_CHILDREN = 4
"""Maximum pages rendered at once; at most one per file, so that a hostile file cannot take all slots."""

_PNG = b"\x89PNG\r\n\x1a\n"
_HEADER_BYTES = 1_000


@dataclass(frozen=True, slots=True)
class PageImage:
    """A PNG, and the number of highlighted rectangles of the quote (0: the quote is not on the page)."""

    png: bytes
    marked: int


@dataclass(frozen=True, slots=True)
class RenderFailure:
    """Why there is no image, worded to follow "the page cannot be shown"."""

    reason: str


@dataclass(frozen=True, slots=True)
class PageLimits:
    """Limits of rendering: CPU seconds, total seconds, bytes of memory, of the file, of the PNG."""

    seconds: int = 10
    deadline: float = 20.0
    memory_bytes: int = 1_500_000_000
    file_bytes: int = 200_000_000
    picture_bytes: int = 24_000_000


class _Header(BaseModel):
    """The first line of a worker's response."""

    reason: str = ""
    marked: int = 0


_turns = threading.Condition()
_in_work: set[Path] = set()


def render_page_image(
    path: Path, page: int, quote: str, limits: PageLimits = PageLimits()
) -> PageImage | RenderFailure:
    """Render a page (counted from 1) of a PDF, or return why it cannot be rendered; thread-safe."""
    try:
        with _turn(path, limits.deadline), _worker() as process:
            return _parse_answer(_answer(process, _request(path, page, quote, limits), limits))
    except Refused as refusal:
        return RenderFailure(refusal.message)
    except OSError as error:
        return RenderFailure(f"no process can be started: {error.strerror or error}")


@contextmanager
def _turn(path: Path, seconds: float) -> Iterator[None]:
    def is_free() -> bool:
        return path not in _in_work and len(_in_work) < MAX_CHILDREN

    with _turns:
        if not _turns.wait_for(is_free, seconds):
            raise Refused(Reason.TIMED_OUT, "other pages are being rendered; try again in a moment")
        _in_work.add(path)
    try:
        yield
    finally:
        with _turns:
            _in_work.discard(path)
            _turns.notify_all()


@contextmanager
def _worker() -> Iterator[subprocess.Popen[bytes]]:
    process = child.start_module("ui.web.page_worker")
    try:
        yield process
    finally:
        child.stop_process(process)


def _request(path: Path, page: int, quote: str, limits: PageLimits) -> bytes:
    request = {
        "path": str(path.absolute()),
        "page": page,
        "quote": quote,
        "seconds": limits.seconds,
        "memory_bytes": limits.memory_bytes,
        "file_bytes": limits.file_bytes,
    }
    return json.dumps(request).encode() + b"\n"


def _answer(process: subprocess.Popen[bytes], request: bytes, limits: PageLimits) -> bytes:
    """Return everything the worker writes until it exits. Raises Refused."""
    assert process.stdin is not None
    assert process.stdout is not None
    ends = time.monotonic() + limits.deadline
    try:
        process.stdin.write(request)
        process.stdin.flush()
    except BrokenPipeError:
        raise _explain_exit(process, limits)
    source = process.stdout.fileno()
    answer = bytearray()
    while True:
        seconds_left = ends - time.monotonic()
        if seconds_left <= 0 or not select.select([source], [], [], seconds_left)[0]:
            raise Refused(Reason.TIMED_OUT, f"it took longer than {limits.deadline:g} seconds")
        part = os.read(source, 1 << 20)
        if not part:
            break
        answer += part
        if len(answer) > limits.picture_bytes + _HEADER_BYTES:
            raise Refused(Reason.TOO_LARGE, f"its image is larger than {limits.picture_bytes / 1e6:,.0f} MB")
    if _exit_code(process) or not answer:
        raise _explain_exit(process, limits)
    return bytes(answer)


def _exit_code(process: subprocess.Popen[bytes]) -> int:
    try:
        return process.wait(5)
    except subprocess.TimeoutExpired:  # it closed its output but keeps running
        process.kill()
        return process.wait()


def _explain_exit(process: subprocess.Popen[bytes], limits: PageLimits) -> Refused:
    code = _exit_code(process)
    limited = rlimits.limit_behind_exit(code, limits.seconds, limits.memory_bytes)
    if limited is not None:
        return limited
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return Refused(Reason.TIMED_OUT, f"it needs more than {limits.seconds} seconds of CPU time, or too much memory")
    if code == -signal.SIGABRT:
        return Refused(Reason.TOO_LARGE, "it needs too much memory")
    return Refused(Reason.CORRUPT, f"the PDF reader crashed ({code})")


def _parse_answer(answer: bytes) -> PageImage | RenderFailure:
    """Parse the response strictly: a hostile file may have taken over the worker."""
    line, _, png = answer.partition(b"\n")
    try:
        header = _Header.model_validate_json(line)
    except ValidationError:
        return RenderFailure("the PDF reader sent an unreadable response")
    if header.reason:
        return RenderFailure(header.reason)
    if not _is_bounded(png):
        return RenderFailure("the PDF reader sent an image of an invalid size")
    return PageImage(png, header.marked)


def _is_bounded(png: bytes) -> bool:
    """Whether the header is that of a PNG within the worker's pixel limits, allowing for page edges rounded up."""
    if png[:8] != _PNG or png[12:16] != b"IHDR" or len(png) < 24:
        return False
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    longest = MAX_SIDE_PIXELS + 1
    return 0 < width <= longest and 0 < height <= longest and width * height <= MAX_PIXELS + 2 * longest
