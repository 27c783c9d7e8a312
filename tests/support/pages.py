"""The real application as a process of its own on a free port, and requests to it as bytes."""

from __future__ import annotations

import base64
import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.support.command import PROGRAM, Home
from tests.support.servers import await_health, free_port
from tests.support.warm import Forked, start_pages

SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Running:
    """A running application: its port, the address with the token that it printed, and what it writes."""

    port: int
    url: str
    log: Path
    process: int

    @property
    def token(self) -> str:
        return self.url.partition("?token=")[2]

    def cookie(self) -> str:
        """What a browser sends after it has visited the address."""
        reply = ask(self.port, "GET", f"/?token={self.token}", [("Host", f"127.0.0.1:{self.port}")])
        return reply.headers["set-cookie"].partition(";")[0]


@contextmanager
def running(
    home: Home,
    more: Mapping[str, str] | None = None,
    *flags: str | Path,
    port: int | None = None,
    browser: str = "--no-browser",
    warm: bool = False,
) -> Iterator[Running]:
    """Run the application, `warm` where the start of Python is not what is tested; it ends without a traceback."""
    port = port or free_port()
    log = home.folder / "ui.log"
    command = ["ui", "--port", str(port), browser, *map(str, flags)]
    process: subprocess.Popen[bytes] | Forked
    log.write_bytes(b"")
    if warm:
        process = start_pages(command, home.folder, home.environment(more), log)
    else:
        with log.open("w") as out:
            process = subprocess.Popen(
                [PROGRAM, *command],
                cwd=home.folder,
                env=home.environment(more),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
    try:
        await_health(process, port, "/_stcore/health", log)
        yield Running(port, printed_address(log), log, process.pid)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        process.kill()
        process.wait(20)
    assert "Traceback" not in log.read_text(), log.read_text()


def printed_address(log: Path) -> str:
    """The address with its token, as the command printed it."""
    deadline = time.monotonic() + SECONDS
    while not (found := re.search(r"http://\S+\?token=\S+", log.read_text())):
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)
    return found[0]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent: the status (0: it closed without a word), the headers by lower-case name, and the body."""

    status: int
    headers: Mapping[str, str]
    body: str


def ask(port: int, method: str, target: str, headers: Sequence[tuple[str, str]], version: str = "1.1") -> Answer:
    """One request, exactly so; an answer that switches protocols ends with its headers."""
    lines = [f"{method} {target} HTTP/{version}", *(f"{name}: {value}" for name, value in headers)]
    if not any(name.lower() == "connection" for name, _ in headers):
        lines.append("Connection: close")
    with socket.create_connection(("127.0.0.1", port), SECONDS) as link:
        link.settimeout(SECONDS)
        link.sendall("\r\n".join([*lines, "", ""]).encode("latin-1"))
        read = b""
        while not (b"\r\n\r\n" in read and read.startswith(b"HTTP/1.1 101")) and (part := _part(link)):
            read += part
    head, _, body = read.decode("latin-1").partition("\r\n\r\n")
    first, *rest = head.split("\r\n")
    found = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
    return Answer(int(first.split()[1]) if first else 0, found, body)


def _part(link: socket.socket) -> bytes:
    try:
        return link.recv(65536)
    except ConnectionError:
        return b""


def handshake(port: int, headers: Sequence[tuple[str, str]], target: str = "/_stcore/stream") -> Answer:
    """Ask for the websocket."""
    key = base64.b64encode(os.urandom(16)).decode()
    upgrade = [("Upgrade", "websocket"), ("Connection", "Upgrade")]
    return ask(port, "GET", target, [*headers, *upgrade, ("Sec-WebSocket-Key", key), ("Sec-WebSocket-Version", "13")])
