"""Threads that write answers into the journal; pages only read them from there."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from graph.errors import GraphloopError, StoreError
from rag.llm.call import CancelToken, cancellable
from rag.types import Answer, Question
from ui.asking_stage import AskingStage, watch_stages
from ui.selection import Selection

if TYPE_CHECKING:
    from rag.conversations import Threads
    from ui.workspace import Workspace

SAVE_SECONDS = 0.2
"""Seconds between checks for new text to save."""

MAX_SAVED_CHARS_PER_SECOND = 20_000
"""Characters saved per second at most: pauses grow with the text, since each save writes all of it."""

HEARTBEAT_SECONDS = 10.0
"""Seconds after which an unchanged answer is saved again, as a heartbeat for other processes."""

LOST_SECONDS = 60.0
"""Seconds without a heartbeat after which an answer of another process counts as lost."""

STOPPED_REASON = "stopped"

_lock = threading.Lock()
_open: dict[str, _Writing] = {}


class _Stopped(Exception):
    """The user stopped the answer."""


class _Writing:
    """One answer being written; text that arrives after `close` is dropped."""

    def __init__(self, threads: Threads, exchange_id: str) -> None:
        self.exchange_id = exchange_id
        self.over = threading.Event()
        self.cancel = CancelToken()
        self.stage: AskingStage = "loading"
        self._threads = threads
        self._lock = threading.Lock()
        self._pieces: list[str] = []
        self._length = 0

    def enter(self, stage: AskingStage) -> None:
        self.stage = stage

    def write(self, piece: str) -> None:
        if self.over.is_set():
            raise _Stopped
        with self._lock:
            self._pieces.append(piece)
            self._length += len(piece)

    def keep_saving(self) -> None:
        """Save new text periodically until the answer is closed."""
        saved, when = 0, time.monotonic()
        while not self.over.wait(SAVE_SECONDS + saved / MAX_SAVED_CHARS_PER_SECOND):
            with self._lock:
                if self.over.is_set() or (self._length == saved and time.monotonic() - when < HEARTBEAT_SECONDS):
                    continue
                try:
                    self._threads.grow(self.exchange_id, self._text())
                except StoreError:
                    continue  # the journal is busy; try again in the next round
                except GraphloopError:
                    self._end()  # the conversation was removed
                    return
                saved, when = self._length, time.monotonic()

    def close(self, answer: Answer | None, reason: str = "") -> None:
        """Save the answer, or the reason why there is none; only the first call has an effect."""
        with self._lock:
            if self.over.is_set():
                return
            self._end()
            if answer is not None:
                self._threads.finish(self.exchange_id, answer)
                return
            if self._length:
                self._threads.grow(self.exchange_id, self._text())
            self._threads.fail(self.exchange_id, reason)

    def _text(self) -> str:
        return "".join(self._pieces)

    def _end(self) -> None:
        """Drop further text, and cancel the model call that produces it."""
        self.over.set()
        self.cancel()


def start_answer(
    workspace: Workspace, thread_id: str, question: str, selection: Selection | None = None, replaces: str = ""
) -> str:
    """Start answering a question of a thread from a selection; return the id of the exchange in the journal.

    It may be a newer version of another: `replaces` is the id of the first version.
    """
    history = workspace.threads.history(thread_id, before=replaces)
    writing = _Writing(workspace.threads, workspace.threads.append(thread_id, question, replaces=replaces))
    with _lock:
        _open[writing.exchange_id] = writing
    asked, chosen = Question(question, history), selection or Selection(workspace.where)
    for name, work in (("answer", lambda: _answer(workspace, writing, asked, chosen)), ("save", writing.keep_saving)):
        threading.Thread(target=work, name=f"{name} {writing.exchange_id[:8]}", daemon=True).start()
    return writing.exchange_id


def stop_answer(exchange_id: str) -> None:
    """Stop an answer that is being written; its text so far is kept."""
    with _lock:
        writing = _open.get(exchange_id)
    if writing is not None:
        writing.close(None, STOPPED_REASON)


def find_stage(exchange_id: str) -> AskingStage | None:
    """Return what is being done for an answer that a thread of this process writes; None if none does."""
    with _lock:
        writing = _open.get(exchange_id)
    return None if writing is None else writing.stage


def is_written_here(exchange_id: str) -> bool:
    """Whether a thread of this process is writing the answer."""
    with _lock:
        return exchange_id in _open


def is_writing() -> bool:
    """Whether a thread of this process is writing any answer."""
    with _lock:
        return bool(_open)


def _answer(workspace: Workspace, writing: _Writing, question: Question, selection: Selection) -> None:
    try:
        with cancellable(writing.cancel), watch_stages(writing.enter):
            answer = workspace.ask(question, where=selection.where, write=writing.write)
            writing.close(replace(answer, selection=selection.description))
    except _Stopped:
        pass
    except GraphloopError as error:
        writing.close(None, str(error))
    except Exception as error:  # noqa: BLE001 - any failure is shown under the question, and the page goes on
        writing.close(None, f"unexpected {type(error).__name__}: {error}")
    finally:
        with _lock:
            _open.pop(writing.exchange_id, None)
