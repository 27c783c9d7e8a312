"""Downloads of models from a real server: resumed, checked, and refused with one clear line."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from graph.errors import UsageError
from tests.support import servers
from ui.model_download import DownloadFailed, copy_file, download_file, normalize_sha256

CONTENT = b"GGUF" + bytes(range(256)) * 4000
DIGEST = hashlib.sha256(CONTENT).hexdigest()


def serve(
    request: servers.Request, ranges: bool = True, drop_at: int = 0, headers: dict[str, str] | None = None
) -> servers.Reply:
    asked = request.headers.get("range", "")
    start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and ranges else 0
    more = dict(headers or {})
    if start >= len(CONTENT):
        return servers.Reply(416)
    if start:
        more["Content-Range"] = f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}"
    body = CONTENT[start:]
    if drop_at and not start:
        return servers.Reply(200, body[:drop_at], more, drop=True)
    return servers.Reply(206 if start else 200, body, more)


def ignore(done: int, total: int) -> None:
    """Report nothing."""


def test_a_download_that_broke_off_is_resumed(tmp_path: Path) -> None:
    target = tmp_path / "models" / "m.gguf"
    with servers.scripted(lambda request: serve(request, drop_at=300_000)) as server:
        with pytest.raises(DownloadFailed, match="broke off"):
            download_file(server.url, target, DIGEST, ignore)
        (part,) = target.parent.iterdir()
        kept = part.stat().st_size
        assert 0 < kept <= 300_000
        assert not target.exists()
        seen: list[tuple[int, int]] = []
        assert download_file(server.url, target, DIGEST, lambda *at: seen.append(at)) == DIGEST
        assert server.requests[-1].headers["range"] == f"bytes={kept}-"
    assert target.read_bytes() == CONTENT
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert [path.name for path in target.parent.iterdir()] == ["m.gguf"]


@pytest.mark.parametrize("held", [1000, len(CONTENT)])
def test_a_part_is_completed_also_where_range_is_ignored_or_nothing_is_missing(tmp_path: Path, held: int) -> None:
    target = tmp_path / "m.gguf"
    with servers.scripted(lambda request: serve(request, ranges=held == len(CONTENT))) as server:
        name = hashlib.sha256(server.url.encode()).hexdigest()[:8]
        (tmp_path / f"m.gguf.{name}.part").write_bytes(CONTENT[:held])
        assert download_file(server.url, target, DIGEST, ignore) == DIGEST
    assert target.read_bytes() == CONTENT


@pytest.mark.parametrize("stated", [True, False])
def test_a_wrong_digest_is_refused_and_nothing_stays(tmp_path: Path, stated: bool) -> None:
    wrong = "0" * 64
    headers = {"X-Linked-Etag": f'"{wrong}"'} if stated else {}
    with (
        servers.scripted(lambda request: serve(request, headers=headers)) as server,
        pytest.raises(DownloadFailed, match="another SHA-256"),
    ):
        download_file(server.url, tmp_path / "m.gguf", "" if stated else wrong, ignore)
    assert list(tmp_path.iterdir()) == []


def test_an_absent_file_a_page_and_no_server_are_told(tmp_path: Path) -> None:
    target = tmp_path / "m.gguf"
    with servers.scripted(lambda _: servers.Reply(404)) as server, pytest.raises(DownloadFailed, match="404"):
        download_file(server.url, target, "", ignore)
    with (
        servers.scripted(lambda _: servers.Reply(200, "<html>log in</html>")) as server,
        pytest.raises(DownloadFailed, match="not a model in GGUF"),
    ):
        download_file(server.url, target, "", ignore)
    with pytest.raises(DownloadFailed, match="cannot reach") as fault:
        download_file(f"http://127.0.0.1:{servers.free_port()}/m.gguf", target, "", ignore)
    assert "--file" in fault.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_copied_and_checked(tmp_path: Path) -> None:
    source = tmp_path / "from.gguf"
    source.write_bytes(CONTENT)
    assert copy_file(source, tmp_path / "models" / "m.gguf", "", ignore) == DIGEST
    with pytest.raises(DownloadFailed, match="another SHA-256"):
        copy_file(source, tmp_path / "other.gguf", "1" * 64, ignore)
    with pytest.raises(UsageError, match="cannot be read"):
        copy_file(tmp_path / "none.gguf", tmp_path / "other.gguf", "", ignore)
    with pytest.raises(UsageError, match="not a SHA-256"):
        normalize_sha256("abc")
