"""The list of conversations: found by words, and grouped by the day of their last question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from rag.conversations import Thread, Threads

PINNED_HEADING = "Pinned"
RECENT_DAYS = ((0, "Today"), (1, "Yesterday"), (7, "Last 7 days"), (30, "Last 30 days"))


@dataclass(frozen=True, slots=True)
class ThreadGroup:
    """Conversations under a heading, most recently written first."""

    heading: str
    threads: tuple[Thread, ...]


def search_threads(threads: Threads, words: str) -> list[Thread]:
    """Return the conversations whose title, questions or answers contain every word, in any case."""
    wanted = words.casefold().split()
    texts = dict(threads.texts()) if wanted else {}
    return [
        thread
        for thread in threads.list()
        if all(word in f"{thread.title}\n{texts.get(thread.id, '')}".casefold() for word in wanted)
    ]


def group_threads(threads: Sequence[Thread], today: date, zone: tzinfo | None = None) -> list[ThreadGroup]:
    """Group conversations: pinned ones first, the others by how long ago they were written to, then by month.

    Days are those of the time zone, or of this machine.
    """
    groups: dict[str, list[Thread]] = {PINNED_HEADING: []}
    for thread in threads:
        day = datetime.fromisoformat(thread.updated).astimezone(zone).date()
        heading = PINNED_HEADING if thread.pinned else describe_day(day, today)
        groups.setdefault(heading, []).append(thread)
    return _filled(groups.items())


def describe_day(day: date, today: date) -> str:
    """Return the heading of a day, seen from today."""
    ago = (today - day).days
    return next((heading for most, heading in RECENT_DAYS if ago <= most), f"{day:%B %Y}")


def _filled(groups: Iterable[tuple[str, list[Thread]]]) -> list[ThreadGroup]:
    return [ThreadGroup(heading, tuple(threads)) for heading, threads in groups if threads]
