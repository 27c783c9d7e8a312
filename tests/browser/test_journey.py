"""One reader's way through the pages: read, ask, check the source, complain, come back, let a model write."""

from __future__ import annotations

import contextlib
import re
import uuid

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.application import visiting
from tests.support.command import Home
from tests.support.neo4j_fixture import variables, wipe
from tests.support.neo4j_server import Server
from tests.support.servers import MODEL
from ui.samples.questions import SAMPLE_DOCUMENTS

pytestmark = pytest.mark.browser

QUESTION = "How many sea trout did the counter record in 2024?"
EXPECTED = "412 sea trout, fewer than the year before"


def turn_to(page: Page, name: str) -> None:
    """Open another page of the application: one of the menu, or one of the place that is open.

    A page that is drawn again at the moment of a click loses the click: then it is clicked again.
    """
    places = page.locator(".st-key-place").or_(page.get_by_test_id("stSidebarNav"))
    for _ in range(3):
        places.get_by_role("link", name=name).click()
        with contextlib.suppress(AssertionError):
            expect(page).to_have_title(f"{name} · graphloop", timeout=30_000)
            return


def ask(page: Page, question: str) -> None:
    """Type a question and send it."""
    box = page.get_by_test_id("stChatInputTextArea")
    expect(box).to_be_enabled()
    box.fill(question)
    box.press("Enter")


def test_upload_ask_check_rate_and_come_back(page: Page, fresh: Home, model_url: str) -> None:
    with visiting(page, fresh):
        upload(page)
        offline(page)
        rate(page)
        page.reload()
        found_again(page)
        promote(page)
        by_model(page, model_url)


def test_the_same_with_the_graph_on_a_server(page: Page, fresh: Home, neo4j: Server) -> None:
    graph = f"test-{uuid.uuid4().hex}"
    try:
        with visiting(page, fresh, variables(neo4j, graph)):
            upload(page)
            offline(page)
            rate(page)
            page.reload()
            found_again(page)
        assert not (fresh.data / "graph.db").exists()
        assert fresh.run("store", "info", "--json", more=variables(neo4j, graph)).data["documents"] == 2
    finally:
        wipe(neo4j, graph)


def upload(page: Page) -> None:
    """Two files that can be read and one that cannot."""
    files: list[FilePayload] = [
        {"name": name, "mimeType": "application/octet-stream", "buffer": (SAMPLE_DOCUMENTS / name).read_bytes()}
        for name in ("annual-review-2024.pdf", "incident-2024-03-11.docx")
    ]
    files.append({"name": "../../photo <b>.gif", "mimeType": "image/gif", "buffer": b"GIF89a" + bytes(64)})
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(files)
    expect(page.get_by_test_id("stFileChip")).to_have_count(3)
    page.get_by_role("button", name="Read them").click()
    expect(page.get_by_text("2 indexed, 1 refused")).to_be_visible()
    expect(page.get_by_text("was refused (unsupported): this is a GIF image")).to_be_visible()
    turn_to(page, "Documents")
    expect(page.get_by_text("2 files, 2 documents")).to_be_visible()
    page.get_by_test_id("stDataFrame").last.wait_for()


def offline(page: Page) -> None:
    """The answer quotes the document, and the quote is marked in its source and on its page."""
    turn_to(page, "Chat")
    box = page.get_by_test_id("stChatInputTextArea")
    expect(box).to_be_focused()
    ask(page, QUESTION)
    expect(page.locator(".gl-answer", has_text="412").first).to_be_visible()
    expect(page.locator(".gl-answer", has_text=QUESTION)).to_be_in_viewport()
    expect(page.get_by_role("status").filter(has_text="412")).to_be_attached()
    expect(box).to_be_focused()
    expect(page.get_by_text(re.compile(r"\bquoted$")).first).to_be_visible()
    page.get_by_role("button", name=re.compile("1 · (annual-review-2024.pdf, )?page")).click()
    source = page.locator(".st-key-source")
    expect(source.locator("mark").first).to_contain_text("412")
    source.get_by_role("tab", name=re.compile("^Page")).click()
    expect(source.get_by_test_id("stImage").locator("img")).to_be_visible()
    page.get_by_role("radio", name="Why these passages").click()
    expect(page.get_by_text("found by").first).to_be_visible()
    page.get_by_role("radio", name="Graph").click()
    expect(page.locator("canvas").first).to_be_visible()
    source.get_by_role("tab", name="Text").click()
    expect(source.locator("mark").first).to_be_visible()
    page.locator(".gl-answer", has_text=QUESTION).scroll_into_view_if_needed()
    page.keyboard.press("Escape")
    expect(source).to_have_count(0)


