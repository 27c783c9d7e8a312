"""Suggestions are made for one occasion at a time, and only the last few are kept."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from graph.errors import UsageError
from tests.support.waiting import SECONDS, until
from ui.selection import SelectionRequest
from ui.suggestions import GoOn
from ui.web.suggestion_queue import MAX_KEPT, Occasion, SuggestionQueue


def occasion(name: str) -> Occasion:
    return Occasion("here", "c", name, 1, SelectionRequest())


def at_once(go_on: GoOn) -> Sequence[str]:
    return ["Why?"] if go_on() else []


def test_one_runs_and_one_waits_which_gives_way_to_a_fresh_one() -> None:
    queue, release = SuggestionQueue(lambda: False), threading.Event()

    def slowly(go_on: GoOn) -> Sequence[str]:
        assert release.wait(SECONDS)
        return at_once(go_on)

    queue.request(occasion("first"), slowly)
    queue.request(occasion("queued"), at_once)
    queue.request(occasion("opened"), at_once)
    assert [queue.awaits(occasion(name)) for name in ("first", "queued", "opened")] == [True, True, False]
    queue.request(occasion("answered"), at_once, fresh=True)
    assert [queue.awaits(occasion(name)) for name in ("queued", "answered")] == [False, True]
    release.set()
    until(lambda: not queue.is_working())
    made = [queue.find(occasion(name)) for name in ("first", "queued", "opened", "answered")]
    assert made == [("Why?",), (), (), ("Why?",)]


def test_work_waits_for_answers_and_ends_in_time() -> None:
    writing = threading.Event()
    writing.set()
    queue = SuggestionQueue(writing.is_set)
    queue.request(occasion("a"), at_once)
    assert queue.awaits(occasion("a"))
    writing.clear()
    until(lambda: queue.find(occasion("a")) == ("Why?",))
    late = SuggestionQueue(lambda: False, seconds=0.0)
    late.request(occasion("a"), at_once)
    until(lambda: not late.is_working())
    assert late.find(occasion("a")) == ()


def test_what_fails_suggests_nothing_and_the_last_few_are_kept() -> None:
    def fails(go_on: GoOn) -> Sequence[str]:
        raise UsageError("no", "try")

    queue = SuggestionQueue(lambda: False)
    queue.request(occasion("fails"), fails)
    until(lambda: not queue.is_working())
    assert queue.find(occasion("fails")) == ()
    for number in range(MAX_KEPT + 1):
        queue.request(occasion(str(number)), at_once)
        until(lambda: not queue.is_working())
    assert [bool(queue.find(occasion(str(number)))) for number in (0, 1, MAX_KEPT)] == [False, True, True]
