"""Conversations stay as they were said, whatever happens to the page or the process."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from graph.database import Database
from graph.errors import StoreTooNew, UsageError
from graph.types import Passage
from rag import conversations
from rag.conversation_schema import MIGRATIONS
from rag.conversations import INTERRUPTED_REASON, Threads
from rag.llm.usage import Usage
from rag.types import Answer, Citation, Hit, Provenance, ProvenanceStep, Seed, Turn

ANSWER = Answer(
    "Paris [1].",
    (Citation(1, "p", "Paris", 0, 5, True), Citation(2, "q", "no such words")),
    (
        Hit(
            Passage("p", "d", "Paris.", 3, 2, 1, "T", "s"),
            0.5,
            Provenance((Seed("bm25", 1, 2.5),), (ProvenanceStep("e", "n", 0.1, "q"),)),
        ),
    ),
    model="m",
    usage=Usage(3, 4),
    seconds=0.25,
    confidence=0.5,
)


@pytest.fixture
def threads(tmp_path: Path) -> Iterator[Threads]:
    opened = Threads.open(tmp_path / "journal.db")
    yield opened
    opened.close()


def test_a_conversation_is_found_again(tmp_path: Path) -> None:
    first = Threads.open(tmp_path / "journal.db")
    name = first.create("  Paris\n trip ")
    first.append(name, "Where?", ANSWER)
    first.close()
    again = Threads.open(tmp_path / "journal.db")
    (thread,) = again.list()
    assert (thread.id, thread.title) == (name, "Paris trip")
    (exchange,) = again.turns(name)
    assert (exchange.question, exchange.answer, exchange.state) == ("Where?", ANSWER, "done")
    assert again.history(name) == (Turn("user", "Where?"), Turn("assistant", "Paris [1]."))
    again.close()


def test_an_answer_grows_and_is_finished(threads: Threads) -> None:
    name = threads.create("t")
    asked = threads.append(name, "Where?")
    assert threads.turns(name)[0].state == "writing"
    for text in ("Pa", "Paris"):
        threads.grow(asked, text)
        assert threads.turns(name)[0].answer == Answer(text)
    assert threads.history(name) == ()
    threads.finish(asked, ANSWER)
    exchange = threads.turn(asked)
    assert exchange is not None
    assert (exchange.answer, exchange.state, exchange.thread_id) == (ANSWER, "done", name)


def test_a_failure_keeps_its_reason_and_the_text_before_it(threads: Threads) -> None:
    name = threads.create("t")
    asked = threads.append(name, "Where?")
    threads.grow(asked, "Pa")
    threads.fail(asked, "the model broke off")
    (exchange,) = threads.turns(name)
    assert (exchange.state, exchange.reason, exchange.answer.text) == ("failed", "the model broke off", "Pa")


def test_answers_of_a_dead_process_are_marked(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    script = (
        "import os, sys, pathlib; from rag.conversations import Threads; t = Threads.open(pathlib.Path(sys.argv[1]));"
        "n = t.create('t'); t.append(n, 'done?'); x = t.append(n, 'Where?'); t.grow(x, 'Par'); os.kill(os.getpid(), 9)"
    )
    root = Path(__file__).resolve().parents[2]
    assert subprocess.run([sys.executable, "-c", script, str(path)], cwd=root, check=False).returncode == -9
    threads = Threads.open(path)
    (thread,) = threads.list()
    assert threads.fail_stale(seconds=600) == 0
    assert threads.fail_stale(seconds=0) == 2
    last = threads.turns(thread.id)[-1]
    assert (last.state, last.reason, last.answer.text) == ("failed", INTERRUPTED_REASON, "Par")
    threads.close()


def test_threads_are_listed_by_their_last_word(threads: Threads) -> None:
    names = [threads.create(f"t{n}") for n in range(3)]
    threads.append(names[0], "Where?", ANSWER)
    assert [thread.id for thread in threads.list()] == [names[0], names[2], names[1]]


def test_rename_and_remove(threads: Threads, tmp_path: Path) -> None:
    name, other = threads.create("a"), threads.create("b")
    threads.append(name, "canary-9b?", ANSWER)
    threads.append(other, "Who?", ANSWER)
    threads.rename(name, "x" * 200)
    assert [len(thread.title) for thread in threads.list() if thread.id == name] == [80]
    threads.remove(name)
    assert [thread.id for thread in threads.list()] == [other]
    assert threads.turns(name) == ()
    assert len(threads.turns(other)) == 1
    connection = sqlite3.connect(tmp_path / "journal.db")
    assert "canary-9b" not in "\n".join(connection.iterdump())
    connection.close()


def test_what_is_gone_cannot_be_written_to(threads: Threads) -> None:
    name = threads.create("t")
    asked = threads.append(name, "Where?")
    threads.remove(name)
    for act in (
        lambda: threads.rename(name, "x"),
        lambda: threads.remove(name),
        lambda: threads.append(name, "again?"),
        lambda: threads.grow(asked, "x"),
        lambda: threads.finish(asked, ANSWER),
        lambda: threads.fail(asked, "x"),
    ):
        with pytest.raises(UsageError, match="no conversation"):
            act()
    assert threads.turn(asked) is None


def test_workers_write_while_the_page_reads(threads: Threads) -> None:
    name = threads.create("t")

    def work(number: int) -> None:
        asked = threads.append(name, f"question {number}")
        for text in ("a", "ab", "abc"):
            threads.grow(asked, text)
        threads.finish(asked, ANSWER)

    workers = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for worker in workers:
        worker.start()
    while any(worker.is_alive() for worker in workers):
        assert {exchange.state for exchange in threads.turns(name)} <= {"writing", "done"}
    for worker in workers:
        worker.join()
    turns = threads.turns(name)
    assert sorted(exchange.question for exchange in turns) == [f"question {n}" for n in range(4)]
    assert all(exchange.answer == ANSWER for exchange in turns)


def test_a_journal_of_a_later_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    Threads.open(path).close()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE migrations SET version = 99")
    connection.commit()
    connection.close()
    with pytest.raises(StoreTooNew):
        Threads.open(path)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
PASSAGES = st.builds(Passage, TEXT, TEXT, TEXT, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), TEXT, TEXT)
TRAILS = st.builds(
    Provenance,
    st.lists(
        st.builds(Seed, st.sampled_from(["bm25", "dense", "sentence", "entity"]), st.integers(1, 9), NUMBER), max_size=2
    ).map(tuple),
    st.lists(st.builds(ProvenanceStep, TEXT, TEXT, NUMBER, TEXT), max_size=2).map(tuple),
)
ANSWERS = st.builds(
    Answer,
    text=TEXT,
    citations=st.lists(
        st.builds(Citation, st.integers(1, 9), TEXT, TEXT, st.integers(-1, 9), st.integers(-1, 9), st.booleans()),
        max_size=2,
    ).map(tuple),
    hits=st.lists(st.builds(Hit, PASSAGES, NUMBER, TRAILS), max_size=2).map(tuple),
    abstained=st.booleans(),
    model=TEXT,
    usage=st.builds(Usage, st.integers(0, 9), st.integers(0, 9)),
    seconds=NUMBER,
    confidence=st.none() | NUMBER,
)


@given(ANSWERS)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_answer_comes_back_equal(threads: Threads, answer: Answer) -> None:
    name = threads.create("t")
    threads.append(name, "?", answer)
    assert threads.turns(name)[0].answer == answer
    assert TypeAdapter(Answer).validate_json(TypeAdapter(Answer).dump_json(answer)) == answer


class Clock(datetime):
    """A clock that stands where it is put."""

    at = datetime(2031, 5, 1, 12, tzinfo=UTC)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return cls.at.astimezone(tz)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    monkeypatch.setattr(conversations, "datetime", Clock)
    monkeypatch.setattr(Clock, "at", datetime(2031, 5, 1, 12, tzinfo=UTC))
    return Clock


BACK = [timedelta(seconds=2), timedelta(hours=1), timedelta(days=365)]


@pytest.mark.parametrize("back", BACK, ids=str)
def test_the_last_written_to_comes_first_though_the_clock_was_set_back(
    threads: Threads, clock: type[Clock], back: timedelta
) -> None:
    older = threads.create("of the future")
    threads.append(older, "When?", ANSWER)
    clock.at -= back
    newer = threads.create("of now")
    assert [thread.id for thread in threads.list()] == [newer, older]
    exchange = threads.append(older, "And now?")
    assert [thread.id for thread in threads.list()] == [older, newer]
    threads.append(newer, "And here?", ANSWER)
    assert [thread.id for thread in threads.list()] == [newer, older]
    threads.finish(exchange, ANSWER)
    assert [thread.id for thread in threads.list()] == [older, newer]
    assert [each.question for each in threads.turns(older)] == ["When?", "And now?"]


@pytest.mark.parametrize("back", BACK[1:], ids=str)
def test_an_answer_whose_stamp_lies_in_the_future_is_not_waited_for(
    threads: Threads, clock: type[Clock], back: timedelta
) -> None:
    thread = threads.create("x")
    lost = threads.append(thread, "Lost?")
    assert threads.fail_stale(60) == 0
    clock.at -= back
    alive = threads.append(thread, "Alive?")
    assert threads.fail_stale(60) == 1
    states = {each.id: each.state for each in threads.turns(thread)}
    assert states == {lost: "failed", alive: "writing"}
    threads.finish(lost, ANSWER)
    assert {each.state for each in threads.turns(thread)} == {"done", "writing"}


def test_conversations_of_before_keep_the_order_in_which_they_were_written_to(tmp_path: Path) -> None:
    Database(tmp_path / "journal.db", "threads", MIGRATIONS[:1]).close()
    with closing(sqlite3.connect(tmp_path / "journal.db")) as connection, connection:
        for name, stamp in (("first", "2031-01-01"), ("second", "2026-01-01"), ("third", "2027-01-01")):
            connection.execute("INSERT INTO threads VALUES (?, ?, ?, ?)", (name, name, stamp, stamp))
        for number, name in enumerate(("second", "third", "first", "third"), 1):
            row = (number, str(number), name, "Why?", "{}", "done", "", "2026", "2026")
            connection.execute("INSERT INTO exchanges VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    opened = Threads.open(tmp_path / "journal.db")
    opened.adopt(lambda _: "default")
    assert [thread.id for thread in opened.list()] == ["third", "first", "second"]
    opened.close()


def test_an_owner_has_their_own_threads_and_no_others(tmp_path: Path) -> None:
    everybody, first, second = (Threads.open(tmp_path / "journal.db", owner=owner) for owner in (None, "a", "b"))
    thread = first.create("Who?")
    exchange = first.append(thread, "Who kept it?", Answer("Ann."))
    assert [one.title for one in first.list()] == [one.title for one in everybody.list()] == ["Who?"]
    assert (second.list(), list(second.texts()), second.turns(thread), second.turn(exchange)) == ([], [], (), None)
    for change in (
        lambda: second.append(thread, "And?"),
        lambda: second.rename(thread, "Mine"),
        lambda: second.pin(thread, True),
        lambda: second.remove(thread),
        lambda: second.grow(exchange, "Bob."),
        lambda: second.finish(exchange, Answer("Bob.")),
        lambda: second.fail(exchange, "stopped"),
    ):
        with pytest.raises(UsageError, match="no conversation"):
            change()
    second.break_off("gone")
    assert first.turn(exchange) == everybody.turn(exchange)
    assert [turn.answer.text for turn in first.turns(thread)] == ["Ann."]
    assert [one.id for one in everybody.list()] == [thread]
    for threads in (everybody, first, second):
        threads.close()
