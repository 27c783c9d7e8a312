"""A fresh profile for each test; one that reached for another host or met an error in the page has failed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import MISSING, chromium, launching, opening
from tests.support.command import Home, home
from tests.support.neo4j_fixture import neo4j

__all__ = ["neo4j"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for the tests of a file."""
    executable = chromium()
    if executable is None:
        pytest.skip(MISSING)
    with launching(executable) as launched:
        yield launched


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page with a profile of its own."""
    with opening(browser) as (opened, watch):
        yield opened
    assert watch.strangers == [], "the pages asked for something from another host"
    assert watch.errors == [], "the pages met errors"


@pytest.fixture
def fresh(tmp_path: Path, model_cache: Path) -> Home:
    """A home without documents."""
    return home(tmp_path, model_cache)
