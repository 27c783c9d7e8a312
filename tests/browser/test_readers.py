"""Two people at the same pages, each in a browser of their own: by no address does one see what is the other's."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_journey import ask, turn_to
from tests.support.command import Home
from tests.support.pages import running

pytestmark = pytest.mark.browser

OPEN = "Alasdair Finch kept the Skerry Light from 1911 to 1938. He was born in Portmellin in 1882.\n"
SECRET = "Silas Drew earns 90,000 pounds as pilot of Portmellin since 2014.\n"
HIDDEN = ("90,000 pounds", "Silas Drew", "salaries")


def sign_in(page: Page, token: str) -> None:
    page.get_by_label("Token").fill(token)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_no_address_leads_to_what_is_hidden(page: Page, fresh: Home) -> None:
    for name, text, labels in (("open.txt", OPEN, ()), ("salaries.txt", SECRET, ("--access", "hr"))):
        (fresh.folder / name).write_text(text)
        assert fresh.run("ingest", name, *labels).code == 0
    hal = fresh.run("readers", "add", "Hal", "--label", "hr", "--json").data["token"]
    anna = fresh.run("readers", "add", "Anna", "--json").data["token"]
    assert page.context.browser is not None
    with running(fresh, warm=True) as found, page.context.browser.new_context() as context:
        other = context.new_page()
        here = found.url.partition("?")[0]
        page.goto(found.url)
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        expect(page.get_by_text("Documents")).to_have_count(0)
        sign_in(page, hal)
        ask(page, "How much does Silas Drew earn?")
        expect(page.locator(".gl-answer", has_text="90,000 pounds").first).to_be_visible()
        thread = page.url
        assert "thread=" in thread
        turn_to(page, "Graph")
        page.get_by_role("button", name="Silas Drew · 1").click()
        page.wait_for_url("**/graph?entity=*")
        entity = page.url

        other.goto(found.url)
        sign_in(other, anna)
        for address in (entity, thread, f"{here}documents", f"{here}settings", f"{here}feedback"):
            other.goto(address)
            expect(other.get_by_role("button", name="Sign out")).to_be_visible()
            expect(other.get_by_test_id("stSidebarNavLink")).to_have_count(3)
            expect(other.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
            words = other.locator("body").inner_text()
            assert not [word for word in HIDDEN if word in words], address
            if address == entity:
                expect(other.get_by_role("heading", name="Graph")).to_be_visible()
            if "documents" in address:
                expect(other.get_by_role("heading", name="Documents")).to_be_visible()
                expect(other.get_by_text("1 file, 1 document")).to_be_visible()
        other.goto(f"{here}documents")
        expect(other.get_by_role("heading", name="Documents")).to_be_visible()
        (cookie,) = (one for one in context.cookies() if "reader" in str(one.get("name")))
        assert (cookie.get("httpOnly"), cookie.get("sameSite")) == (True, "Strict")
        other.get_by_role("button", name="Sign out").click()
        expect(other.get_by_role("heading", name="Sign in")).to_be_visible()
        other.reload()
        expect(other.get_by_role("heading", name="Sign in")).to_be_visible()
        for one in (page, other):
            one.goto("about:blank")
