"""Mailboxes (mbox): every mail and every attachment a document of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email.parser import BytesHeaderParser

from graph.errors import Refused
from ingest.decode import ReadBytes
from ingest.load.spec import FormatSpec
from ingest.mail.attachments import attachment_budget
from ingest.mail.document import load_mail
from ingest.mail.headers import MailPolicy
from ingest.mail.mime import parse_message, read_mime
from ingest.parts import split_text
from ingest.types import LoadedText

SUFFIXES = (".mbox", ".mbx")
_PIECE = 1 << 20
_MAX_MAIL_BYTES = 64_000_000
# The line before a mail ends with a time and a year, or names nobody; it is first or after a blank line, and a header
# follows it.
_START = re.compile(
    rb"From (?:(?<=\n\nFrom )|(?<=\n\r\nFrom )|(?<=\AFrom ))"
    rb"(?:[^\r\n]{0,500}?\d\d?:\d\d[^\r\n]{0,100}|[^\r\n]{0,500}?\d{4}|-?)[ \t]{0,20}\r?\n"
    rb"(?=[!-9;-~]{1,80}:|>From )"
)
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
# More than a line before a mail and the header's name after it can take.
_OVERLAP, _BEHIND = 4096, 4


def looks_like(data: bytes, suffix: str) -> float:
    starts = _START.match(_without_mark(data[:8192]))
    return (0.9 if suffix in SUFFIXES else 0.85) if starts else 0.0


def load(data: bytes, name: str) -> list[LoadedText]:
    """Load all mails, each titled by its subject, then what is attached to it."""
    return list(_texts(lambda start, count: data[start : start + count], name))


def stream(read: ReadBytes, name: str) -> Iterator[LoadedText]:
    """Load the mails of a long mailbox one by one."""
    for text in _texts(read, name):
        yield from split_text(text)


def _texts(read: ReadBytes, name: str) -> Iterator[LoadedText]:
    for number, (mail, whole) in enumerate(_mails(read), 1):
        place = f"mail {number}"
        notes = () if whole else (f"{place} is larger than {_MAX_MAIL_BYTES / 1e6:.0f} MB, its end was not read",)
        texts = _read(mail, name, place)
        for text in texts:
            located = ", ".join(filter(None, (place, text.locator)))
            said = tuple(f"{place}: {note}" for note in text.notes)
            yield replace(text, locator=located, notes=(*notes, *said))
            notes = ()


def _read(mail: bytes, name: str, place: str) -> list[LoadedText]:
    """Return the texts of a mail; of one that cannot be read, what its head says."""
    try:
        with attachment_budget(len(mail)):
            return load_mail(read_mime(parse_message(mail)), f"{name}, {place}")
    except Refused as refusal:
        head = BytesHeaderParser(policy=MailPolicy()).parsebytes(mail.partition(b"\n\n")[0] + b"\n\n")
        del head["Content-Type"]
        texts = load_mail(read_mime(head), f"{name}, {place}")
        return [replace(text, notes=(f"its text was not read: {refusal.message}",)) for text in texts]


def _mails(read: ReadBytes) -> Iterator[tuple[bytes, bool]]:
    """Yield the bytes of each mail without the line before it, and whether they are all of it."""
    held: list[bytes] = []
    size = 0
    for piece, begins in _pieces(read):
        if begins and held:
            yield _mail(held), size <= _MAX_MAIL_BYTES
            held, size = [], 0
        size += len(piece)
        if size <= _MAX_MAIL_BYTES:
            held.append(piece)
    if held:
        yield _mail(held), size <= _MAX_MAIL_BYTES


def _mail(pieces: list[bytes]) -> bytes:
    return _ESCAPED.sub(rb"\1", b"".join(pieces).partition(b"\n")[2])


def _pieces(read: ReadBytes) -> Iterator[tuple[bytes, bool]]:
    """Yield the file in pieces, and whether a mail begins with each; what may be cut in two is held back."""
    buffer, done, offset, begins = b"", 0, 0, False
    while True:
        piece = read(offset, _PIECE)
        # The blank line before a mail is looked for behind what is done.
        buffer, done = buffer[max(0, done - _BEHIND) :] + piece, min(done, _BEHIND)
        if not offset:
            buffer = _without_mark(buffer)
        offset += len(piece)
        limit = max(done, len(buffer) - _OVERLAP) if piece else len(buffer)
        for match in _START.finditer(buffer, done):
            if match.start() >= limit:
                break
            if match.start() > done:
                yield buffer[done : match.start()], begins
            done, begins = match.start(), True
        if limit > done:
            yield buffer[done:limit], begins
            done, begins = limit, False
        if not piece:
            return


def _without_mark(data: bytes) -> bytes:
    """Return a file's beginning without a byte order mark and blank lines."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")


FORMAT = FormatSpec("mbox", "MBOX", "every mail of a mailbox, with its attachments", SUFFIXES, looks_like, load, stream)
