"""A folder is read, one of its documents opened, tagged and left, and what has changed in it is read later."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, Position, expect

from tests.browser.application import visiting
from tests.browser.test_journey import turn_to
from tests.support.command import Home
from tests.ui.conftest import HANDBOOK, MAIL, PRICES

pytestmark = pytest.mark.browser

FIRST_NAME: Position = {"x": 110.0, "y": 52.0}
"""The name of the first file in the list, in pixels from its corner."""


def files(page: Page) -> Locator:
    """The list of files."""
    return page.locator("[class*=st-key-files]").get_by_test_id("stDataFrame")


def open_first(page: Page) -> None:
    """Open the first file of the list by its name."""
    expect(files(page).locator("canvas").first).to_be_visible()
    files(page).click(position=FIRST_NAME)
    expect(page.get_by_role("button", name="All documents")).to_be_visible()


def test_a_folder_is_read_looked_into_and_read_again(page: Page, fresh: Home) -> None:
    papers = fresh.folder / "papers"
    papers.mkdir()
    for name, text in (("handbook.md", HANDBOOK), ("prices.csv", PRICES), ("mail.eml", MAIL)):
        (papers / name).write_text(text)
    with visiting(page, fresh):
        turn_to(page, "Documents")
        page.get_by_label("Add a folder or file on this machine").fill(str(papers))
        page.get_by_role("button", name="Read it").click()
        page.get_by_role("button", name="Yes, read").click()
        expect(page.get_by_text("3 indexed")).to_be_visible()
        open_first(page)
        expect(page).to_have_url(re.compile("document="))
        look_into(page)
        page.get_by_role("button", name="All documents").click()
        expect(page.get_by_text("3 files, 4 documents")).to_be_visible()
        expect(page).not_to_have_url(re.compile("document="))
        (papers / "handbook.md").unlink()
        (papers / "pier.txt").write_text("Oona Petrie keeps the pier.\n")
        page.get_by_role("button", name="Look for changes").click()
        expect(page.get_by_text("1 new, 2 unchanged, 1 gone.")).to_be_visible()
        page.get_by_text("Also remove the documents of 1 file").click()
        page.get_by_role("button", name="Read 1 file").click()
        expect(page.get_by_text("Removed, since their files are gone or left out: handbook.md")).to_be_visible()
        expect(page.get_by_text("3 files, 4 documents")).to_be_visible()


def look_into(page: Page) -> None:
    """The handbook shows its table, leads to the file that it names and back, and gets a tag."""
    expect(page.get_by_role("heading", name="Quarry Lake Handbook").first).to_be_visible()
    expect(page.locator(".gl-document th", has_text="Season")).to_be_visible()
    box = page.get_by_role("combobox", name="Tags")
    box.fill("boats")
    box.press("Enter")
    expect(page.get_by_text("Added boats to 1 document.")).to_be_visible()
    box.press("Escape")
    page.get_by_text("Links (2)").click()
    page.get_by_role("button", name="prices.csv").click()
    expect(page.locator(".gl-document td", has_text="Day ticket")).to_be_visible()
    page.get_by_text("Links (1)").click()
    page.get_by_role("button", name="Quarry Lake Handbook").click()
    expect(page.locator(".gl-document th", has_text="Season")).to_be_visible()
