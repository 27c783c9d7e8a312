"""The real application as a process of its own, on a free port and a fresh data folder."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.servers import await_health, free_port
from tests.ui.command import PROGRAM, Home


@dataclass(frozen=True, slots=True)
class Running:
    """A running application: its port, the address with the token that it printed, and what it writes."""

    port: int
    url: str
    log: Path

    @property
    def token(self) -> str:
        return self.url.partition("?token=")[2]


@contextmanager
def visiting(page: Page, home: Home, more: Mapping[str, str] | None = None, *flags: str | Path) -> Iterator[None]:
    """Run the application, look at its first page, and leave it before it ends."""
    with running(home, more, *flags) as found:
        page.goto(found.url)
        yield
        page.goto("about:blank")


@contextmanager
def running(
    home: Home, more: Mapping[str, str] | None = None, *flags: str | Path, port: int | None = None
) -> Iterator[Running]:
    """Run the application; it ends without a traceback."""
    port = port or free_port()
    log = home.folder / "ui.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [PROGRAM, "ui", "--port", str(port), "--no-browser", *map(str, flags)],
            cwd=home.folder,
            env=home.environment(more),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        await_health(process, port, "/_stcore/health", log)
        yield Running(port, printed_address(log), log)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()
    assert "Traceback" not in log.read_text(), log.read_text()


def printed_address(log: Path) -> str:
    """The address with its token, as the command printed it."""
    deadline = time.monotonic() + 60
    while not (found := re.search(r"http://\S+\?token=\S+", log.read_text())):
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)
    return found[0]
