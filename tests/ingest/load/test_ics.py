"""Calendars: what happens when, where, and who comes."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import Refused
from ingest.formats import read_texts

CALENDAR = r"""BEGIN:VCALENDAR
VERSION:2.0
X-WR-CALNAME:Harbour
BEGIN:VTIMEZONE
TZID:Europe/Oslo
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
DTSTART;TZID=Europe/Oslo:20240621T140000
DTEND;TZID=Europe/Oslo:20240621T153000
SUMMARY:Budget\, second
  reading
LOCATION:Boat house
ORGANIZER;CN="Lind, Petra":MAILTO:petra@x.test
ATTENDEE;CN=Joar;PARTSTAT=DECLINED;ROLE=OPT-PARTICIPANT:mailto:joar@x.test
RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;COUNT=10
DESCRIPTION:Bring the figures.\n\nAnd a pen.
BEGIN:VALARM
DESCRIPTION:Reminder
END:VALARM
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20240701
DTEND;VALUE=DATE:20240703
SUMMARY:Regatta
STATUS:CANCELLED
RRULE:FREQ=YEARLY;BYMONTHDAY=1
END:VEVENT
END:VCALENDAR
"""


def test_events_are_headings_with_fields() -> None:
    name, [loaded] = read_texts(CALENDAR.replace("\n", "\r\n").encode(), "a", ".ics")
    assert name == "ics"
    assert loaded.title == "Harbour"
    assert loaded.text == (
        "Budget, second reading\n\n"
        "Event: Budget, second reading\n"
        "Start: 2024-06-21 14:00 (Europe/Oslo)\n"
        "End: 2024-06-21 15:30 (Europe/Oslo)\n"
        "Location: Boat house\n"
        "Organizer: Lind, Petra <petra@x.test>\n"
        "Attendee: Joar <joar@x.test>, optional, declined\n"
        "Repeats: every 2 weeks on Monday and Friday, 10 times\n\n"
        "Bring the figures.\n\nAnd a pen.\n\n"
        "Regatta\n\n"
        "Event: Regatta\n"
        "Start: 2024-07-01\n"
        "End: 2024-07-02\n"
        "Status: cancelled\n"
        "Repeats: FREQ=YEARLY;BYMONTHDAY=1"
    )


def test_a_calendar_of_one_event_has_its_name_and_day() -> None:
    event = "BEGIN:VCALENDAR\nMETHOD:CANCEL\nBEGIN:VEVENT\nDTSTART:20240621T140000Z\nSUMMARY:Budget\nEND:VEVENT\n"
    _, [loaded] = read_texts(event.encode(), "a", "")
    assert (loaded.title, loaded.date) == ("Budget", "2024-06-21")
    assert "Start: 2024-06-21 14:00 UTC" in loaded.text
    assert "Status: cancelled" in loaded.text


def test_a_calendar_without_events_is_refused() -> None:
    with pytest.raises(Refused, match="no event"):
        read_texts(b"BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", "a", ".ics")


@settings(max_examples=60)
@given(st.integers(0, len(CALENDAR) - 1), st.integers(0, 60), st.text(max_size=6))
def test_a_damaged_calendar_is_read_or_refused(start: int, length: int, instead: str) -> None:
    with contextlib.suppress(Refused):
        read_texts((CALENDAR[:start] + instead + CALENDAR[start + length :]).encode("utf-8", "replace"), "a", ".ics")
