"""The process that parses untrusted files: `python -m ingest.worker` answers one request per line until EOF.

A request is a JSON line. An answer is a series of messages, each eight bytes of length and a JSON body: batches of the
file's texts (none where a slow step was finished), and finally the digest of its bytes or the reason it is refused.
Output of parsers is discarded.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from graph.errors import Reason, Refused, UsageError
from ingest import rlimits
from ingest.formats import read_texts, stream_texts
from ingest.steps import report_steps_to
from ingest.types import LoadedText

# Characters per message; a longer text is sent alone.
_MESSAGE = 500_000


def main() -> None:
    """Answer requests until there are no more."""
    answers = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    # Parsers must not write files or leave core dumps.
    rlimits.seal_limit(resource.RLIMIT_FSIZE, 0)
    rlimits.seal_limit(resource.RLIMIT_CORE, 0)
    for line in sys.stdin.buffer:
        request = json.loads(line)
        report_steps_to(partial(_report_step, answers, request))
        for message in answer_request(request):
            _send(answers, message)


def _send(answers: int, message: dict[str, Any]) -> None:
    body = json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")
    view = memoryview(len(body).to_bytes(8, "big") + body)
    while view:
        view = view[os.write(answers, view) :]


def _report_step(answers: int, request: dict[str, Any]) -> None:
    """Send a message without texts, and allow the next step the time of a file."""
    _limit(float(request["seconds"]), int(request["memory_bytes"]))
    _send(answers, {"format": "", "scale": 1.0, "texts": []})


def answer_request(request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the texts of the file, or why it is refused; never raises."""
    memory_bytes = int(request["memory_bytes"])
    try:
        _limit(float(request["seconds"]), memory_bytes)
        yield from _loaded(Path(request["path"]), int(request["file_bytes"]))
    # Parsers raise exceptions of any kind on hostile bytes; each of them becomes data.
    except Exception as error:  # noqa: BLE001
        refusal = _refused(error, memory_bytes)
        yield {"reason": refusal.reason.value, "message": refusal.message, "hint": refusal.hint}


def _refused(error: Exception, memory_bytes: int) -> Refused:
    """Return the refusal for an error, unless the system's memory limit caused it."""
    if not isinstance(error, Refused) or error.reason == Reason.CORRUPT:
        limited = rlimits.limit_behind_error(error, memory_bytes)
        if limited is not None:
            return limited
    if isinstance(error, Refused):
        return error
    if isinstance(error, UsageError):  # an installed format is not what it says
        return Refused(Reason.UNSUPPORTED, error.message, error.hint)
    if isinstance(error, MemoryError):
        return Refused(Reason.TOO_LARGE, "reading it takes more memory than is allowed", "split the file")
    if isinstance(error, RecursionError):
        return Refused(Reason.CORRUPT, "its parts are nested too deeply", "save it in a simpler form")
    if isinstance(error, OSError):
        return Refused(Reason.UNREADABLE, f"cannot be read: {error.strerror or error}", "check its permissions")
    told = f"its parser failed: {type(error).__name__}: {error}"
    return Refused(Reason.CORRUPT, told[:300], "save it again")


def _loaded(path: Path, file_bytes: int) -> Iterator[dict[str, Any]]:
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
        state = os.fstat(file.fileno())
        if not stat.S_ISREG(state.st_mode):
            raise Refused(Reason.UNSUPPORTED, "not a regular file", "give a file")
        if state.st_size > file_bytes:
            raise _too_large(file_bytes)
        size = state.st_size

        def bytes_of(start: int, count: int) -> bytes:
            """Read bytes, ignoring what is appended to the file meanwhile."""
            return os.pread(file.fileno(), min(count, max(0, size - start)), start)

        long = stream_texts(bytes_of, size, path.stem, path.suffix)
        if long is not None:
            # The digest is taken before reading: a file that changes meanwhile is read again next time.
            file_hash = hashlib.file_digest(file, _digest).hexdigest()
            yield from _piecewise(*long, file_hash)
            return
        data = file.read(file_bytes + 1)
    if len(data) > file_bytes:
        raise _too_large(file_bytes)
    name, texts = read_texts(data, path.stem, path.suffix)
    yield from _messages(name, texts, len(data) / sum(len(text.text) for text in texts))
    yield {"file_hash": _digest(data).hexdigest()}


def _piecewise(name: str, texts: Iterator[LoadedText], file_hash: str) -> Iterator[dict[str, Any]]:
    held = False
    for message in _messages(name, texts, 1.0):
        held = True
        yield message
    if not held:
        raise Refused(Reason.EMPTY, "the file holds no text")
    yield {"file_hash": file_hash}


def _messages(name: str, texts: Iterable[LoadedText], scale: float) -> Iterator[dict[str, Any]]:
    """Group short texts into messages."""
    held: list[dict[str, Any]] = []
    size = 0
    for text in texts:
        length = len(text.text) + len(text.title) + len(text.locator) + 8 * len(text.pages)
        if held and size + length > _MESSAGE:
            yield {"format": name, "scale": scale, "texts": held}
            held, size = [], 0
        held.append(asdict(text))
        size += length
    if held:
        yield {"format": name, "scale": scale, "texts": held}


def _digest(data: bytes = b"") -> hashlib.blake2b:
    return hashlib.blake2b(data, digest_size=16)


def _too_large(file_bytes: int) -> Refused:
    return Refused(Reason.TOO_LARGE, f"larger than {file_bytes / 1e6:,.0f} MB", "split the file")


def _limit(seconds: float, memory_bytes: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    rlimits.lower_limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + seconds) + 1)
    rlimits.lower_limit(resource.RLIMIT_AS, memory_bytes)


if __name__ == "__main__":
    main()
