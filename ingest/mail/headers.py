"""The head of a mail: encoded words, bytes beyond ASCII, file names and dates."""

from __future__ import annotations

import binascii
import re
from email.message import Message
from email.policy import Compat32
from email.utils import collapse_rfc2231_value, parsedate_to_datetime
from typing import Any

from graph.text.clean import clean, clean_line
from ingest.mail.charset import decode_part

MAX_STRUCTURED_CHARS = 65_536
"""Characters of a header with parameters that are parsed: the standard library is quadratic in their number."""
_WORD = re.compile(r"=\?([\w:.-]{1,40})(?:\*[\w-]{0,20})?\?([BbQq])\?([^?]*)\?=")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
_NUMERIC_DATE = re.compile(r"\s*((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")


class MailPolicy(Compat32):
    """Keeps headers as they are written; bytes beyond ASCII are escaped as surrogates, or decoded in parameters."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """Return a header's value as text."""
        if name.lower().startswith("content-"):
            return _decode_raw(value[:MAX_STRUCTURED_CHARS], "")
        return value


def header_text(message: Message, name: str) -> str:
    """Return a header on one line, decoded; the values of a header that is repeated are joined."""
    charset = _body_charset(message)
    values = [decode_words(_decode_raw(str(value), charset)) for value in message.get_all(name, [])]
    return " ".join(clean(", ".join(value for value in values if value.strip())).split())


def _body_charset(message: Message) -> str:
    """Return the charset of the first part, in which a program that encodes no header writes its headers too."""
    part = message
    while isinstance(children := part.get_payload(), list) and children and isinstance(children[0], Message):
        part = children[0]
    return part.get_content_charset("")


def _decode_raw(value: str, charset: str) -> str:
    """Decode the bytes beyond ASCII of a header; it is too short for its charset to be detected."""
    if value.isascii():
        return value
    known = charset and charset.lower() not in ("us-ascii", "ascii", "utf-8", "utf8")
    return decode_part(value.encode("utf-8", "surrogateescape"), charset if known else "iso-8859-1")


def decode_words(value: str) -> str:
    """Decode the encoded words of a header; a letter may be split between two of them."""
    parts: list[str] = []
    held, charset, end = b"", "", 0
    for match in _WORD.finditer(value):
        data = _decode_word(match.group(2), match.group(3))
        gap = value[end : match.start()]
        joined = bool(charset) and not gap.strip()
        if not joined or match.group(1).lower() != charset:
            parts.append(decode_part(held, charset))
            held = b""
        if not joined:
            parts.append(gap)
        held, charset, end = held + data, match.group(1).lower(), match.end()
    return "".join((*parts, decode_part(held, charset), value[end:]))


def _decode_word(encoding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "surrogateescape")
    if encoding in "Qq":
        return _HEX.sub(lambda match: bytes([int(match.group(1), 16)]), raw.replace(b"_", b" "))
    try:
        return binascii.a2b_base64(raw + b"===")
    except binascii.Error:
        return raw


def file_name(part: Message) -> str:
    """Return the file name of a part, without folders; empty if it has none."""
    for parameter, header in (("filename", "content-disposition"), ("name", "content-type")):
        value = part.get_param(parameter, None, header)
        if value:
            name = collapse_rfc2231_value(value)
            return clean_line(re.split(r"[/\\]", decode_words(name))[-1])
    return ""


def iso_date(value: str) -> str:
    """Return the day that a date header states, where it was written; empty if there is none."""
    try:
        return parsedate_to_datetime(value[:200]).date().isoformat()
    except (TypeError, ValueError, OverflowError, IndexError):
        match = _NUMERIC_DATE.match(value)
        return "-".join(match.groups()) if match else ""