def rate(page: Page) -> None:
    """Thumb down, a reason and the right answer."""
    page.get_by_role("radio", name="Thumbs down").click()
    page.get_by_role("button", name="incomplete").click()
    page.get_by_role("textbox", name="The right answer").fill(EXPECTED)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Not helpful, saved · incomplete, the right answer")).to_be_visible()


def found_again(page: Page) -> None:
    """After a reload the thread, its answer and the rating are there."""
    expect(page.locator(".gl-answer", has_text=QUESTION)).to_be_visible()
    expect(page.locator(".gl-answer", has_text="412").first).to_be_visible()
    expect(page.get_by_text("Not helpful, saved · incomplete, the right answer")).to_be_visible()
    expected = page.get_by_role("textbox", name="The right answer")
    for _ in range(3):  # a page that is drawn anew under the pointer loses the click
        if not expected.is_visible():
            page.get_by_text("What was wrong?").click()
        with contextlib.suppress(AssertionError):
            expect(expected).to_be_visible(timeout=15_000)
            break
    expect(expected).to_have_value(EXPECTED)


def promote(page: Page) -> None:
    """The complaint becomes a test question."""
    turn_to(page, "Quality")
    turn_to(page, "Feedback")
    page.get_by_test_id("stExpander").get_by_text(QUESTION).click()
    done = page.get_by_text("It is a test question")
    for _ in range(3):  # a page that is drawn anew under the pointer loses the click
        for name in ("Correct the answer", "Save and make a test question"):
            button = page.get_by_role("button", name=name)
            with contextlib.suppress(AssertionError):
                expect(button.or_(done).first).to_be_visible(timeout=15_000)
            if button.count():
                button.click()
        with contextlib.suppress(AssertionError):
            expect(done).to_be_visible(timeout=15_000)
            break
    expect(done).to_be_visible()
    turn_to(page, "Questions")
    expect(page.get_by_text("1 test question")).to_be_visible()


def by_model(page: Page, model_url: str) -> None:
    """A model that is set up on the page writes the next answer, and a reload meanwhile loses nothing."""
    turn_to(page, "Settings")
    page.get_by_label("Passages per answer").fill("1")
    page.get_by_label("Passages per answer").press("Enter")
    page.get_by_role("button", name="Save").nth(2).click()
    page.get_by_label("Address").fill(model_url)
    page.get_by_label("Model", exact=True).fill(MODEL)
    page.get_by_role("button", name="Save").first.click()
    page.get_by_role("button", name="Test", exact=True).click()
    expect(page.get_by_text(re.compile("answered in"))).to_be_visible()
    turn_to(page, "Chat")
    expect(page).to_have_url(re.compile("thread="))
    page.get_by_role("button", name="New conversation").click()
    expect(page.get_by_text("What do you want to know?")).to_be_visible()
    expect(page).not_to_have_url(re.compile("thread="))
    ask(page, "Who discovered the pump failure at Drummer Meadow?")
    expect(page).to_have_url(re.compile("thread="))
    page.reload()
    expect(page.get_by_text(re.compile(rf"{MODEL.replace('-', '.')} · "))).to_be_visible()
    expect(page.get_by_test_id("stChatMessage").nth(1).locator(".gl-answer")).not_to_be_empty()
