"""A Chromium that reaches nothing but this machine, and remembers what went wrong in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Route, WebSocketRoute, expect, sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Some versions keep pages of other addresses from this machine's; the application must not need that.
UNSHIELDED = "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests"
NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "SKIPPED: no Chromium; apt-get install -y --no-install-recommends chromium"
PATIENCE = 240_000.0
"""Milliseconds to wait for an element: other work may keep the machine busy."""

expect.set_options(timeout=PATIENCE)

HERE = "127.0.0.1"


def chromium() -> str | None:
    """The installed browser; None without one."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@dataclass
class Watch:
    """What no test may see: requests to other hosts, and errors in the page."""

    names: frozenset[str] = frozenset((HERE,))
    strangers: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def knows(self, url: str) -> bool:
        """Whether an address leads to this machine, by one of its names."""
        parts = urlsplit(url)
        return parts.scheme in ("data", "blob", "about", "file") or parts.hostname in self.names

    def request(self, route: Route) -> None:
        """Let requests to this machine pass and no other."""
        if self.knows(route.request.url):
            route.continue_()
        else:
            self.strangers.append(route.request.url)
            route.abort()

    def socket(self, socket: WebSocketRoute) -> None:
        """Let connections to this machine pass and no other."""
        if self.knows(socket.url):
            socket.connect_to_server()
        else:
            self.strangers.append(socket.url)
            socket.close()

    def console(self, message: ConsoleMessage) -> None:
        """Keep what the page calls an error."""
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")


@contextmanager
def launching(executable: str, *names: str) -> Iterator[Browser]:
    """A browser; other names lead to this machine too."""
    rules = ", ".join(f"MAP {name} {HERE}" for name in names)
    flags = (*FLAGS, UNSHIELDED, f"--host-resolver-rules={rules}") if names else FLAGS
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, headless=True, args=list(flags))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opening(browser: Browser, *names: str) -> Iterator[tuple[Page, Watch]]:
    """A page with a fresh profile of a browser that knows these names."""
    watch = Watch(frozenset((HERE, *names)))
    with browser.new_context(viewport={"width": 1440, "height": 1100}) as context:
        context.set_default_timeout(PATIENCE)
        context.route("**/*", watch.request)
        context.route_web_socket("**/*", watch.socket)
        page = context.new_page()
        page.on("console", watch.console)
        page.on("pageerror", lambda error: watch.errors.append(str(error)))
        yield page, watch
