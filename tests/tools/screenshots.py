"""Writes pictures of every place to docs/img, from the demo's data: `python -m tests.tools.screenshots [NAME…]`.

Each in light and dark, and in the width of a phone. Without names, all are made.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, expect

from tests.browser.chromium import chromium, launching, opening
from tests.browser.test_journey import ask, turn_to
from tests.support.command import Home, home
from tests.support.pages import running

PICTURES = Path(__file__).parents[2] / "docs" / "img"
MAX_BYTES = 150_000
SETTLED = 2500.0
"""Milliseconds after which tabs, graphs and messages have come to rest."""

QUESTION = "How many sea trout did the counter record in 2024?"
ENTITY = "Drummer Meadow"


@dataclass(frozen=True, slots=True)
class Look:
    """A colour scheme and the size of a window, in pixels."""

    name: str
    scheme: Literal["light", "dark"]
    width: int
    height: int


LOOKS = (Look("light", "light", 1280, 860), Look("dark", "dark", 1280, 860), Look("phone", "light", 390, 800))


def show_start(page: Page) -> None:
    """A conversation not begun yet, with what may be asked."""
    expect(page.get_by_text("What do you want to know?")).to_be_visible()
    page.locator("[class*=st-key-suggestions] button").first.wait_for()


def show_answer(page: Page) -> None:
    """An answer, and the passage of its first citation."""
    ask(page, QUESTION)
    page.get_by_role("button", name=re.compile("1 · (annual-review|page)")).click()
    page.locator(".st-key-source mark").first.wait_for()
    page.locator(".gl-answer", has_text=QUESTION).scroll_into_view_if_needed()


def show_correction(page: Page) -> None:
    """A disliked answer, with the form that corrects it."""
    page.keyboard.press("Escape")
    thumb = page.get_by_role("radio", name="Thumbs down")
    thumb.click()
    page.get_by_role("textbox", name="The right answer").fill("412 sea trout, after 365 in the year before")
    page.get_by_text("Which passages hold the right answer?").scroll_into_view_if_needed()


def show_documents(page: Page) -> None:
    """The table of files."""
    go(page, "Documents")
    page.get_by_test_id("stDataFrame").last.wait_for()


def show_graph(page: Page) -> None:
    """An entity with its neighbours."""
    go(page, "Graph")
    page.locator("[class*=st-key-entity] button", has_text=ENTITY).first.click()
    page.locator("canvas").first.wait_for()
    page.locator("canvas").first.scroll_into_view_if_needed()


def show_quality(page: Page) -> None:
    """The last run, its trend and what to do next."""
    go(page, "Quality")
    page.get_by_test_id("stMetric").first.wait_for()


def show_settings(page: Page) -> None:
    """How a model is connected."""
    go(page, "Settings")
    page.get_by_text("Start Ollama").or_(page.get_by_text("Try and use it")).wait_for()


PLACES: Mapping[str, Callable[[Page], None]] = {
    "start": show_start,
    "chat": show_answer,
    "correct": show_correction,
    "documents": show_documents,
    "graph": show_graph,
    "quality": show_quality,
    "settings": show_settings,
}


def go(page: Page, name: str) -> None:
    """Turn to a place; on a phone its menu is opened first and closes by itself."""
    if not page.get_by_test_id("stSidebarNav").is_visible():
        page.get_by_test_id("stExpandSidebarButton").click()
        page.get_by_test_id("stSidebarNav").wait_for()
    turn_to(page, name)
    expect(page).to_have_title(f"{name} · graphloop")


def main(names: list[str]) -> None:
    """Fill a home as the demo does, and picture its places."""
    executable = chromium()
    if executable is None:
        sys.exit("there is no Chromium")
    with tempfile.TemporaryDirectory() as place:
        made = home(Path(place, "home"), Path(place, "cache"))
        assert made.run("--data-dir", made.data, "demo").code == 0
        for look in LOOKS:
            picture_places(executable, made, look, names)


def picture_places(executable: str, made: Home, look: Look, names: list[str]) -> None:
    """Picture the places in one look, in the order in which one leads to the next."""
    with running(made) as served, launching(executable) as browser, opening(browser) as (page, watch):
        page.set_viewport_size({"width": look.width, "height": look.height})
        page.emulate_media(color_scheme=look.scheme)
        page.goto(served.url)
        for name, show in PLACES.items():
            show(page)
            if not names or name in names:
                write_picture(page, f"{name}-{look.name}")
        page.goto("about:blank")
        assert watch.strangers == []


def write_picture(page: Page, name: str) -> None:
    """Write what is shown without loss."""
    from PIL import Image

    page.wait_for_timeout(SETTLED)
    file = PICTURES / f"{name}.webp"
    PICTURES.mkdir(parents=True, exist_ok=True)
    Image.open(io.BytesIO(page.screenshot())).convert("RGB").save(file, lossless=True, quality=100, method=6)
    print(f"{file.name}: {file.stat().st_size:,} bytes")
    assert file.stat().st_size <= MAX_BYTES, f"{name} is too large"


if __name__ == "__main__":
    main(sys.argv[1:])
