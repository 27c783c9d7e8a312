"""A real browser at the doors: pages of others that try to get in, the token's ways, every page under the policy."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.application import visiting
from tests.browser.chromium import MISSING, chromium, launching, opening
from tests.browser.test_hostile import with_document
from tests.browser.test_journey import ask, turn_to
from tests.support.command import Home
from tests.support.pages import Running, running
from tests.support.servers import Reply, Request, free_port, scripted
from tests.ui.cli.test_eval_label import with_run
from tests.ui.conftest import LIGHTHOUSE
from tests.ui.web.across.test_people import with_another

pytestmark = pytest.mark.browser

EVIL = "evil.test"
NAMES = (EVIL, "localhost")
ATTACK = """async (to) => {
    const came = {};
    const asked = async (name, path, how) => {
        try {
            const reply = await fetch(to + path, {credentials: 'include', ...how});
            came[name] = reply.type === 'opaque' ? 'opaque' : reply.status;
        } catch { came[name] = 'nothing'; }
    };
    await asked('read', '/_stcore/host-config', {});
    await asked('blind', '/', {mode: 'no-cors'});
    await asked('upload', '/_stcore/upload_file/x/y', {method: 'PUT', body: new FormData()});
    await asked('post', '/', {method: 'POST', mode: 'no-cors', body: 'a=b'});
    came.socket = await new Promise((done) => {
        const socket = new WebSocket(to.replace('http', 'ws') + '/_stcore/stream', ['streamlit']);
        socket.onopen = () => done('open');
        socket.onerror = () => done('closed');
    });
    const frame = document.createElement('iframe');
    frame.name = 'frame';
    document.body.append(frame);
    const loaded = new Promise((done) => { frame.onload = done; setTimeout(done, 5000); });
    frame.src = to + '/';
    await loaded;
    const form = document.createElement('form');
    Object.assign(form, {method: 'post', action: to + '/', target: 'posted'});
    const other = document.createElement('iframe');
    other.name = 'posted';
    document.body.append(other, form);
    const sent = new Promise((done) => { other.onload = done; setTimeout(done, 5000); });
    form.submit();
    await sent;
    const image = new Image();
    came.image = await new Promise((done) => {
        image.onload = () => done('shown'); image.onerror = () => done('nothing'); image.src = to + '/favicon.png';
    });
    return came;
}"""
QUALITY = ("Questions", "Runs", "Errors", "Labelling", "Arena", "Metrics", "Feedback")
REFUSED = ("nothing", 403, 400)


@dataclass(frozen=True, slots=True)
class Victim:
    """A user's browser, in which the pages were opened, and the application."""

    page: Page
    served: Running
    home: Home

    def open(self) -> None:
        """Visit the address that was printed."""
        self.page.goto(self.served.url)
        self.page.get_by_test_id("stSidebarNav").wait_for()

    def nothing_came_of_it(self) -> None:
        ran = self.home.run("documents", "list", "--json")
        assert ran.data == []
        assert not (self.home.data / "uploads").exists()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium that takes other names for this machine."""
    executable = chromium()
    if executable is None:
        pytest.skip(MISSING)
    with launching(executable, *NAMES) as launched:
        yield launched


@pytest.fixture
def victim(browser: Browser, fresh: Home) -> Iterator[Victim]:
    with running(fresh, warm=True) as served, opening(browser, *NAMES) as (page, watch):
        yield Victim(page, served, fresh)
        page.goto("about:blank")
    assert watch.strangers == []


def attack(page: Page, origin: str, target: str) -> dict[str, object]:
    """What a page of `origin` gets from `target`; the frames in it show nothing of the application."""
    page.goto(f"{origin}/attack")
    came: dict[str, object] = page.evaluate(ATTACK, target)
    page.wait_for_timeout(1000)
    for frame in page.frames[1:]:
        assert frame.locator("#root, [data-testid]").count() == 0, frame.url
    return came


def is_kept_out(came: dict[str, object]) -> None:
    assert came.pop("socket") == "closed"
    assert all(one in REFUSED for one in came.values()), came


def serve_attack(route: Route) -> None:
    route.fulfill(content_type="text/html", body="<!DOCTYPE html><title>a page</title><body></body>")


def test_a_name_that_is_bound_anew_gets_nothing(victim: Victim) -> None:
    """The page comes from its own server first; then its name leads to this machine, at the application's port."""
    victim.open()
    origin = f"http://{EVIL}:{victim.served.port}"
    victim.page.context.route("**/attack", serve_attack)
    is_kept_out(attack(victim.page, origin, origin))
    is_kept_out(attack(victim.page, origin, f"http://127.0.0.1:{victim.served.port}"))
    for path in ("/", "/documents", f"/?token={victim.served.token}"):
        shown = victim.page.goto(origin + path)
        assert shown is not None
        assert shown.status == 403
        expect(victim.page.locator("body")).to_have_text("Forbidden")
    victim.nothing_came_of_it()


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_another_server_of_this_machine_gets_nothing(victim: Victim, name: str) -> None:
    """Its pages are of the same site, so that the browser sends the cookie along."""
    victim.open()

    def script(request: Request) -> Reply:
        return Reply(body="<!DOCTYPE html><title>a page</title><body></body>", kind="text/html")

    with scripted(script) as server:
        other = urlsplit(server.url).port
        for target in ("127.0.0.1", "localhost"):
            is_kept_out(attack(victim.page, f"http://{name}:{other}", f"http://{target}:{victim.served.port}"))
        victim.page.goto("about:blank")
    victim.nothing_came_of_it()


