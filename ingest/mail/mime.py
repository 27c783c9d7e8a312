"""Read a MIME message: its head, what is shown of it, and what is attached. Not recursive over its parts."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from functools import partial
from mimetypes import MimeTypes

from graph.errors import Reason, Refused
from ingest.mail.charset import decode_part
from ingest.mail.headers import MailPolicy, file_name, header_text, iso_date
from ingest.mail.signed import signed_content
from ingest.mail.tnef import unpack_tnef
from ingest.mail.types import Attachment, Mail, MailBody

ENCRYPTED = "it is encrypted, and the text could not be read"
TNEF = "a container of Outlook (TNEF) in which nothing was found"
_SHOWN = ("From", "To", "Cc", "Bcc", "Reply-To", "Date", "Subject")
_MAILS = ("message/rfc822", "message/global", "message/news")
_SIGNATURES = frozenset(
    (
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-keys",
    )
)
_SMIME = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_TYPES = MimeTypes(filenames=())


def parse_message(data: bytes) -> Message:
    """Parse a message; Refused if its parts are nested too deeply."""
    try:
        return message_from_bytes(data, policy=MailPolicy())
    except RecursionError:
        raise Refused(Reason.CORRUPT, "its parts are nested too deeply", "save the mail without what it forwards")


def read_mime(message: Message) -> Mail:
    """Return a message as a mail."""
    parts = _Parts()
    for part, choice in list_leaves(message):
        parts.add(part, choice, part is message)
    if parts.pictures:
        plural = "s" if parts.pictures > 1 else ""
        parts.notes.append(f"{parts.pictures} picture{plural} within the mail, not read")
    fields = tuple((name, text) for name in _SHOWN if (text := header_text(message, name)))
    sender = header_text(message, "From") or header_text(message, "Sender")
    if sender and fields[:1] != (("From", sender),):
        fields = (("From", sender), *fields)
    return Mail(
        subject=header_text(message, "Subject"),
        sender=sender,
        date=iso_date(header_text(message, "Date")),
        fields=fields,
        bodies=tuple(parts.bodies if any(body.text.strip() for body in parts.bodies) else parts.unpacked),
        attachments=tuple(parts.attachments),
        notes=tuple(dict.fromkeys(parts.notes)),
    )


def list_leaves(message: Message) -> Iterator[tuple[Message, int]]:
    """Yield the parts that hold no others, in order, each with the number of the innermost alternative it is in."""
    todo: list[tuple[Message, int]] = [(message, 0)]
    choices = 0
    while todo:
        part, choice = todo.pop()
        children = part.get_payload()
        nested = part.get_content_maintype() == "multipart" and part.get_content_type() != "multipart/encrypted"
        if not nested or not isinstance(children, list):
            yield part, choice
            continue
        if part.get_content_subtype() == "alternative":
            choices += 1
            choice = choices
        todo.extend((child, choice) for child in reversed(children) if isinstance(child, Message))


@dataclass(slots=True)
class _Parts:
    """What the parts of a message are, so far; `pictures` counts those that stand within its text.

    `unpacked` are texts of a container, for a message without any other.
    """

    bodies: list[MailBody] = field(default_factory=list)
    unpacked: list[MailBody] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    pictures: int = 0

    def add(self, part: Message, choice: int, whole: bool) -> None:
        """Add a part; `whole` says that it is all of the message."""
        kind, name = part.get_content_type(), file_name(part)
        attached = part.get_content_disposition() == "attachment" or (bool(name) and not whole)
        text = kind.startswith("text/") or part.get_content_maintype() == "multipart"
        if kind in _SIGNATURES or self._add_known(part, kind, name):
            return
        if kind.startswith("image/") and part.get_content_disposition() != "attachment" and part["Content-ID"]:
            self.pictures += 1
        elif text and not attached:
            self._add_body(part, choice)
        elif data := _payload(part):
            self.attachments.append(Attachment(name or f"unnamed{_TYPES.guess_extension(kind) or ''}", data))
        elif name:
            self.attachments.append(Attachment(name, fault="it is empty"))

    def _add_known(self, part: Message, kind: str, name: str) -> bool:
        """Add a part of a kind that is neither a text nor a file; return whether it is one."""
        if kind in _MAILS:
            self._add_mail(part, name)
        elif kind == "message/delivery-status":
            self.bodies.append(MailBody("plain", _status_text(part)))
        elif kind in ("text/calendar", "application/ics") or name.lower().endswith(".ics"):
            self.bodies.append(MailBody("calendar", read_part_text(part)))
        elif kind == "application/ms-tnef" or name.lower() == "winmail.dat":
            self._add_container(part, name or "winmail.dat")
        elif kind == "multipart/encrypted":
            self.notes.append(ENCRYPTED)
        elif kind in _SMIME:
            self._add_secured(part)
        else:
            return False
        return True

    def _add_container(self, part: Message, name: str) -> None:
        """Add the files that Outlook packed; the text in there is mostly that of the mail again."""
        held = unpack_tnef(_payload(part))
        if held is None or not (held.attachments or held.bodies):
            self.attachments.append(Attachment(name, fault=TNEF))
            return
        self.attachments += held.attachments
        self.unpacked += held.bodies

    def _add_body(self, part: Message, choice: int) -> None:
        kind = part.get_content_subtype()
        if choice and kind not in ("plain", "html"):
            return
        flowed = str(part.get_param("format", "")).lower() == "flowed"
        tight = str(part.get_param("delsp", "")).lower() == "yes"
        self.bodies.append(MailBody("html" if kind == "html" else "plain", read_part_text(part), choice, flowed, tight))

    def _add_mail(self, part: Message, name: str) -> None:
        children = part.get_payload()
        inner = children[0] if isinstance(children, list) and children else None
        if not isinstance(inner, Message):
            self.attachments.append(Attachment(name or "mail", _payload(part)))
            return
        if str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64" and not inner.keys():
            inner = parse_message(_from_base64(str(inner.get_payload())))
        self.attachments.append(
            Attachment(name or header_text(inner, "Subject")[:100] or "mail", open_mail=partial(read_mime, inner))
        )

    def _add_secured(self, part: Message) -> None:
        """Add what a signature encloses; what is encrypted is only said."""
        content = signed_content(_payload(part))
        if not content:
            self.notes.append(ENCRYPTED)
            return
        inner = _read_signed(content)
        self.bodies += inner.bodies
        self.attachments += inner.attachments
        self.notes += inner.notes


def _read_signed(content: bytes) -> Mail:
    """Return the parts that a signature encloses; what is signed within it again is attached, not opened."""
    message = parse_message(content)
    if message.get_content_type() in _SMIME:
        return Mail("", "", "", (), attachments=(Attachment("smime.p7m", _payload(message)),))
    return read_mime(message)


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text.encode("ascii", "ignore"))
    except binascii.Error:
        return b""


def read_part_text(part: Message) -> str:
    """Return the text of a part; a page without a charset in its head may declare one itself."""
    charset = part.get_content_charset("") or ("" if part.get_content_subtype() == "html" else "utf-8")
    return decode_part(_payload(part), charset)


def _status_text(part: Message) -> str:
    """Return the fields of a report on delivery, a paragraph per recipient."""
    groups = part.get_payload()
    if not isinstance(groups, list):
        return read_part_text(part)
    messages = [group for group in groups if isinstance(group, Message)]
    return "\n\n".join("\n".join(f"{name}: {header_text(group, name)}" for name in group) for group in messages)
