"""Answers and long work go on in threads of the process, whatever becomes of the page that asked for them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from graph.errors import UsageError
from tests.support.command import Home
from tests.support.endless import STREAM_HEAD, Endless, endless, event
from tests.support.servers import Reply, Request, events, scripted
from tests.support.waiting import SECONDS, until
from ui.settings import load_settings
from ui.settings_schema import LLMSettings
from ui.web import jobs, workers
from ui.web.jobs import JobKey, ReportProgress
from ui.workspace import Workspace


@pytest.fixture
def space(library: Home, tmp_path: Path) -> Iterator[Workspace]:
    """The library with a journal of its own."""
    import shutil

    shutil.copytree(library.data, tmp_path / "kept", symlinks=True)
    with Workspace(load_settings(tmp_path / "kept")) as opened:
        yield opened


def by_model(space: Workspace, url: str) -> Workspace:
    return Workspace(space.settings.model_copy(update={"llm": LLMSettings(base_url=url, model="m")}))


@contextmanager
def asked(space: Workspace, go_on: threading.Event) -> Iterator[tuple[Workspace, str, str]]:
    """A workspace, its thread, and an exchange whose model has been asked and answers when told to go on."""
    begun = threading.Event()

    def script(request: Request) -> Reply:
        begun.set()
        go_on.wait(SECONDS)
        return Reply(body=events("It was Marion Teague [1]."), kind="text/event-stream")

    with scripted(script) as server, by_model(space, server.url) as asking:
        thread = asking.threads.create("t")
        exchange = workers.start_answer(asking, thread, "Who built the Skerry Light?")
        assert begun.wait(SECONDS)
        yield asking, thread, exchange


def test_an_answer_is_written_into_the_journal(space: Workspace) -> None:
    thread = space.threads.create("t")
    exchange = workers.start_answer(space, thread, "Who built the Skerry Light?")
    assert workers.is_written_here(exchange)
    assert workers.find_stage("of no answer") is None
    until(lambda: not workers.is_written_here(exchange))
    turn = space.threads.turn(exchange)
    assert turn is not None
    assert turn.state == "done"
    assert turn.answer.hits


def test_a_fault_of_the_model_is_told_with_the_offline_answer(space: Workspace) -> None:
    def script(request: Request) -> Reply:
        return Reply(401, {"error": {"message": "bad key"}})

    with scripted(script) as server, by_model(space, server.url) as asking:
        thread = asking.threads.create("t")
        exchange = workers.start_answer(asking, thread, "Who built the Skerry Light?")
        until(lambda: not workers.is_written_here(exchange))
        turn = asking.threads.turn(exchange)
        assert turn is not None
        assert turn.state == "done"
        assert "refused the key" in turn.answer.fallback


def test_a_stopped_answer_stays_stopped(space: Workspace) -> None:
    go_on = threading.Event()
    with asked(space, go_on) as (asking, _, exchange):
        assert workers.find_stage(exchange) == "reading"
        workers.stop_answer(exchange)
        turn = asking.threads.turn(exchange)
        assert turn is not None
        assert (turn.state, turn.reason) == ("failed", workers.STOPPED_REASON)
        go_on.set()
        until(lambda: not workers.is_written_here(exchange))
        assert asking.threads.turn(exchange) == turn


def test_a_removed_thread_ends_its_answer(space: Workspace) -> None:
    go_on = threading.Event()
    with asked(space, go_on) as (asking, thread, exchange):
        asking.threads.remove(thread)
        go_on.set()
        until(lambda: not workers.is_written_here(exchange))
        assert asking.threads.turn(exchange) is None


def test_work_tells_how_far_it_is_and_keeps_its_result() -> None:
    key: JobKey = ("here", "c", "kind")
    go_on = threading.Event()

    def work(tell: ReportProgress) -> str:
        tell(1, 4, "a word")
        assert go_on.wait(SECONDS)
        return "all"

    jobs.start_job(key, "Counting", work)
    until(lambda: (job := jobs.find_job(key)) is not None and job.done == 1)
    with pytest.raises(UsageError, match="Counting is still in progress"):
        jobs.start_job(key, "Again", work)
    jobs.dismiss_job(key)
    go_on.set()
    until(lambda: (job := jobs.find_job(key)) is not None and job.state == "done")
    job = jobs.find_job(key)
    assert job is not None
    assert job.result == "all"
    jobs.dismiss_job(key)
    assert jobs.find_job(key) is None


@pytest.mark.parametrize(("error", "told"), [(UsageError("no", "try"), "no"), (KeyError("k"), "unexpected KeyError")])
def test_work_that_fails_says_why(error: Exception, told: str) -> None:
    key: JobKey = ("here", "c", "fails")

    def work(tell: ReportProgress) -> None:
        raise error

    jobs.start_job(key, "Failing", work)
    until(lambda: (job := jobs.find_job(key)) is not None and job.state == "failed")
    job = jobs.find_job(key)
    assert job is not None
    assert job.fault is not None
    assert told in job.fault.message
    jobs.dismiss_job(key)


def test_stopping_ends_the_connection_at_once(space: Workspace) -> None:
    with endless(Endless(STREAM_HEAD, event(content=""), 0.05)) as server, by_model(space, server.url) as asking:
        exchange = workers.start_answer(asking, asking.threads.create("t"), "Who built the Skerry Light?")
        assert server.begun.wait(SECONDS)
        workers.stop_answer(exchange)
        assert server.gone.wait(SECONDS)
        until(lambda: not workers.is_written_here(exchange))
        turn = asking.threads.turn(exchange)
        assert turn is not None
        assert (turn.state, turn.reason) == ("failed", workers.STOPPED_REASON)


def test_an_answer_without_an_end_is_kept_and_marked(space: Workspace) -> None:
    with endless(Endless(STREAM_HEAD, event(content="word "), 0.05)) as server:
        llm = LLMSettings(base_url=server.url, model="m", deadline=6.0)
        with Workspace(space.settings.model_copy(update={"llm": llm})) as asking:
            exchange = workers.start_answer(asking, asking.threads.create("t"), "Who built the Skerry Light?")
            until(lambda: not workers.is_written_here(exchange))
            turn = asking.threads.turn(exchange)
    assert turn is not None
    assert (turn.state, turn.answer.cut_off, turn.answer.support) == ("done", "timeout", "unsupported")
    assert "word" in turn.answer.text


def test_saving_a_growing_answer_is_linear(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long it grows, what is saved of it in all is a few times its length."""
    saved: list[int] = []

    class Saving:
        def grow(self, exchange_id: str, text: str) -> None:
            saved.append(len(text))

    class Clock:
        """An event whose waiting takes no time: a thousand characters are written in each second of it."""

        def __init__(self) -> None:
            self.seconds = 0.0

        def is_set(self) -> bool:
            return self.seconds >= 1_000

        def wait(self, seconds: float) -> bool:
            writing.write("x" * int(1_000 * seconds))
            self.seconds += seconds
            return self.is_set()

    writing = workers._Writing(Saving(), "e")  # type: ignore[arg-type]
    monkeypatch.setattr(writing, "over", Clock())
    writing.keep_saving()
    assert sum(saved) < 25 * 1_000_000
    assert len(saved) > 20


def test_work_that_is_asked_to_stop_ends_at_its_next_step() -> None:
    key: JobKey = ("here", "c", "stopped")
    go_on = threading.Event()

    def work(tell: ReportProgress) -> str:
        tell(1, 4, "a word")
        assert go_on.wait(SECONDS)
        tell(2, 4, "another")
        return "all"

    jobs.start_job(key, "Counting", work)
    jobs.stop_job(key)
    go_on.set()
    until(lambda: (job := jobs.find_job(key)) is not None and job.state == "stopped")
    job = jobs.find_job(key)
    assert job is not None
    assert (job.result, job.fault, job.total) == (None, None, 4)
    jobs.dismiss_job(key)
    jobs.stop_job(key)
    assert jobs.find_job(key) is None
