"""Events, tasks and journal entries of a calendar, each a heading with fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from graph.text.clean import clean_line
from ingest.mail.content_lines import ContentLine, read_content_lines, unescape
from ingest.mail.recurrence import describe_recurrence
from ingest.text_builder import TextBuilder

_KINDS = ("VEVENT", "VTODO", "VJOURNAL")
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z?))?\Z")
_TIMES = {"DTSTART": "Start", "DTEND": "End", "DUE": "Due", "RECURRENCE-ID": "Instead of", "EXDATE": "Not on"}
_TEXTS = {"DURATION": "Duration", "LOCATION": "Location", "CATEGORIES": "Categories", "URL": "Link"}
_PEOPLE = {"ORGANIZER": "Organizer", "ATTENDEE": "Attendee"}
_REPLIES = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative", "DELEGATED": "delegated"}


@dataclass(frozen=True, slots=True)
class Event:
    """An entry of a calendar: its fields in order, and its description."""

    summary: str
    day: str
    fields: tuple[tuple[str, str], ...]
    description: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """The entries of a calendar and its name, if it has one."""

    name: str
    events: tuple[Event, ...]


def read_calendar(text: str) -> Calendar:
    """Read all entries; reminders and rules of time zones are left out."""
    name, method = "", ""
    events: list[Event] = []
    inside: list[str] = []
    lines: list[ContentLine] = []
    for line in read_content_lines(text):
        if line.name == "BEGIN":
            inside.append(line.value.upper())
            lines = [] if inside[-1] in _KINDS else lines
        elif line.name == "END":
            if inside and inside[-1] in _KINDS:
                events.append(_event(lines, method))
            del inside[-1:]
        elif inside and inside[-1] in _KINDS:
            lines.append(line)
        elif line.name in ("X-WR-CALNAME", "NAME"):
            name = clean_line(line.text)
        elif line.name == "METHOD":
            method = line.value.upper()
    if inside and inside[-1] in _KINDS and lines:
        events.append(_event(lines, method))
    return Calendar(name, tuple(events))


def add_events(builder: TextBuilder, events: Sequence[Event], level: int = 1) -> None:
    """Add each entry under a heading of its own."""
    for event in events:
        builder.add("heading", event.summary, level)
        for name, text in event.fields:
            builder.add("field", f"{name}: {text}")
        for paragraph in event.description.split("\n\n"):
            builder.add("paragraph", paragraph)


def _event(lines: Sequence[ContentLine], method: str) -> Event:
    summary = next((clean_line(line.text) for line in lines if line.name == "SUMMARY"), "")
    start = next((line for line in lines if line.name == "DTSTART"), None)
    described = [line.text for line in lines if line.name in ("DESCRIPTION", "COMMENT")]
    fields = [("Event", summary)] if summary else []
    if method == "CANCEL" and not any(line.name == "STATUS" for line in lines):
        fields.append(("Status", "cancelled"))
    fields += [pair for line in lines if (pair := _field(line)) is not None and pair[1]]
    day = _when(start)[:10] if start else ""
    return Event(summary or "Event", day if day[:4].isdigit() else "", tuple(fields), "\n\n".join(described))


def _field(line: ContentLine) -> tuple[str, str] | None:
    if line.name in _TIMES:
        return _TIMES[line.name], _when(line)
    if line.name in _TEXTS:
        return _TEXTS[line.name], " ".join(line.text.split())
    if line.name in _PEOPLE:
        return _PEOPLE[line.name], _person(line)
    if line.name == "STATUS":
        return "Status", line.value.lower()
    if line.name == "RRULE":
        return "Repeats", describe_recurrence(line.value)
    return None


def _when(line: ContentLine) -> str:
    return ", ".join(_time(value.strip(), line) for value in line.value.split(",") if value.strip())


def _time(value: str, line: ContentLine) -> str:
    """Return a time as it is written, with its zone; the end of a whole day is its last day."""
    match = _STAMP.match(value)
    if match is None:
        return unescape(value)
    year, month, day, hour, minute, second, utc = match.groups()
    if hour is None:
        try:
            last = date(int(year), int(month), int(day)) - timedelta(days=line.name == "DTEND")
        except (ValueError, OverflowError):
            return value
        return last.isoformat()
    seconds = f":{second}" if second and second != "00" else ""
    zone = " UTC" if utc else f" ({line.parameter('TZID')})" if line.parameter("TZID") else ""
    return f"{year}-{month}-{day} {hour}:{minute}{seconds}{zone}"


def _person(line: ContentLine) -> str:
    address = re.sub(r"^mailto:", "", line.value, flags=re.IGNORECASE).strip()
    name = line.parameter("CN")
    person = f"{name} <{address}>" if name and name != address else address
    return ", ".join(_with_reply(person, line))


def _with_reply(person: str, line: ContentLine) -> Iterator[str]:
    yield person
    if line.parameter("ROLE").upper() == "OPT-PARTICIPANT":
        yield "optional"
    if reply := _REPLIES.get(line.parameter("PARTSTAT").upper()):
        yield reply
