"""Hostile texts in the pages: `python -m tests.bench.payloads [--json]`.

Two homes hold the same things: in one, questions, answers, titles of conversations, names, feedback, file names and
cells of tables are hostile texts, in the other harmless ones of the same words. In a real Chromium each place must have
the same elements with the same attributes in both. Exit code 4 where they differ, where a text had an effect, or where
a page asked another host or met an error.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from evals.human.feedback import FeedbackBook, make_feedback
from graph.sqlite.store import SqliteStore
from rag.conversations import Threads
from rag.types import Answer
from tests.browser.chromium import MISSING, chromium, launching, opening
from tests.support.command import Home
from tests.support.pages import running
from tests.support.payloads import PAYLOADS

PATIENCE = 60.0
"""Seconds to wait for a page."""
LOOKS = 4
"""How often a page must look the same to have come to rest."""
FEW_ELEMENTS = 40
"""Elements of a page that has nothing to show yet."""
TURNS = 20
"""Questions of a conversation, all of which are shown."""

_SKELETON = """() => [...document.querySelectorAll('#root *')]
  .filter((one) => !one.closest('svg, canvas, style, script, iframe'))
  .map((one) => one.tagName + ' ' + one.getAttributeNames().filter((name) => name !== 'title').sort().join(' '))"""


_MARKUP = frozenset("<>[](){}&;:!=/\\$'\"")


def plain(payload: str) -> str:
    """Return a text of the same words in which nothing is markup but what an answer may have: emphasis and code."""
    return "".join("x" if letter in _MARKUP else letter for letter in payload)


@dataclass(frozen=True, slots=True)
class Compared:
    """How one place looks with hostile texts: elements in both, and the first difference."""

    place: str
    texts: int
    elements: int
    difference: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the pages: what is asked of the address, and how many texts it shows."""

    name: str
    path: str
    texts: int


def fill(home: Home, texts: Sequence[str]) -> list[Place]:
    """Put these texts wherever people and documents put theirs, and return the places that show them."""
    papers = home.folder / "papers"
    papers.mkdir()
    with (papers / "table.csv").open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([("Name", "Remark"), *((f"Row {row}", text) for row, text in enumerate(texts))])
    titles = [f"{text.replace('/', '∕')[:80]} {number}" for number, text in enumerate(texts[:TURNS])]
    for number, title in enumerate(titles):
        (papers / f"{title}.txt").write_text(f"The locker of hall {number} is green.\n", "utf-8")
    ran = home.run("ingest", papers)
    assert ran.code == 0, ran
    return [*_fill_threads(home, texts), *_fill_feedback(home, texts), *_places_of_store(home, texts, titles)]


def _fill_threads(home: Home, texts: Sequence[str]) -> Iterator[Place]:
    with closing(Threads.open(home.data / "journal.db")) as threads:
        for start in range(0, len(texts), TURNS):
            own = texts[start : start + TURNS]
            thread = threads.create(own[0])
            for text in own:
                threads.append(thread, text, Answer(f"{text} [1]", model="m", unsupported=(text,)))
            yield Place(f"conversation {start // TURNS + 1}", f"?thread={thread}", 3 * len(own))


def _fill_feedback(home: Home, texts: Sequence[str]) -> Iterator[Place]:
    with closing(FeedbackBook(home.data / "journal.db")) as book:
        for text in texts:
            book.add(make_feedback(text, Answer(text), "down", comment=text, expected=text))
    yield Place("feedback", "feedback", 4 * len(texts))


def _places_of_store(home: Home, texts: Sequence[str], titles: Sequence[str]) -> Iterator[Place]:
    with closing(SqliteStore(home.data / "graph.db")) as store:
        documents = {document.source: document.id for document in store.documents()}
        names = {view.name: view.entity.id for view in store.entities()}
    table = next(name for source, name in documents.items() if source.endswith("table.csv"))
    yield Place("documents", "documents", len(documents))
    yield Place("table", f"documents?document={table}", len(texts))
    yield Place("names", "graph", len(titles))
    known = [title for title in titles if title in names]
    yield from (Place(f"name {place}", f"graph?entity={names[title]}", 1) for place, title in enumerate(known, 1))


def look(page: Page, url: str, places: Sequence[Place], token: str) -> list[list[str]]:
    """Return the elements of each place with the names of their attributes."""
    found = []
    for place in places:
        separator = "&" if "?" in place.path else "?"
        page.goto(f"{url}/{place.path}{separator}token={token}")
        expect(page.get_by_test_id("stMain")).to_be_visible()
        found.append(_settled(page))
        assert not page.evaluate("window.owned"), place
    return found


def _settled(page: Page) -> list[str]:
    """Return what the page is made of once that no longer changes."""
    deadline = time.monotonic() + PATIENCE
    seen: list[list[str]] = [[]]
    while len(seen[-1]) <= FEW_ELEMENTS or any(one != seen[-1] for one in seen[-LOOKS:]) or len(seen) < LOOKS:
        assert time.monotonic() < deadline, "the page does not come to rest"
        page.wait_for_timeout(400)
        busy = page.locator("[data-testid=stStatusWidget], [data-testid=stSkeleton]").count()
        seen.append([] if busy else page.evaluate(_SKELETON))
    return seen[-1]


def compare(hostile: Home, harmless: Home, texts: Sequence[str], executable: str) -> Iterator[Compared]:
    """Compare the places of both homes, one after the other."""
    seen = []
    for home, change in ((hostile, str), (harmless, plain)):
        places = fill(home, [change(text) for text in texts])
        with running(home) as server, launching(executable) as browser, opening(browser) as (page, watch):
            page.goto(server.url)
            seen.append(look(page, f"http://127.0.0.1:{server.port}", places, server.token))
            page.goto("about:blank")
        yield Compared("other hosts and errors", len(texts), 0, "; ".join([*watch.strangers, *watch.errors][:1]))
    for place, ours, theirs in zip(places, *seen, strict=True):
        pairs = (f"{one} / {other}" for one, other in zip(ours, theirs, strict=False) if one != other)
        size = f"{len(ours)} / {len(theirs)} elements" if len(ours) != len(theirs) else ""
        yield Compared(place.name, place.texts, len(ours), next(pairs, size))


def main(arguments: list[str]) -> int:
    """Fill two homes, compare every place, print a line each, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one object a line")
    options = parser.parse_args(arguments)
    executable = chromium()
    if executable is None:
        print(MISSING)
        return 2
    texts = [text for text in PAYLOADS if text.isprintable()]
    differs = False
    show: Callable[[Compared], str] = (lambda one: json.dumps(asdict(one))) if options.json else _line
    with tempfile.TemporaryDirectory() as name:
        homes = [Home(Path(name) / kind, Path(name) / kind / "data") for kind in ("hostile", "harmless")]
        for home in homes:
            home.data.mkdir(parents=True, mode=0o700)
        for one in compare(homes[0], homes[1], texts, executable):
            differs = differs or bool(one.difference)
            print(show(one), flush=True)
    return 4 if differs else 0


def _line(one: Compared) -> str:
    verdict = one.difference or "same"
    return f"{one.place[:40]:<40} {one.texts:5} texts {one.elements:6} elements  {verdict[:160]}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
