"""E-mail: the head as fields, the text, and what is attached or forwarded as documents of their own."""

from __future__ import annotations

import re

from ingest.load.spec import FormatSpec
from ingest.mail.attachments import attachment_budget
from ingest.mail.document import load_mail
from ingest.mail.mime import parse_message, read_mime
from ingest.types import LoadedText

SUFFIXES = (".eml", ".emlx")
_HEADER = re.compile(rb"^(?:from|to|date|subject|received|return-path|message-id|mime-version):", re.I | re.M)
_BYTE_COUNT = re.compile(rb"\s{0,20}(\d{1,12})[ \t]{0,20}\r?\n(?=[!-9;-~]{1,80}:)")
_PROPERTIES = re.compile(rb"<\?xml [^>]{0,200}>\s{0,20}(?:<!DOCTYPE[^>]{0,300}>\s{0,20})?<plist\b")


def looks_like(data: bytes, suffix: str) -> float:
    head = data[:4096].lstrip(b"\xef\xbb\xbf").partition(b"\n\n")[0].partition(b"\r\n\r\n")[0]
    headers = len(_HEADER.findall(head))
    if suffix in SUFFIXES:
        return 0.8 if headers else 0.0
    return 0.6 if headers >= 3 and b"message-id:" in head.lower() else 0.0


def load(data: bytes, name: str) -> list[LoadedText]:
    """Load the mail, titled by the subject, else the file's name, then its attachments."""
    with attachment_budget(len(data)):
        return load_mail(read_mime(parse_message(_message_alone(data))), name)


def _message_alone(data: bytes) -> bytes:
    """Return the message without the byte count before it and the properties after it that macOS writes."""
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    count = _BYTE_COUNT.match(data)
    if count is None:
        return data
    end = count.end() + int(count.group(1))
    if not _PROPERTIES.match(data[end : end + 1000].lstrip()):
        found = [match.start() for match in _PROPERTIES.finditer(data, count.end())]
        end = found[-1] if found else len(data)
    return data[count.end() : end]


FORMAT = FormatSpec(
    "eml", "EML", "the head, text, attachments and forwarded mails of an e-mail", SUFFIXES, looks_like, load
)
