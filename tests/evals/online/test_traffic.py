"""Real traffic is read from conversations, and one in so many answers is drawn."""

from __future__ import annotations

import secrets
from contextlib import closing
from pathlib import Path

from evals.online.traffic import is_drawn, read_traffic
from rag.conversations import Threads
from tests.evals.parts import HARBOUR, answered


def test_finished_answers_of_one_collection_with_questions_that_stand_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with closing(Threads.open(path)) as own, closing(Threads.open(path, "other")) as other:
        thread = own.create("Harbour")
        first = own.append(thread, "When was the lighthouse at Skerry Point finished?", answered("1874", HARBOUR))
        own.append(thread, "Is it being written?")
        own.fail(own.append(thread, "Did it fail?"), "the server is down")
        last = own.append(thread, "Who lit its lamp?", answered("Anna Brodie", HARBOUR))
        other.append(other.create("Theirs"), "What is theirs?", answered("theirs", HARBOUR))
        found = list(read_traffic(own))
    assert [one.exchange_id for one in found] == [first, last]
    assert [one.answer.text for one in found] == ["1874", "Anna Brodie"]
    assert "Skerry Point" in found[1].question, "a follow-up is judged with what it refers to"


def test_versions_stand_in_one_place_and_the_newest_is_what_later_questions_refer_to(tmp_path: Path) -> None:
    with closing(Threads.open(tmp_path / "journal.db")) as threads:
        thread = threads.create("Light")
        first = threads.append(thread, "When was the Otter Lamp built?", answered("1861", HARBOUR))
        later = threads.append(thread, "Who lit its lamp?", answered("Anna Brodie", HARBOUR))
        again = threads.append(thread, "When was the Skerry Light built?", answered("1874", HARBOUR), first)
        threads.fail(threads.append(thread, "When was Quarry Lake dug?", None, first), "stopped")
        found = {one.exchange_id: one.question for one in read_traffic(threads)}
    assert list(found) == [first, again, later]
    assert found[again] == "When was the Skerry Light built?"
    assert "Skerry Light" in found[later]
    assert "Otter" not in found[later]


def test_one_in_so_many_is_drawn_whatever_else_there_is() -> None:
    names = [secrets.token_hex(16) for _ in range(4000)]
    assert all(is_drawn(name, 1) for name in names)
    drawn = sum(is_drawn(name, 10) for name in names)
    assert 280 < drawn < 520, "400 are expected, and six standard deviations are 114"
