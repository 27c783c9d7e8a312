"""The conversations of one reader, without the answers that rest on documents the reader may no longer see."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import replace

from rag.conversations import Exchange, Threads
from rag.types import Answer

HIDDEN_REASON = "this answer rests on documents that were removed, or that you may no longer see; ask again"


class ReaderThreads(Threads):
    """Threads in which a finished or stopped answer is shown only while every document it was found in is visible."""

    visible: Callable[[], Set[str]] = frozenset
    """Returns the ids of the documents that the reader may see now; none until it is set."""

    def turns(self, thread_id: str) -> tuple[Exchange, ...]:
        turns = super().turns(thread_id)
        visible = self.visible() if any(map(_document_ids, turns)) else frozenset()
        return tuple(_show_visible(turn, visible) for turn in turns)

    def turn(self, exchange_id: str) -> Exchange | None:
        turn = super().turn(exchange_id)
        return turn and _show_visible(turn, self.visible() if _document_ids(turn) else frozenset())

    def texts(self) -> Iterator[tuple[str, str]]:
        for thread in self.list():
            if turns := self.turns(thread.id):
                yield thread.id, "\n".join(f"{turn.question}\n{turn.answer.text}" for turn in turns)


def _document_ids(turn: Exchange) -> frozenset[str]:
    return frozenset(hit.passage.document_id for hit in (*turn.answer.hits, *turn.answer.hidden))


def _show_visible(turn: Exchange, visible: Set[str]) -> Exchange:
    if _document_ids(turn) <= visible:
        return turn
    return replace(turn, answer=Answer(""), state="failed", reason=HIDDEN_REASON)
