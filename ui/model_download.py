"""Download a model's file: resumed where it broke off, and kept only if its SHA-256 is right."""

from __future__ import annotations

import errno
import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import GraphloopError, UsageError
from graph.private_files import make_file, make_folder
from rag.llm.address import redact_address

if TYPE_CHECKING:
    import httpx2

Advance = Callable[[int, int], None]
"""Told the bytes done and in all."""

_CHUNK = 2**20
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FILE_HINT = "without a network, download it elsewhere and use --file PATH"
_AGAIN = "run the same command again; it goes on where it broke off"


class DownloadFailed(GraphloopError):
    """A model's file could not be had."""


def normalize_sha256(digest: str) -> str:
    """Return a SHA-256 in lower case; UsageError if it is none."""
    digest = digest.strip().lower().removeprefix("sha256:")
    if digest and not _SHA256.fullmatch(digest):
        raise UsageError("that is not a SHA-256", "it has 64 hexadecimal digits")
    return digest


def download_file(url: str, target: Path, sha256: str, advance: Advance) -> str:
    """Download into `target` and return its SHA-256; without one given, that of the hub's headers is checked.

    What came before a break stays in a `.part` file beside it, from which the next call goes on.
    """
    import httpx2

    # Named by its address too, so that parts of two files are never put together.
    part = target.with_name(f"{target.name}.{hashlib.sha256(url.encode()).hexdigest()[:8]}.part")
    place = redact_address(url)
    try:
        with _disk_faults(part), httpx2.Client(timeout=60, follow_redirects=True) as client:
            stated = _fetch(client, url, part, advance)
    except httpx2.ConnectError as error:
        raise DownloadFailed(f"cannot reach {place}", _FILE_HINT) from error
    except (httpx2.InvalidURL, httpx2.UnsupportedProtocol) as error:
        raise UsageError(f"{place!r} is not an address to download from", "it begins with https://") from error
    except httpx2.HTTPError as error:
        raise DownloadFailed(f"the download from {place} broke off", _AGAIN) from error
    return _keep(part, target, sha256 or stated)


def copy_file(source: Path, target: Path, sha256: str, advance: Advance) -> str:
    """Copy a file into `target` and return its SHA-256, which must be the given one if there is one."""
    part = target.with_name(target.name + ".part")
    try:
        total = source.stat().st_size
        file = source.open("rb")
    except OSError as error:
        raise UsageError(f"{source} cannot be read: {error.strerror}", "name a file in GGUF") from error
    with file, _disk_faults(part):
        _need_space(part, total)
        with part.open("wb") as out:
            while chunk := file.read(_CHUNK):
                out.write(chunk)
                advance(out.tell(), total)
    return _keep(part, target, sha256)


def _fetch(client: httpx2.Client, url: str, part: Path, advance: Advance) -> str:
    """Fetch what is missing of a file; return the SHA-256 that the server states, empty without one."""
    begun = part.stat().st_size if part.exists() else 0
    headers = {"accept-encoding": "identity"} | ({"range": f"bytes={begun}-"} if begun else {})
    with client.stream("GET", url, headers=headers) as reply:
        stated = _stated_digest(reply)
        if reply.status_code == 416:  # nothing is missing, or the file there is another one: the digest decides
            return stated
        if reply.status_code not in (200, 206):
            raise DownloadFailed(
                f"{redact_address(url)} answered {reply.status_code}", f"check the address; {_FILE_HINT}"
            )
        resumed = reply.status_code == 206 and reply.headers.get("content-range", "").startswith(f"bytes {begun}-")
        start = begun if resumed else 0  # a server that ignores Range sends the whole file
        if reply.status_code == 206 and not resumed:
            part.unlink(missing_ok=True)
            raise DownloadFailed(f"{redact_address(url)} sent another part than was asked for", _AGAIN)
        missing = int(reply.headers.get("content-length", 0))
        _need_space(part, missing)
        with part.open("ab" if resumed else "wb") as out:
            done = start
            for chunk in reply.iter_bytes():
                out.write(chunk)
                done += len(chunk)
                advance(done, start + missing)
        return stated


def _stated_digest(reply: httpx2.Response) -> str:
    """Return the digest that a hub states of a large file, in its own reply or before it redirects."""
    for each in (*reply.history, reply):
        digest = str(each.headers.get("x-linked-etag", "")).strip('"').lower()
        if _SHA256.fullmatch(digest):
            return digest
    return ""


def _need_space(part: Path, missing: int) -> None:
    free = shutil.disk_usage(part.parent).free
    if missing > free:
        raise DownloadFailed(
            f"no room: {missing / 1e9:.1f} GB are missing and {free / 1e9:.1f} GB free in {part.parent}",
            "free some space, or set --data-dir to a larger disk",
        )


@contextmanager
def _disk_faults(part: Path) -> Iterator[None]:
    try:
        make_folder(part.parent)
        make_file(part)
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DownloadFailed(f"no room left in {part.parent}", f"free some space; {_AGAIN}") from error
        raise DownloadFailed(f"{part} cannot be written: {error.strerror}", "check the data folder") from error
    finally:
        if part.exists() and not part.stat().st_size:
            part.unlink()


def _keep(part: Path, target: Path, sha256: str) -> str:
    """Give a complete file its name; one that is wrong is deleted."""
    from graph.errors import ModelError
    from rag.llm.local import check_model_file

    with part.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if sha256 and digest != sha256:
        part.unlink()
        raise DownloadFailed(
            f"the file has another SHA-256 ({digest[:12]}…) than it should ({sha256[:12]}…) and was deleted",
            "try again; if it stays so, the file at its source was changed",
        )
    try:
        check_model_file(part)
    except ModelError as error:
        part.unlink()
        raise DownloadFailed("the file is not a model in GGUF and was not kept", "check where it comes from") from error
    part.replace(target)
    return digest
