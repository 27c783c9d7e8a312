"""A browser for each test; one that reached for another host or met an error in the page has failed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.chromium import MISSING, browsing, chromium
from tests.support.command import Home, home
from tests.support.neo4j_fixture import neo4j

__all__ = ["neo4j"]


@pytest.fixture
def page() -> Iterator[Page]:
    """A page of a fresh Chromium."""
    executable = chromium()
    if executable is None:
        pytest.skip(MISSING)
    with browsing(executable) as (opened, watch):
        yield opened
    assert watch.strangers == [], "the pages asked for something from another host"
    assert watch.errors == [], "the pages met errors"


@pytest.fixture
def fresh(tmp_path: Path, model_cache: Path) -> Home:
    """A home without documents."""
    return home(tmp_path, model_cache)
