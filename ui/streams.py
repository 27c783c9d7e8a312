"""Standard streams made robust: they may be closed, full, endless, or in another encoding."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, TextIO

from graph.errors import UsageError

MAX_LINE_BYTES = 64_000
"""Maximum bytes of a line of standard input, more than any path or question has."""

MAX_INPUT_BYTES = 1_000_000
"""Maximum bytes of a text read from standard input as a whole."""


MIN_WIDTH_CHARS = 40
"""Minimum line width in characters for help and tables, whatever the terminal reports."""


class TrackedOutput(io.TextIOWrapper):
    """Standard output that remembers a failed write: later writes may seem to work again."""

    fault: OSError | None = None

    def write(self, text: str) -> int:
        """Write, and record any error other than a broken pipe."""
        with self._record_fault():
            return super().write(text)

    def flush(self) -> None:
        """Flush, and record errors as `write` does."""
        with self._record_fault():
            super().flush()

    @contextmanager
    def _record_fault(self) -> Iterator[None]:
        try:
            yield
        except BrokenPipeError:
            raise
        except OSError as error:
            self.fault = error
            raise


def prepare_streams() -> None:
    """Replace streams that the caller closed, which Python sets to None, and set up error handling."""
    # In order, so that each gets its own descriptor and no file opened later is written to by mistake.
    sys.stdin = sys.stdin or _open_null(os.O_RDONLY, "r")
    # Writing to standard output fails, as it would if it were closed: losing the requested output is an error.
    sys.stdout = sys.stdout or _open_null(os.O_RDONLY, "w")
    sys.stderr = sys.stderr or _open_null(os.O_WRONLY, "w")
    if type(sys.stdout) is io.TextIOWrapper:
        original = sys.stdout
        encoding, by_line = original.encoding, original.line_buffering
        sys.stdout = TrackedOutput(original.detach(), encoding, line_buffering=by_line)
    for stream in (sys.stdout, sys.stderr):
        # Documents may contain characters that the terminal's encoding lacks.
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")


def output_fault() -> OSError | None:
    """Return the error that kept output from being written; None if there was none, or only a broken pipe."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return None
    except OSError as error:
        return error
    return getattr(sys.stdout, "fault", None)


def width() -> int:
    """Return the width of the terminal in characters, or a default if there is none."""
    return max(shutil.get_terminal_size().columns, MIN_WIDTH_CHARS)


def silence_stream(stream: TextIO) -> None:
    """Redirect a broken stream to the null device, so that the interpreter does not report errors at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def read_text() -> str:
    """Read all of standard input; UsageError if it is not text, or too long."""
    data = _read(MAX_INPUT_BYTES + 1)
    if len(data) > MAX_INPUT_BYTES:
        raise UsageError(f"standard input has more than {MAX_INPUT_BYTES:,} bytes", "shorten it")
    return decode_utf8(data)


def read_line() -> bytes:
    """Read a line of standard input with its line end, empty at the end of input; UsageError if it is too long."""
    try:
        line = sys.stdin.buffer.readline(MAX_LINE_BYTES + 1)
    except OSError as error:
        raise _unreadable(error)
    if len(line) > MAX_LINE_BYTES:
        raise UsageError(f"a line of standard input is longer than {MAX_LINE_BYTES:,} bytes", "shorten its lines")
    return line


def read_lines() -> Iterator[bytes]:
    """Yield the lines of standard input without their line ends."""
    while line := read_line():
        yield line.rstrip(b"\r\n")


def decode_utf8(data: bytes) -> str:
    """Decode UTF-8, whatever the encoding of the terminal; UsageError for anything else."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"not valid UTF-8 text: {escape_bytes(data)}", "convert it to UTF-8")


def decode_argument(text: str) -> str:
    """Return an argument as typed; UsageError if its bytes are not UTF-8."""
    try:
        return decode_utf8(os.fsencode(text))
    except UnicodeEncodeError:
        raise UsageError("an argument is not valid text", "convert it to UTF-8")


def escape_bytes(data: bytes) -> str:
    """Return bytes that may not be text, in readable form."""
    return data[:80].decode("utf-8", "backslashreplace")


def _open_null(flags: int, mode: Literal["r", "w"]) -> TextIO:
    descriptor = os.open(os.devnull, flags)
    return os.fdopen(descriptor, mode, encoding="utf-8")


def _read(most: int) -> bytes:
    try:
        return sys.stdin.buffer.read(most)
    except OSError as error:
        raise _unreadable(error)


def _unreadable(error: OSError) -> UsageError:
    return UsageError(f"standard input cannot be read: {error.strerror}", "connect it to a file or a pipe")
