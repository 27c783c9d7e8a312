"""Answer from fields: lines "name: value", heads of mails, forms, appointments, and tables of two columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.blocks import CELL_SEPARATOR
from graph.text.dates import DATE_PATTERN
from graph.text.stemming import stems
from graph.types import Passage
from rag.answer.extractive.answer_type import asked_answer_type, has_answer_type
from rag.answer.extractive.evidence import Candidate
from rag.answer.extractive.structured import LIKELY, POSSIBLE, SURE, StructuredAnswer, asks_for_value, read_all_lines

MAX_VALUE_CHARS = 120
"""Code points of a value that is given as the short answer."""

MIN_COVERED = 0.5
"""The share of a question's other words that must stand around a field."""

_FIELD = re.compile(r"(?:[-*•]\s+)?\**([^\W\d_][\w /().'’&›-]{0,38}?)\**\s?(?::\**\s+|\s\|\s)(?=\S)")
_NEXT_FIELD = re.compile(r"[.;]\s+(?=[A-Z][\w ]{0,30}:\s)")
_DETAIL = re.compile(r"[,;]\s")
_ADDRESS = re.compile(r"\s*<[^<>\s]+@[^<>\s]+>")
_CUES = {
    "from": r"who (?:sent|wrote|writes|mailed|e-?mailed)|(?:sent|written) by|sender|author|who is .* from",
    "to": r"(?:to )?whom|who (?:received|got|was .* (?:sent|addressed) to)|recipient|addressee|addressed to|sent to",
    "cc": r"cop(?:y|ied)|\bcc\b|in copy",
    "date": r"^when (?:was|did|were)|what (?:date|day)|date of",
    "subject": r"\bsubject\b|what (?:is|was) the (?:e-?mail|mail|message|letter) about",
    "location": r"^where|what place|in which (?:room|place|building)",
    "place": r"^where|what place",
    "venue": r"^where|what place",
    "address": r"^where",
    "start": r"^when (?:does|do|did|is|are|was|will)|begin|what time",
    "when": r"^when|what time",
    "end": r"^when .*\bends?\b|\buntil when",
    "organizer": r"who (?:organi[sz]e[sd]|invited|called|is organi[sz]ing|is holding)",
    "attendees": r"who (?:attends|attended|is invited|was invited|takes part)",
    "author": r"who (?:wrote|is the author)|written by",
    "photo": r"who (?:took|made|shot) .*(?:photo|picture)|photograph",
    "owner": r"who owns|belongs to|owned by",
    "signed": r"who signed",
    "price": r"how much (?:is|are|does|do|did)|what does .* cost",
    "cost": r"how much (?:is|are|does|do|did)|what does .* cost",
    "deadline": r"until when|by when|deadline",
    "due": r"^when .*\bdue\b|by when",
    "phone": r"\bcall\b|telephone|phone",
    "email": r"e-?mail(?: address)?|\bwrite to\b",
    "e-mail": r"e-?mail(?: address)?|\bwrite to\b",
    "website": r"web ?(?:site|page)|\burl\b|online",
    "url": r"web ?(?:site|page)|\burl\b|address of|link",
}
_SAID_BY_CUE = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _CUES.items()}
_MAIL_NAMES = frozenset(("from", "to", "cc", "bcc", "date", "sent", "subject", "attached", "reply-to"))
_SAYING_NOTHING = frozenset(
    stems("send sent write wrote written get got receive received mail email e-mail message letter many much give"
          " take took taken make made begin begins start starts held hold holds name called cost costs book booked pay")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record: its name, its value, and its line."""

    name: str
    value: str
    line: Candidate


@dataclass(frozen=True, slots=True)
class _Match:
    """A field that is asked for, how well its record fits, how much of its name the question says, and whether the
    record names a thing."""

    field: Field
    covered: float
    named: float
    nameless: bool


def read_records(lines: Sequence[Candidate]) -> Iterator[list[Field]]:
    """Yield the fields of each record among the lines of a passage; a blank line or prose ends a record."""
    record: list[Field] = []
    for line in lines:
        match = _FIELD.match(line.text)
        if record and (match is None or "\n\n" in line.passage.text[record[-1].line.end : line.start]):
            yield record
            record = []
        if match and line.text.count(CELL_SEPARATOR) in (0, 1):
            record.append(Field(match[1].strip(), line.text[match.end() :].strip(), line))
    if record:
        yield record


def answer_from_records(question: str, passages: Sequence[Passage]) -> StructuredAnswer | None:
    """Return the value of the field that the question asks for; None if no field or several with other values fit."""
    asked = {stem for stem in stems(question) if len(stem) > 1}  # no "s" of a genitive
    found: list[_Match] = []
    if not asks_for_value(question):
        return None
    for lines in read_all_lines(passages):
        for record in read_records(lines):
            if not _are_columns(record, lines) and not _is_title(record):
                found.extend(_matches(question, asked, record))
    if not found:
        return None
    best = max((match.covered, match.named) for match in found)
    leading = [match for match in found if (match.covered, match.named) == best]
    if len({_plain(match.field).casefold() for match in leading}) > 1:
        return None
    return _answer(question, leading[0])


def _answer(question: str, match: _Match) -> StructuredAnswer | None:
    value = _plain(match.field)
    if asked_answer_type(question) == "number":
        value = _DETAIL.split(value, maxsplit=1)[0]
    quotes = (match.field.line,)
    if match.covered < MIN_COVERED:
        # A record that names no thing may be that of the one asked about; one that does is of another.
        return StructuredAnswer("", quotes, POSSIBLE) if match.named == 1 and match.nameless else None
    chance = SURE if match.covered == 1 else LIKELY
    return StructuredAnswer(value if len(value) <= MAX_VALUE_CHARS else "", quotes, chance)


def _are_columns(record: Sequence[Field], lines: Sequence[Candidate]) -> bool:
    """Return whether what looks like fields are rows of a table with more columns."""
    rows = [field for field in record if CELL_SEPARATOR in field.line.text]
    return bool(rows) and any(line.text.count(CELL_SEPARATOR) > 1 for line in lines)


def _is_title(record: Sequence[Field]) -> bool:
    """Return whether what looks like a field is the title of the document: "Project Kestrel: status report"."""
    line = record[0].line
    return len(record) == 1 and " ".join(line.text.lstrip("# ").split()) in " ".join(line.passage.heading.split())


def _matches(question: str, asked: set[str], record: Sequence[Field]) -> Iterator[_Match]:
    passage = record[0].line.passage
    names = {field.name.casefold() for field in record}
    is_mail = "from" in names and len(names & _MAIL_NAMES) > 1
    around = set(stems(f"{passage.heading} {passage.text if is_mail else ''}"))
    for field in record:
        name = field.name.casefold()
        stated = set(stems(field.name))
        if name in _MAIL_NAMES and not is_mail and name != "date":
            continue
        is_named, cues = bool(stated) and stated <= asked, _find_cues(question, name)
        if not (is_named or cues) or not _fits(question, field):
            continue
        beside = [other.value for other in record if other is not field]
        left = asked.difference(stated, _SAYING_NOTHING, *(stems(cue.split()[-1]) for cue in cues))
        covered = len(left & around.union(*map(stems, beside))) / len(left) if left else 1.0
        nameless = not any(letter.isalpha() for value in beside for letter in value)
        yield _Match(field, covered, 1.0 if is_named else 0.5, nameless)


def _find_cues(question: str, name: str) -> list[str]:
    """Return what asks for a field without naming it: "who sent" for "From"."""
    return [match.group() for match in _SAID_BY_CUE[name].finditer(question)] if name in _SAID_BY_CUE else []


def _fits(question: str, field: Field) -> bool:
    """Return whether the value is of the type asked for."""
    kind, value = asked_answer_type(question), field.value
    if set(stems(value)) <= set(stems(question)):
        return False
    if kind == "time":
        return bool(DATE_PATTERN.search(value)) or has_answer_type(kind, value)
    if kind == "number":
        return has_answer_type(kind, value)
    if kind == "person":
        return value[:1].isalpha()
    return kind != "reason"


def _plain(field: Field) -> str:
    """Return the value up to the next field on its line, of a mail address with a name the name."""
    own = _NEXT_FIELD.split(field.value, maxsplit=1)[0]
    bare = _ADDRESS.sub("", own).strip()
    return " ".join((bare or own).strip("\"' *").split())