def test_without_the_token_a_page_says_how_to_get_in(victim: Victim) -> None:
    bare = f"http://127.0.0.1:{victim.served.port}"
    for path in ("/", "/documents", "/?token=wrong"):
        shown = victim.page.goto(bare + path)
        assert shown is not None
        assert shown.status == 403
        expect(victim.page.locator("body")).to_contain_text("graphloop ui")
        assert victim.page.locator("script, #root").count() == 0
    victim.open()
    assert victim.page.url == f"{bare}/"
    assert (
        victim.page.evaluate("document.cookie + document.referrer + JSON.stringify(performance.getEntries())").count(
            victim.served.token
        )
        <= 1
    ), "only the browser's own record of the way here"
    assert f"graphloop_{victim.served.port}" not in victim.page.evaluate("document.cookie")
    (cookie,) = [one for one in victim.page.context.cookies() if one["name"] == f"graphloop_{victim.served.port}"]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    for path, heading in (("documents", "Documents"), ("evals", "Runs"), ("label", "Labelling")):
        victim.page.goto(f"{bare}/{path}")
        expect(victim.page.get_by_role("heading", name=heading)).to_be_visible()


def test_after_a_restart_the_old_tab_is_told_and_the_new_address_opens(browser: Browser, fresh: Home) -> None:
    port = free_port()
    with opening(browser) as (page, _):
        with running(fresh, port=port, warm=True) as first:
            page.goto(first.url)
            page.get_by_test_id("stSidebarNav").wait_for()
        with running(fresh, port=port, warm=True) as second:
            page.reload()
            expect(page.locator("body")).to_contain_text("graphloop ui")
            page.goto(first.url)
            expect(page.locator("body")).to_contain_text("graphloop ui")
            page.goto(second.url)
            page.get_by_test_id("stSidebarNav").wait_for()
            page.goto("about:blank")


def test_a_link_on_another_page_and_the_opening_file_lead_in(browser: Browser, fresh: Home) -> None:
    told, program = fresh.folder / "told", fresh.folder / "browser"
    program.write_text(f'#!/bin/sh\necho "$@" > "{told}.part" && mv "{told}.part" "{told}"\n')
    program.chmod(0o755)
    more = {"BROWSER": f"{program} %s"}
    with opening(browser, EVIL) as (page, _), running(fresh, more, browser="--browser") as served:
        deadline = time.monotonic() + 60
        while not told.exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert Path(unquote(urlsplit(told.read_text().strip()).path)).exists()
        page.goto(told.read_text().strip())
        page.get_by_test_id("stSidebarNav").wait_for()
        assert page.url == f"http://127.0.0.1:{served.port}/"
        page.context.route("**/attack", serve_attack)
        page.goto(f"http://{EVIL}/attack")
        page.evaluate(f"location.href = 'http://127.0.0.1:{served.port}/'")
        page.get_by_test_id("stSidebarNav").wait_for()
        page.goto("about:blank")


