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
from ingest.formats import read

_WRITE_NOTHING = 0


def main() -> None:
    """Answer requests until there are no more."""
    answers = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    # A parser has no business writing files or leaving a core behind.
    resource.setrlimit(resource.RLIMIT_FSIZE, (_WRITE_NOTHING, _WRITE_NOTHING))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin.buffer:
        body = json.dumps(answer(json.loads(line)), ensure_ascii=False).encode("utf-8", "replace")
        _send(answers, len(body).to_bytes(8, "big") + body)


def _send(answers: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(answers, view) :]


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """What the file holds, or why it is refused; nothing is raised."""
    try:
        _limit(float(request["seconds"]), int(request["memory_bytes"]))
        return _loaded(Path(request["path"]), int(request["file_bytes"]))
    except Refused as refusal:
        return _refusal(refusal.reason, refusal.message, refusal.hint)
    except MemoryError:
        return _refusal(Reason.TOO_LARGE, "reading it takes more memory than is allowed", "split the file")
    except RecursionError:
        return _refusal(Reason.CORRUPT, "its parts are nested too deeply", "save it in a simpler form")
    except OSError as error:
        return _refusal(Reason.UNREADABLE, f"cannot be read: {error.strerror or error}", "check its permissions")
    # Parsers meet hostile bytes with exceptions of any kind; each of them means one thing, and becomes data.
    except Exception as error:  # noqa: BLE001
        return _refusal(Reason.CORRUPT, f"its parser failed: {type(error).__name__}: {error}"[:300], "save it again")


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


def _refusal(reason: Reason, message: str, hint: str) -> dict[str, Any]:
    return {"reason": reason.value, "message": message, "hint": hint}


def _limit(seconds: float, memory_bytes: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
