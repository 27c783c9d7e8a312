"""Serves the pages in this process: Streamlit as an ASGI application behind access control, configured only here."""

from __future__ import annotations

import logging
import os
import re
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from graph.errors import UsageError

APP_FILE = Path(__file__).parent / "app.py"
STREAMLIT_OPTIONS = {
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
    # With models in memory a search for garbage after each run of a page takes longer than most pages.
    "runner.postScriptGC": False,
    "secrets.files": [],
    "theme.light.primaryColor": "#3567ab",
    "theme.dark.primaryColor": "#7aa5e0",
}
"""Streamlit options other than its address."""

GRACE_SECONDS = 3
"""Seconds to wait for open pages at shutdown."""

REDIRECT_PAGE = (
    "<!DOCTYPE html><meta charset='utf-8'><title>graphloop</title><meta http-equiv='refresh' content='0; url={url}'>"
)
HOST_PATTERN = re.compile(r"([A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9a-fA-F:]+\])(:\d{1,5})?")


@dataclass(frozen=True, slots=True)
class PageAddress:
    """The address and port of the pages, their other host names, and the token that opens them."""

    address: str
    port: int
    token: str
    others: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """The URL for the user's browser."""
        if ip_address(self.address).is_unspecified:
            host = "127.0.0.1"
        else:
            host = f"[{self.address}]" if ":" in self.address else self.address
        return f"http://{host}:{self.port}/?token={self.token}"


def open_listener(address: str, port: int) -> socket.socket:
    """Open a listening socket; UsageError if the address or port is not available."""
    try:
        wanted = ip_address(address)
    except ValueError:
        raise UsageError(f"{address!r} is not an IP address", "graphloop ui --address 127.0.0.1")
    family = socket.AF_INET6 if wanted.version == 6 else socket.AF_INET
    both = address == "::" and socket.has_dualstack_ipv6()
    try:
        return socket.create_server((address, port), family=family, backlog=128, dualstack_ipv6=both)
    except OSError as error:
        reason = error.strerror or str(error)
        hint = f"graphloop ui --port {port % 65535 + 1 if port > 1023 else 8501}"
        raise UsageError(f"port {port} of {address} is not available: {reason}", hint)


def serve_pages(listening: PageAddress, listener: socket.socket) -> None:
    """Serve the pages until a signal ends the process."""
    import uvicorn

    from ui.web.doors import AccessControl, AllowedNames
    from ui.web.ending import silence_threads_at_exit

    configure_streamlit(listening)
    keep_import_path()
    silence_threads_at_exit()
    from streamlit.starlette import App

    names = AllowedNames.of(listening.port, listening.address, listening.others)
    config = uvicorn.Config(
        AccessControl(App(APP_FILE), names, listening.token),
        http="h11",  # the only one that tells an absolute URL in the request line from a path
        ws="websockets-sansio",
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    logging.getLogger("uvicorn.error").addFilter(_is_news)
    # The server re-raises signals once it has stopped: both are its normal end.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


def keep_import_path() -> None:
    """Have the page's folder on the import path for good, behind all others.

    Streamlit would put it there for each run of the page and take it away after it; a thread that imports meanwhile,
    walking the path, would step over the folder behind it and not find what is there.
    """
    folder = os.path.dirname(os.path.abspath(APP_FILE))
    if folder not in sys.path:
        sys.path.append(folder)


def _is_news(record: logging.LogRecord) -> bool:
    # A websocket rejected with its own headers is logged as an unfinished handshake each time.
    return "without completing handshake" not in record.getMessage()


def configure_streamlit(listening: PageAddress) -> None:
    """Configure Streamlit by these options only, not by `.streamlit/…` files of the current folder, home or page."""
    from streamlit import config
    from streamlit.web.bootstrap import load_config_options

    def no_files(file_name: str) -> list[str]:  # noqa: ARG001 - Streamlit passes it
        return []

    # There is no option for this: otherwise the author of the current folder could set the server's options.
    config.get_config_files = no_files
    names = [other.rpartition(":")[0] or other for other in listening.others]
    where = {"server.address": listening.address, "server.port": listening.port}
    load_config_options(
        {**STREAMLIT_OPTIONS, **where, "server.allowedHosts": ["127.0.0.1", "localhost", "::1", *names]}
    )


@contextmanager
def open_browser(listening: PageAddress, folder: Path, wanted: bool) -> Iterator[None]:
    """Open the browser, if wanted, via a private file: other users could see the token in a command line."""
    if not wanted:
        yield
        return
    file = folder / f"open-{listening.port}.html"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        with open(file, "x", encoding="utf-8", opener=_private) as out:
            out.write(REDIRECT_PAGE.format(url=listening.url))
    except OSError:
        # The URL is printed, so the pages can be opened without this.
        yield
        return
    threading.Thread(target=webbrowser.open, args=(file.as_uri(),), name="browser", daemon=True).start()
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def check_hosts(others: Iterable[str]) -> tuple[str, ...]:
    """Return the host names, with optional ports, after validation; UsageError for anything else."""
    hosts = tuple(others)
    for host in hosts:
        if not HOST_PATTERN.fullmatch(host):
            raise UsageError(f"{host!r} is not HOST or HOST:PORT", "graphloop ui --allow-host graph.example.org:8501")
    return hosts
