"""Files are parsed in another process, and whatever happens there is a reason and never a crash."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from graph.errors import Reason, Refused
from ingest.ledger import file_digest
from ingest.sandbox import Sandbox
from ingest.types import Limits
from tests.ingest.conftest import Write
from tests.ingest.papers import pdf


def reason(sandbox: Sandbox, path: Path) -> Reason:
    with pytest.raises(Refused) as caught:
        sandbox.load(path)
    assert caught.value.message
    assert caught.value.hint
    return caught.value.reason


def worker_of(sandbox: Sandbox) -> int:
    process = sandbox._worker
    assert process is not None
    return process.pid


def test_one_worker_reads_many_files(sandbox: Sandbox, write: Write) -> None:
    sandbox.load(write("first.txt", "text"))
    worker = worker_of(sandbox)
    for number in range(200):
        assert sandbox.load(write(f"{number}.txt", f"text {number}")).texts[0].text == f"text {number}"
    assert worker_of(sandbox) == worker


def test_pages_and_records_come_back_whole(sandbox: Sandbox, write: Write) -> None:
    loaded = sandbox.load(write("a.pdf", pdf(["One page \u00fc.", "Two pages."])))
    assert (loaded.format, loaded.texts[0].text, loaded.texts[0].pages) == (
        "pdf",
        "One page ü.\n\nTwo pages.",
        (0, 13),
    )


def test_a_worker_that_dies_is_a_refusal_and_the_next_file_is_read(write: Write) -> None:
    path = write("a.txt", "text")
    with Sandbox() as sandbox:
        sandbox.load(path)
        worker = worker_of(sandbox)
        os.kill(worker, signal.SIGSTOP)
        end = threading.Timer(0.3, os.kill, (worker, signal.SIGSEGV))
        go = threading.Timer(0.4, os.kill, (worker, signal.SIGCONT))
        end.start()
        go.start()
        assert reason(sandbox, path) == Reason.CORRUPT
        go.join()
        assert sandbox.load(path).texts[0].text == "text"


def test_a_worker_that_hangs_is_ended_in_time(write: Write) -> None:
    path = write("a.txt", "text")
    with Sandbox(Limits(seconds=0.5)) as sandbox:
        sandbox.load(path)
        os.kill(worker_of(sandbox), signal.SIGSTOP)
        began = time.monotonic()
        assert reason(sandbox, path) == Reason.TIMED_OUT
        assert time.monotonic() - began < 30
        assert sandbox.load(path).texts[0].text == "text"


def test_a_file_that_takes_too_much_memory_is_too_large(write: Write) -> None:
    path = write("a.md", "日本 " * 16_000_000)
    with Sandbox(Limits(memory_bytes=250_000_000)) as sandbox:
        assert reason(sandbox, path) == Reason.TOO_LARGE
        assert sandbox.load(write("b.txt", "text")).texts[0].text == "text"


def test_what_is_no_file_is_refused(sandbox: Sandbox, folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    assert reason(sandbox, folder / "pipe") == Reason.UNSUPPORTED
    assert reason(sandbox, folder / "missing.txt") == Reason.UNREADABLE
    assert reason(sandbox, Path("/dev/zero")) == Reason.UNSUPPORTED


def test_no_secret_and_no_heavy_library_is_in_the_worker(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHLOOP_LLM__API_KEY", "CANARY-KEY")
    with Sandbox() as sandbox:
        sandbox.load(write("a.html", "<html><body><p>Words of a page that are long enough.</p></body></html>"))
        about = Path("/proc", str(worker_of(sandbox)))
        if not about.is_dir():
            pytest.skip("SKIPPED: no /proc on this system")
        assert b"CANARY" not in (about / "environ").read_bytes()
        loaded = (about / "maps").read_text()
    for library in ("numpy", "onnxruntime", "torch", "pydantic_core"):
        assert library not in loaded


def test_the_worker_ends_with_the_sandbox(write: Write) -> None:
    with Sandbox() as sandbox:
        sandbox.load(write("a.txt", "text"))
        worker = worker_of(sandbox)
    assert not Path("/proc", str(worker)).exists()


def test_a_module_of_the_current_folder_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that was unpacked may hold modules by the names of those that the reader imports."""
    trap = f"open({str(tmp_path / 'ran')!r}, 'w').close()\n"
    folder = tmp_path / "here"
    folder.mkdir()
    for name in ("lxml", "json", "pypdfium2", "ingest", "graph"):
        (folder / f"{name}.py").write_text(trap)
    (folder / "page.html").write_text("<p>The lamp burned whale oil until 1902.</p>")
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    with Sandbox() as sandbox:
        assert "whale oil" in sandbox.load(folder / "page.html").texts[0].text
    assert not (tmp_path / "ran").exists()


def lines(number: int) -> str:
    return "".join(f"Line {place} of a text that comes in parts.\n\n" for place in range(number))


def test_a_long_text_comes_in_parts_and_the_worker_holds_no_more(write: Write) -> None:
    path = write("a.txt", lines(800_000))
    with Sandbox(Limits(memory_bytes=250_000_000)) as sandbox:
        reading = sandbox.read(path)
        parts = list(reading)
        assert len(parts) > 8
        assert reading.file_hash == file_digest(path)
        assert sandbox.load(write("b.txt", "text")).texts[0].text == "text"


def test_a_worker_that_dies_in_the_middle_of_a_text_is_a_refusal(write: Write) -> None:
    with Sandbox() as sandbox:
        parts = iter(sandbox.read(write("a.txt", lines(150_000))))
        assert next(parts).locator == "part 1"
        os.kill(worker_of(sandbox), signal.SIGSEGV)
        with pytest.raises(Refused) as caught:
            list(parts)
        assert (caught.value.reason, bool(caught.value.hint)) == (Reason.CORRUPT, True)
        assert sandbox.load(write("b.txt", "text")).texts[0].text == "text"


def test_a_text_that_is_left_in_the_middle_does_not_mix_with_the_next(write: Write) -> None:
    with Sandbox() as sandbox:
        parts = iter(sandbox.read(write("a.txt", lines(150_000))))
        next(parts)
        assert sandbox.load(write("b.txt", "text")).texts[0].text == "text"
        with pytest.raises(Refused):
            list(parts)
    with Sandbox() as sandbox:
        next(iter(sandbox.read(write("a.txt", lines(150_000)))))
