"""The questions that people asked and the answers they were given, out of their conversations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rag.conversations import Exchange, Threads, group_versions
from rag.followup import make_standalone
from rag.types import Answer, Question, Turn

ID_DIGITS = 8
"""Leading digits of an exchange's random id by which it is drawn."""


@dataclass(frozen=True, slots=True)
class TrafficAnswer:
    """An answer that somebody was given to a question, which stands alone; `asked` is UTC in ISO 8601."""

    exchange_id: str
    asked: str
    question: str
    answer: Answer


def read_traffic(threads: Threads) -> Iterator[TrafficAnswer]:
    """Yield the finished answers of all conversations."""
    for thread in threads.list():
        yield from _of_thread(threads.turns(thread.id))


def _of_thread(exchanges: Iterable[Exchange]) -> Iterator[TrafficAnswer]:
    """Yield the finished versions of each question; the newest of the questions before are what it refers to."""
    history: tuple[Turn, ...] = ()
    for versions in group_versions(exchanges):
        finished = [version for version in versions if version.state == "done"]
        for one in finished:
            question = make_standalone(Question(one.question, history))
            yield TrafficAnswer(one.id, one.created, question, one.answer)
        for newest in finished[-1:]:
            history = (*history, Turn("user", newest.question), Turn("assistant", newest.answer.text))


def is_drawn(exchange_id: str, every: int) -> bool:
    """Whether an exchange is one of those scored, of which there is one in `every`: ids are random."""
    return int(exchange_id[:ID_DIGITS], 16) % every == 0
