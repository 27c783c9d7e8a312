"""Removing an uploaded document in the browser, with what quotes it."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, Page, Position, expect

from tests.browser.application import visiting
from tests.browser.test_journey import ask, turn_to
from tests.support.canary import standing
from tests.support.command import Home
from tests.support.quoting import ASKED_OF_IT, CANARY, ONLY_THERE

pytestmark = pytest.mark.browser

ROW: Position = {"x": 18.0, "y": 52.0}
"""The box that picks the first row of a table, in pixels from its corner."""


def test_a_document_goes_with_the_conversation_that_quotes_it(page: Page, fresh: Home) -> None:
    with visiting(page, fresh):
        turn_to(page, "Documents")
        file: FilePayload = {"name": "canary.txt", "mimeType": "text/plain", "buffer": CANARY.encode()}
        page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
        expect(page.get_by_test_id("stFileChip")).to_have_count(1)
        page.get_by_role("button", name="Read them").click()
        expect(page.get_by_text("1 file, 1 document")).to_be_visible()
        turn_to(page, "Chat")
        ask(page, ASKED_OF_IT)
        expect(page.locator(".gl-answer", has_text="Quenneborough").first).to_be_visible()
        expect(page.get_by_text("without a language model").first).to_be_visible()
        turn_to(page, "Documents")
        page.locator("[class*=st-key-files]").get_by_test_id("stDataFrame").click(position=ROW)
        page.get_by_role("button", name="Remove 1 file …").click()
        expect(page.get_by_text("Still quoted in 1 conversation")).to_be_visible()
        page.get_by_text("Also remove what is listed here").click()
        page.get_by_role("button", name="Remove", exact=True).click()
        expect(page.get_by_text("There are no documents yet.")).to_be_visible()
        turn_to(page, "Chat")
        expect(page.locator(".gl-answer", has_text="(removed with its document)").first).to_be_visible()
        assert standing(fresh.data, ONLY_THERE) == []
    assert standing(fresh.data, ONLY_THERE) == []