def test_every_page_works_under_the_policy(page: Page, fresh: Home) -> None:
    """The page's watch tells of errors in the console, which is where a browser writes what a policy stopped."""
    with visiting(page, with_another(with_run(with_document(fresh)))):
        ask(page, "How much water does the Quarry Lake hold?")
        expect(page.get_by_text(re.compile(r"\b(un)?verified$")).first).to_be_visible()
        page.get_by_role("radio", name="Graph").click()
        expect(page.locator("canvas").first).to_be_visible()
        names = page.get_by_test_id("stSidebarNav").get_by_role("link").all_inner_texts()
        assert [name.splitlines()[-1] for name in names] == ["Chat", "Documents", "Graph", "Quality", "Settings"]
        for name in ("Documents", "Graph", "Settings", "Quality", *QUALITY):
            turn_to(page, name)
            expect(page).to_have_title(f"{name} · graphloop")
            expect(page.get_by_test_id("stMain").get_by_role("heading").first).to_be_visible()
            page.wait_for_timeout(500)
            # The page is drawn again when the models of the machine are found, which a click at that moment loses to.
            expect(page.get_by_text("Looking for local servers")).to_have_count(0)
        # A page that is opened by its own address writes no error either.
        page.reload()
        expect(page.get_by_test_id("stMain").get_by_role("heading").first).to_be_visible()


def test_the_policy_stops_what_a_page_would_send_away(victim: Victim) -> None:
    victim.open()
    came = victim.page.evaluate(
        f"""async () => [
            await fetch('http://{EVIL}:{victim.served.port}/').then(() => 'sent', () => 'stopped'),
            await new Promise((done) => {{
                const image = new Image();
                image.onload = () => done('sent'); image.onerror = () => done('stopped');
                image.src = 'http://{EVIL}:{victim.served.port}/favicon.png';
            }}),
            await new Promise((done) => {{
                addEventListener('securitypolicyviolation', (event) => done(event.effectiveDirective));
                const script = document.createElement('script');
                script.textContent = 'window.owned = 1';
                document.body.append(script);
            }}),
            window.owned ?? 'clean',
        ]"""
    )
    assert came[:2] == ["stopped", "stopped"]
    assert came[2].startswith("script-src")
    assert came[3] == "clean"


def test_a_typed_path_is_read_when_it_is_confirmed(page: Page, fresh: Home) -> None:
    papers = fresh.folder / "papers"
    papers.mkdir()
    (papers / "lighthouse.txt").write_text(LIGHTHOUSE)
    (fresh.folder / "way").symlink_to(papers)
    with visiting(page, fresh):
        turn_to(page, "Documents")
        box = page.get_by_role("textbox", name="Add a folder or file on this machine")
        read = page.get_by_role("button", name="Read it")
        for path, words in (("/etc", "belongs to the system"), (str(fresh.data), "own data folder")):
            box.fill(path)
            read.click()
            expect(page.get_by_test_id("stAlert").filter(has_text=words)).to_be_visible()
        box.fill(str(fresh.folder / "way"))
        read.click()
        expect(page.locator(".st-key-question")).to_contain_text(f"Read 1 file (0.3 kB) from {papers}?")
        page.get_by_role("button", name="No", exact=True).click()
        expect(page.locator(".st-key-question")).to_have_count(0)
        expect(page.get_by_text("There are no documents yet.")).to_be_visible()
        read.click()
        page.get_by_role("button", name="Yes, read").click()
        expect(page.get_by_text("1 indexed")).to_be_visible()


def test_a_folder_named_at_the_start_is_read_at_once(page: Page, fresh: Home) -> None:
    papers = fresh.folder / "papers"
    papers.mkdir()
    (papers / "lighthouse.txt").write_text(LIGHTHOUSE)
    with visiting(page, fresh, None, "--folder", "papers"):
        turn_to(page, "Documents")
        box = page.get_by_role("textbox", name="Add a folder or file on this machine")
        expect(box).to_have_attribute("placeholder", str(papers))
        box.fill(str(papers))
        page.get_by_role("button", name="Read it").click()
        expect(page.get_by_text("1 indexed")).to_be_visible()
