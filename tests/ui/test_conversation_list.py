"""Conversations are found by their words, and stand under the day of their last question."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date
from pathlib import Path

import pytest

from graph.types import Passage
from rag.conversations import Thread, Threads, group_versions
from rag.types import Answer, Citation, Hit, Provenance, Turn
from ui.conversation_file import name_file, save_json, save_markdown
from ui.conversation_list import ThreadGroup, group_threads, search_threads

TODAY = date(2026, 11, 30)
PASSAGE = Passage("p", "d", "The lake holds 9 metres.", 0, page=2, source="/papers/lake.pdf")
ANSWER = Answer(
    "It holds *9 metres* [1].", (Citation(1, "p", "holds 9 metres", 9, 23, True),), (Hit(PASSAGE, 1.0, Provenance()),)
)


@pytest.fixture
def threads(tmp_path: Path) -> Iterator[Threads]:
    opened = Threads.open(tmp_path / "journal.db")
    yield opened
    opened.close()


def test_words_are_looked_for_in_titles_questions_and_answers(threads: Threads) -> None:
    lake, rome = threads.create("Lake"), threads.create("A trip")
    threads.append(lake, "How deep is it?", ANSWER)
    threads.append(rome, "Where is the Trevi fountain?", Answer("In Rome, Straße 9."))
    found = {
        words: [thread.id for thread in search_threads(threads, words)]
        for words in ("LAKE", "trevi rome", "metres deep", "strasse", "trevi metres", "papers", " ")
    }
    assert found == {
        "LAKE": [lake],
        "trevi rome": [rome],
        "metres deep": [lake],
        "strasse": [rome],
        "trevi metres": [],
        "papers": [],
        " ": [rome, lake],
    }


def test_conversations_stand_under_their_day() -> None:
    days = ("2026-11-30", "2026-11-29", "2026-11-24", "2026-11-01", "2026-10-30", "2025-10-01", "2026-12-02")
    made = [Thread(day, day, day, f"{day}T12:00:00+00:00") for day in days]
    made.append(Thread("pinned", "pinned", "", "2020-01-01T00:00:00+00:00", pinned=True))
    assert [(group.heading, [one.id for one in group.threads]) for group in group_threads(made, TODAY, UTC)] == [
        ("Pinned", ["pinned"]),
        ("Today", ["2026-11-30", "2026-12-02"]),
        ("Yesterday", ["2026-11-29"]),
        ("Last 7 days", ["2026-11-24"]),
        ("Last 30 days", ["2026-11-01"]),
        ("October 2026", ["2026-10-30"]),
        ("October 2025", ["2025-10-01"]),
    ]
    assert group_threads([], TODAY) == list[ThreadGroup]()


def test_a_pin_stays_until_it_is_taken_away(threads: Threads) -> None:
    first = threads.create("a")
    threads.create("b")
    threads.pin(first, True)
    assert [thread.title for thread in threads.list() if thread.pinned] == ["a"]
    threads.pin(first, False)
    assert not any(thread.pinned for thread in threads.list())


def test_versions_of_a_question_stand_in_its_place(threads: Threads) -> None:
    thread = threads.create("t")
    first = threads.append(thread, "How deap?", Answer("?"))
    second = threads.append(thread, "And how wide?", Answer("Wide."))
    newer = threads.append(thread, "How deep?", Answer("Deep."), replaces=first)
    assert [[one.id for one in versions] for versions in group_versions(threads.turns(thread))] == [
        [first, newer],
        [second],
    ]
    said = (Turn("user", "How deep?"), Turn("assistant", "Deep."))
    assert threads.history(thread, before=second) == said
    assert threads.history(thread, before=first) == ()
    assert threads.history(thread) == (*said, Turn("user", "And how wide?"), Turn("assistant", "Wide."))
    threads.append(thread, "How deeep?", replaces=first)
    assert threads.history(thread, before=second) == said


def test_a_conversation_is_written_to_a_file(threads: Threads) -> None:
    name = threads.create("How deep/../is the lake?")
    first = threads.append(name, "How deep?", Answer("?"))
    threads.append(name, "How deep\nis it?", ANSWER, replaces=first)
    threads.fail(threads.append(name, "And wide?"), "stopped")
    (thread,), turns = threads.list(), threads.turns(name)
    assert save_markdown(thread, turns) == (
        f"# How deep/../is the lake?\n\n{thread.created[:10]}\n\n## How deep is it?\n\nIt holds *9 metres* [1].\n\n"
        "> [1] holds 9 metres\n>\n> lake.pdf, page 2 (verified)\n\n## And wide?\n\n*stopped*\n"
    )
    saved = json.loads(save_json(thread, turns))
    assert [len(versions) for versions in saved["questions"]] == [2, 1]
    assert saved["questions"][0][1]["citations"][0]["page"] == 2
    assert (name_file(thread, "md"), name_file(Thread("x", "!?", "", ""), "json")) == (
        "How-deep-is-the-lake.md",
        "conversation.json",
    )
