"""An answer is seen while it is being written, and neither clicks nor reloads cost any of it."""

from __future__ import annotations

import re
import threading

import pytest
from playwright.sync_api import Page, expect

from tests.browser.application import visiting
from tests.browser.dictation import dictated
from tests.browser.test_hostile import model_settings, with_document
from tests.browser.test_journey import ask, turn_to
from tests.support.command import Home

pytestmark = pytest.mark.browser


def test_an_answer_grows_in_view_whatever_the_reader_does(page: Page, fresh: Home) -> None:
    go_on = threading.Event()
    with (
        dictated("The lake holds 9 metres of water [1]. ", "Edda Marsh dug it in 1921 [1].", go_on) as url,
        visiting(page, with_document(fresh), model_settings(url)),
    ):
        ask(page, "How much water does the Quarry Lake hold?")
        growing = page.get_by_test_id("stChatMessage").nth(1)
        expect(growing).to_contain_text("9 metres of water")
        expect(page.get_by_role("button", name="Stop")).to_be_visible()
        page.reload()
        expect(growing).to_contain_text("9 metres of water")
        turn_to(page, "Documents")
        expect(page.get_by_text("1 file, 1 document")).to_be_visible()
        turn_to(page, "Chat")
        expect(growing).to_contain_text("9 metres of water")
        go_on.set()
        expect(growing).to_contain_text("Edda Marsh dug it in 1921")
        expect(page.get_by_text(re.compile(r"\bverified$")).first).to_be_visible()
        expect(page.get_by_role("button", name="Stop")).to_have_count(0)
        in_a_narrow_window(page)


def in_a_narrow_window(page: Page) -> None:
    """The sidebar makes way for what was chosen in it: a page, and from there the conversation."""
    page.set_viewport_size({"width": 400, "height": 800})
    sidebar = page.get_by_test_id("stSidebarNav")
    for choice in (sidebar.get_by_role("link", name="Graph"), page.locator("[class*=st-key-thread-] button").first):
        page.get_by_test_id("stExpandSidebarButton").click()
        choice.click()
        expect(sidebar).not_to_be_in_viewport()
    expect(page.locator(".gl-answer", has_text="How much water does the Quarry Lake hold?")).to_be_visible()
