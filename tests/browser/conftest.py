"""A browser for each test; one that reached for another host or met an error in the page has failed."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.chromium import MISSING, browsing, chromium
from tests.support.command import Home, home
from tests.support.neo4j_fixture import neo4j

__all__ = ["neo4j"]

PICTURES = Path(__file__).parents[2] / "docs" / "img"

SETTLED = 1000.0
"""Milliseconds after which tabs and graphs have come to rest."""

Picture = Callable[[Page, str], None]


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


@pytest.fixture
def picture() -> Picture:
    """Writes a screenshot to docs/img where SCREENSHOTS is set in the environment."""
    return _write if os.environ.get("SCREENSHOTS") else lambda page, name: None


def _write(page: Page, name: str) -> None:
    from PIL import Image

    page.wait_for_timeout(SETTLED)
    shot = Image.open(io.BytesIO(page.screenshot()))
    PICTURES.mkdir(parents=True, exist_ok=True)
    shot.convert("RGB").quantize(256).save(PICTURES / f"{name}.png", optimize=True)
