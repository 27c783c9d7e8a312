"""Serves the pages in this process: Streamlit as an ASGI application behind the doors, configured here alone."""

from __future__ import annotations

import logging
import os
import re
import signal
import socket
import threading
import webbrowser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from graph.errors import UsageError

PAGE = Path(__file__).parent / "app.py"
OPTIONS = {
    "server.headless": True,
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.xsrfCookieSameSite": "strict",
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "server.fileWatcherType": "none",
    "browser.serverAddress": "127.0.0.1",
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "global.developmentMode": False,
    "secrets.files": [],
    "theme.light.primaryColor": "#3b6fb6",
    "theme.dark.primaryColor": "#7aa5e0",
}
"""What Streamlit is told beside where it is reached."""

GRACE_SECONDS = 3
"""How long open pages are waited for at the end."""

OPENING = (
    "<!DOCTYPE html><meta charset='utf-8'><title>graphloop</title><meta http-equiv='refresh' content='0; url={url}'>"
)
HOST = re.compile(r"([A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9a-fA-F:]+\])(:\d{1,5})?")


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the pages are served, which other names they are visited by, and the token that opens them."""

    address: str
    port: int
    token: str
    others: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """The address for the user's browser."""
        if ip_address(self.address).is_unspecified:
            host = "127.0.0.1"
        else:
            host = f"[{self.address}]" if ":" in self.address else self.address
        return f"http://{host}:{self.port}/?token={self.token}"


def bound(address: str, port: int) -> socket.socket:
    """A socket that listens; UsageError where the address or port cannot be had."""
    try:
        wanted = ip_address(address)
    except ValueError:
        raise UsageError(f"{address!r} is not an address of this machine", "graphloop ui --address 127.0.0.1")
    family = socket.AF_INET6 if wanted.version == 6 else socket.AF_INET
    both = address == "::" and socket.has_dualstack_ipv6()
    try:
        return socket.create_server((address, port), family=family, backlog=128, dualstack_ipv6=both)
    except OSError as error:
        reason = error.strerror or str(error)
        hint = f"graphloop ui --port {port % 65535 + 1 if port > 1023 else 8501}"
        raise UsageError(f"port {port} of {address} is in use or cannot be had: {reason}", hint)


def serve(listening: Listening, listener: socket.socket) -> None:
    """Serve until a signal ends it."""
    import uvicorn

    from ui.web.doors import Doors, Names

    configure(listening)
    from streamlit.starlette import App

    names = Names.of(listening.port, listening.address, listening.others)
    config = uvicorn.Config(
        Doors(App(PAGE), names, listening.token),
        http="h11",  # it alone tells a whole address in a request's first line from a path
        ws="websockets-sansio",
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    logging.getLogger("uvicorn.error").addFilter(_is_news)
    # The server hands signals on once it has stopped: both are its usual end.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


def _is_news(record: logging.LogRecord) -> bool:
    # A websocket refused with headers of its own is told as an unfinished one, each time.
    return "without completing handshake" not in record.getMessage()


def configure(listening: Listening) -> None:
    """Tell Streamlit what holds; files named `.streamlit/…` of the current folder, the home and the page do not."""
    from streamlit import config
    from streamlit.web.bootstrap import load_config_options

    def no_files(file_name: str) -> list[str]:  # noqa: ARG001 - as it is called
        return []

    # There is no option for this: whoever made the folder that the user stands in would set the server's options.
    config.get_config_files = no_files
    names = [other.rpartition(":")[0] or other for other in listening.others]
    where = {"server.address": listening.address, "server.port": listening.port}
    load_config_options({**OPTIONS, **where, "server.allowedHosts": ["127.0.0.1", "localhost", "::1", *names]})


@contextmanager
def opening(listening: Listening, folder: Path, wanted: bool) -> Iterator[None]:
    """Open the browser, if wanted, by a file that only its user may read: other users see the commands that run."""
    if not wanted:
        yield
        return
    file = folder / f"open-{listening.port}.html"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        with open(file, "x", encoding="utf-8", opener=_private) as out:
            out.write(OPENING.format(url=listening.url))
    except OSError:
        # The address is printed, so the pages are reached without this too.
        yield
        return
    threading.Thread(target=webbrowser.open, args=(file.as_uri(),), name="browser", daemon=True).start()
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def checked(others: Iterable[str]) -> tuple[str, ...]:
    """Names with their ports as a browser sends them; UsageError for anything else."""
    found = tuple(others)
    for other in found:
        if not HOST.fullmatch(other):
            raise UsageError(f"{other!r} is not a name with a port", "graphloop ui --allow-host graph.example.org:8501")
    return found
