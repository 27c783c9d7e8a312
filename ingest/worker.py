"""The process that parses untrusted files: `python -m ingest.worker` answers one request a line until its input ends.

A request is a JSON line, an answer eight bytes of length and a JSON body. What a parser prints goes nowhere.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import stat
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from graph.errors import Reason, Refused
from ingest import rlimits
from ingest.formats import read


def main() -> None:
    """Answer requests until there are no more."""
    answers = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    # A parser has no business writing files or leaving a core behind.
    rlimits.seal(resource.RLIMIT_FSIZE, 0)
    rlimits.seal(resource.RLIMIT_CORE, 0)
    for line in sys.stdin.buffer:
        body = json.dumps(answer(json.loads(line)), ensure_ascii=False).encode("utf-8", "replace")
        _send(answers, len(body).to_bytes(8, "big") + body)


def _send(answers: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(answers, view) :]


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """What the file holds, or why it is refused; nothing is raised."""
    memory_bytes = int(request["memory_bytes"])
    try:
        _limit(float(request["seconds"]), memory_bytes)
        return _loaded(Path(request["path"]), int(request["file_bytes"]))
    # Parsers meet hostile bytes with exceptions of any kind; each of them becomes data.
    except Exception as error:  # noqa: BLE001
        refusal = _refused(error, memory_bytes)
        return {"reason": refusal.reason.value, "message": refusal.message, "hint": refusal.hint}


def _refused(error: Exception, memory_bytes: int) -> Refused:
    """What a fault says of the file, unless it says that the system gives too little memory."""
    if not isinstance(error, Refused) or error.reason == Reason.CORRUPT:
        limited = rlimits.met_in_memory(error, memory_bytes)
        if limited is not None:
            return limited
    if isinstance(error, Refused):
        return error
    if isinstance(error, MemoryError):
        return Refused(Reason.TOO_LARGE, "reading it takes more memory than is allowed", "split the file")
    if isinstance(error, RecursionError):
        return Refused(Reason.CORRUPT, "its parts are nested too deeply", "save it in a simpler form")
    if isinstance(error, OSError):
        return Refused(Reason.UNREADABLE, f"cannot be read: {error.strerror or error}", "check its permissions")
    told = f"its parser failed: {type(error).__name__}: {error}"
    return Refused(Reason.CORRUPT, told[:300], "save it again")


def _loaded(path: Path, file_bytes: int) -> dict[str, Any]:
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
        state = os.fstat(file.fileno())
        if not stat.S_ISREG(state.st_mode):
            raise Refused(Reason.UNSUPPORTED, "not a regular file", "give a file")
        data = file.read(file_bytes + 1)
    if len(data) > file_bytes:
        raise Refused(Reason.TOO_LARGE, f"larger than {file_bytes / 1e6:,.0f} MB", "split the file")
    name, texts = read(data, path.stem, path.suffix)
    file_hash = hashlib.blake2b(data, digest_size=16).hexdigest()
    return {"format": name, "file_hash": file_hash, "texts": [asdict(text) for text in texts]}


def _limit(seconds: float, memory_bytes: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    rlimits.lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + seconds) + 1)
    rlimits.lower(resource.RLIMIT_AS, memory_bytes)


if __name__ == "__main__":
    main()
