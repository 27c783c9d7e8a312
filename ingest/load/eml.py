"""E-mail: sender, recipients, date and text; attachments are only named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any

from graph.text.clean import clean, clean_line
from ingest.decode import decode, text_codec
from ingest.hidden import HiddenText, append_hidden, hidden_note
from ingest.load.html import visible_text
from ingest.load.spec import FormatSpec
from ingest.types import LoadedText

SUFFIXES = (".eml",)
_HEADER = re.compile(rb"^(?:from|to|date|subject|received|return-path|message-id|mime-version):", re.I | re.M)
_SHOWN = ("From", "To", "Cc", "Date")
MAX_PARSED_CHARS = 8_000
"""Characters up to which a header is parsed by its grammar: the standard library is quadratic in a header's words."""
_ENCODED_WORD = re.compile(r"=\?[\w-]{1,40}\?[BbQq]\?[^?\s]*\?=")


class _Policy(EmailPolicy):
    def header_fetch_parse(self, name: str, value: str) -> Any:
        if len(value) <= MAX_PARSED_CHARS:
            return super().header_fetch_parse(name, value)
        # The library asks this header alone for what only its grammar tells: whether the part is an attachment.
        if name.lower() == "content-disposition":
            return super().header_fetch_parse(name, value[:MAX_PARSED_CHARS])
        return _decoded(value)


def _decoded(value: str) -> str:
    """Return a header's text with its encoded words decoded, one by one."""
    raw = value.encode("ascii", "surrogateescape").decode("utf-8", "replace")
    return _ENCODED_WORD.sub(lambda word: str(make_header(decode_header(word.group()))), raw)


def looks_like(data: bytes, suffix: str) -> float:
    head = data[:4096].partition(b"\n\n")[0].partition(b"\r\n\r\n")[0]
    headers = len(_HEADER.findall(head))
    if suffix in SUFFIXES:
        return 0.8 if headers else 0.0
    return 0.6 if headers >= 3 and b"message-id:" in head.lower() else 0.0


def load(data: bytes, name: str) -> list[LoadedText]:
    """Load one text, titled by the subject, else the file's name."""
    message = message_from_bytes(data, policy=_Policy())
    assert isinstance(message, EmailMessage)
    lines = [f"{key}: {value}" for key in _SHOWN if (value := _header(message, key))]
    attached = [clean_line(part.get_filename() or "") for part in message.iter_attachments()]
    if any(attached):
        lines.append("Attached: " + ", ".join(filter(None, attached)))
    parts = [_shown(part) for part in _bodies(message)]
    body = "\n\n".join(text for text, _ in parts if text.strip())
    hidden = [one for _, held in parts for one in held]
    if not body.strip() and not hidden:
        return []
    text, stretches = append_hidden(clean("\n".join(lines) + "\n\n" + body), hidden)
    title = clean_line(_header(message, "Subject")) or name
    return [LoadedText(title, text, notes=hidden_note(hidden), hidden=stretches)]


def _header(message: EmailMessage, key: str) -> str:
    return " ".join(clean(str(message.get(key, ""))).split())


def _bodies(message: EmailMessage) -> Iterator[EmailMessage]:
    """Yield the parts displayed one below the other: the plain one of alternatives, otherwise those that are text."""
    todo: list[Any] = [message]
    while todo:
        part = todo.pop()
        if part.get_content_maintype() == "message" or part.is_attachment():
            continue
        if part.is_multipart() and part.get_content_subtype() not in ("alternative", "related"):
            todo.extend(reversed(list(part.iter_parts())))
        elif (body := part.get_body(("plain", "html"))) is not None and (body is message or not body.get_filename()):
            yield body


def _shown(part: EmailMessage) -> tuple[str, list[HiddenText]]:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset("utf-8")
    try:
        text = raw.decode(text_codec(charset))
    except (LookupError, UnicodeError, ValueError):
        text = decode(raw)
    return visible_text(text) if part.get_content_subtype() == "html" else (text, [])


FORMAT = FormatSpec("eml", "EML", "sender, recipients, date and text of an e-mail", SUFFIXES, looks_like, load)
