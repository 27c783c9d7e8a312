"""People's pages in a real browser: judge an answer, look at errors by cause, vote, and read a metric's card."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from evals.human.labels import LabelBook
from tests.browser.application import visiting
from tests.browser.test_journey import turn_to
from tests.support.command import Home
from tests.ui.cli.test_eval_label import with_run
from tests.ui.web.across.test_people import with_another

pytestmark = pytest.mark.browser


def test_label_errors_arena_and_cards(page: Page, fresh: Home) -> None:
    with visiting(page, with_another(with_run(fresh))):
        judge(page)
        turn_to(page, "Errors")
        expect(page.get_by_role("heading", name="Should have abstained · 1")).to_be_visible()
        page.get_by_test_id("stExpander").first.locator("summary").click()
        expect(page.get_by_text("Why:").first).to_be_visible()
        vote(page)
        turn_to(page, "Metrics")
        page.get_by_test_id("stExpander").filter(has_text="answer_correctness").locator("summary").click()
        expect(page.get_by_text("even-numbered questions of EVOUNA")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "the page is too wide"
    book = LabelBook(fresh.data / "journal.db")
    assert [(one.rater, one.grades[0].grade) for one in book.marks()] == [("Ada", "yes")]
    book.close()


def judge(page: Page) -> None:
    """Draw a sample and judge its first answer."""
    turn_to(page, "Quality")
    turn_to(page, "Labelling")
    page.get_by_role("button", name="Draw", exact=True).click()
    name(page)
    expect(page.get_by_text("0 of 4 judged by Ada")).to_be_visible()
    page.get_by_test_id("stButtonGroup").first.get_by_text("yes", exact=True).click()
    save = page.get_by_role("button", name="Save", exact=True)
    expect(save).to_be_enabled()
    save.click()
    expect(page.get_by_text("1 of 4 judged by Ada")).to_be_visible()


def vote(page: Page) -> None:
    """Prefer an answer and see it counted."""
    turn_to(page, "Arena")
    name(page)
    expect(page.get_by_text("0 of 2 judged by Ada")).to_be_visible()
    page.get_by_role("button", name="Left is better").click()
    expect(page.get_by_text("1 of 2 judged by Ada")).to_be_visible()
    expect(page.get_by_text("1 vote by Ada")).to_be_visible()


def name(page: Page) -> None:
    """Say who is there, where that is not known from another page."""
    box = page.get_by_label("Your name")
    expect(box).to_be_visible()
    if box.input_value() != "Ada":
        box.fill("Ada")
        box.press("Enter")
