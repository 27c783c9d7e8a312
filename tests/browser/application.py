"""A visit to the real application."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from tests.support.command import Home
from tests.support.pages import running


@contextmanager
def visiting(page: Page, home: Home, more: Mapping[str, str] | None = None, *flags: str | Path) -> Iterator[None]:
    """Run the application, look at its first page, and leave it before it ends."""
    with running(home, more, *flags, warm=True) as found:
        page.goto(found.url)
        yield
        page.goto("about:blank")
