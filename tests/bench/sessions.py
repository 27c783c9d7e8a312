"""Many people on the pages at once: `python -m tests.bench.sessions [--sessions 50] [--questions 20] [--pause 20]`.

Each session is a websocket of its own, asks about its own documents, and looks at the other places now and then, with
pauses of PAUSE seconds on average. One session alone is the floor. A page action is measured until the page stands, an
answer until no more is written. Exit code 4 when an answer is lost, is another session's, or a page shows an error.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import psutil

from rag.conversations import Threads
from tests.support.command import Home
from tests.support.page_client import PageClient
from tests.support.pages import Running, running

PLACES = ("documents", "graph", "quality", "")
QUESTIONS_BETWEEN_LOOKS = 5
MEGABYTE = 2**20
_CONSONANTS, _VOWELS = "bdfgklmnprstv", "aeiou"
_QUESTION = re.compile(r"What is the code of the locker \w+\?")


@dataclass(frozen=True, slots=True)
class Measured:
    """How so many sessions went; seconds of page actions and answers, and the server's memory in MB."""

    sessions: int
    questions: int
    action_p50: float
    action_p95: float
    answer_p50: float
    answer_p95: float
    memory_begin: float
    memory_half: float
    memory_end: float
    right: int
    lost: int
    mixed: int
    faults: tuple[str, ...]


@dataclass(slots=True)
class _Notes:
    """What the sessions of a run noted, in their threads."""

    memory: psutil.Process
    actions: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)
    right: int = 0
    mixed: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note_answer(self, seconds: float, is_right: bool, mixed: str) -> None:
        with self.lock:
            self.answers.append(seconds)
            self.sizes.append(self.memory.memory_info().rss / MEGABYTE)
            self.right += is_right
            if mixed:
                self.mixed.append(mixed)


def name_of(session: int, number: int) -> str:
    """What one of a session's lockers is called, and no other."""
    place = 1 + session * 1000 + number
    return "".join(f"{_CONSONANTS[place // 13**step % 13]}{_VOWELS[place // 7**step % 5]}" for step in range(5)).title()


def question_of(session: int, number: int) -> str:
    """What one session asks."""
    return f"What is the code of the locker {name_of(session, number)}?"


def write_papers(folder: Path, sessions: int, questions: int) -> Path:
    """Write a file for each session, with a section for each of its questions."""
    folder.mkdir()
    for session in range(sessions):
        lockers = (
            f"## Locker {name}\n\nThe code of the locker {name} is {name[::-1]}. It is emptied each spring.\n"
            for name in (name_of(session, number) for number in range(questions))
        )
        (folder / f"hall {session}.md").write_text(f"# Lockers of group {session}\n\n" + "\n".join(lockers))
    return folder


def visit(running: Running, cookie: str, session: int, questions: int, pause: float, notes: _Notes) -> None:
    """Behave as one person does."""
    draw = random.Random(session)
    own = {question_of(session, number) for number in range(questions)}
    with PageClient(running, cookie) as page:
        time.sleep(draw.uniform(0, pause))
        notes.actions.append(page.open_page())
        for number in range(questions):
            time.sleep(draw.expovariate(1 / pause) if pause else 0)
            notes.actions.append(page.ask(question_of(session, number)))
            seconds = page.await_answer()
            foreign = set(_QUESTION.findall(page.html)) - own
            is_right = name_of(session, number)[::-1] in page.html
            notes.note_answer(seconds, is_right, f"shown to another: {min(foreign)}" if foreign else "")
            if number % QUESTIONS_BETWEEN_LOOKS == 0:
                notes.actions.extend(page.open_page(name) for name in PLACES)
        notes.faults.extend(page.faults)


def measure(running: Running, folder: Path, sessions: int, questions: int, pause: float) -> Measured:
    """Have so many sessions ask so many questions each."""
    notes = _Notes(psutil.Process(running.process))
    before = _count_answers(folder)
    begin = notes.memory.memory_info().rss / MEGABYTE
    cookie = running.cookie()
    with ThreadPoolExecutor(sessions) as people:
        visits = [
            people.submit(visit, running, cookie, session, questions, pause, notes) for session in range(sessions)
        ]
        for one in visits:
            one.result()
    lost = sessions * questions - (_count_answers(folder) - before)
    p50, p95 = np.percentile(notes.actions, (50, 95))
    answer50, answer95 = np.percentile(notes.answers, (50, 95))
    sizes = (begin, notes.sizes[len(notes.sizes) // 2], notes.sizes[-1])
    faults = tuple(sorted({*notes.faults, *notes.mixed[:3]}))
    total = sessions * questions
    return Measured(sessions, total, p50, p95, answer50, answer95, *sizes, notes.right, lost, len(notes.mixed), faults)


def _count_answers(folder: Path) -> int:
    """Count the stored answers, each once."""
    stored = Threads.open(folder / "journal.db")
    turns = [turn for thread in stored.list() for turn in stored.turns(thread.id)]
    stored.close()
    return sum(turn.state == "done" for turn in turns)


def main(arguments: list[str]) -> int:
    """Measure one session and many, print a line each, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--questions", type=int, default=20, help="of each session")
    parser.add_argument("--pause", type=float, default=20, help="seconds before a question, on average")
    parser.add_argument("--json", action="store_true", help="one object a line")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        home = Home(Path(name), Path(name) / "data")
        papers = write_papers(home.folder / "papers", options.sessions, options.questions)
        assert home.run("ingest", papers).code == 0
        with running(home) as server:
            alone = measure(server, home.data, 1, options.questions, 0)
            many = measure(server, home.data, options.sessions, options.questions, options.pause)
    for one in (alone, many):
        print(json.dumps(asdict(one)) if options.json else _line(one), flush=True)
    if not options.json:
        ratio = many.action_p95 / alone.action_p95
        print(f"page action p95 {ratio:.1f} x one session; memory {many.memory_end - many.memory_half:+.0f} MB over "
              f"the second half")  # fmt: skip
    return 4 if any(one.lost or one.mixed or one.faults for one in (alone, many)) else 0


def _line(one: Measured) -> str:
    return (
        f"{one.sessions:3} sessions {one.questions:5} questions: page action p50 {one.action_p50:.2f} p95 "
        f"{one.action_p95:.2f} s, answer p50 {one.answer_p50:.2f} p95 {one.answer_p95:.2f} s, memory "
        f"{one.memory_begin:.0f} {one.memory_half:.0f} {one.memory_end:.0f} MB, "
        f"right {one.right}, lost {one.lost}, mixed {one.mixed}" + "".join(f"\n    {fault}" for fault in one.faults)
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
