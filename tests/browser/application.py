"""The real application as a process of its own, on a free port and a fresh data folder."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from playwright.sync_api import Page

from tests.servers import await_health, free_port
from tests.ui.command import PROGRAM, Home


@contextmanager
def visiting(page: Page, home: Home, more: Mapping[str, str] | None = None) -> Iterator[None]:
    """Run the application, look at its first page, and leave it before it ends."""
    with _running(home, more) as address:
        page.goto(address)
        yield
        page.goto("about:blank")


@contextmanager
def _running(home: Home, more: Mapping[str, str] | None) -> Iterator[str]:
    port = free_port()
    log = home.folder / "ui.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [PROGRAM, "ui", "--port", str(port), "--no-browser"],
            cwd=home.folder,
            env=home.environment(more),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        await_health(process, port, "/_stcore/health", log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()
    assert "Traceback" not in log.read_text(), log.read_text()
