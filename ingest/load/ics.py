"""Calendars (iCalendar): every event, task and journal entry under a heading of its own."""

from __future__ import annotations

import re

from graph.errors import Reason, Refused
from ingest.decode import decode
from ingest.load.spec import FormatSpec
from ingest.mail.calendar import add_events, read_calendar
from ingest.text_builder import TextBuilder
from ingest.types import LoadedText

SUFFIXES = (".ics", ".ical", ".ifb", ".vcs")
_START = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,20}BEGIN:VCALENDAR\s", re.IGNORECASE)


def looks_like(data: bytes, suffix: str) -> float:
    starts = _START.match(data)
    return (0.95 if suffix in SUFFIXES else 0.85) if starts else 0.0


def load(data: bytes, name: str) -> list[LoadedText]:
    """Load one text, titled by the calendar's name, else its only event, else the file's name."""
    calendar = read_calendar(decode(data))
    if not calendar.events:
        raise Refused(Reason.EMPTY, "the calendar holds no event", "export the calendar with its events")
    builder = TextBuilder()
    add_events(builder, calendar.events)
    text, blocks = builder.build()
    only = calendar.events[0] if len(calendar.events) == 1 else None
    title = calendar.name or (only.summary if only else name)
    return [LoadedText(title, text, blocks=blocks, date=only.day if only else "")]


FORMAT = FormatSpec("ics", "ICS", "the events of a calendar, with times, place and people", SUFFIXES, looks_like, load)
