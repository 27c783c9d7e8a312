"""Read an item of Outlook as a mail: its head, its text, and what is attached."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from email.parser import HeaderParser
from functools import partial

from graph.errors import Refused
from graph.text.clean import clean_line
from ingest.mail.charset import decode_part
from ingest.mail.compressed_rtf import unpack_rtf
from ingest.mail.headers import MailPolicy, header_text, iso_date
from ingest.mail.mapi import ItemFile, Path, PropertyStore
from ingest.mail.types import Attachment, Mail, MailBody

_SUBJECT, _HEADERS, _BODY, _HTML, _RTF = 0x0037, 0x007D, 0x1000, 0x1013, 0x1009
_SENDER_NAMES, _SENDER_ADDRESSES = (0x0042, 0x0C1A), (0x5D02, 0x5D01, 0x0065, 0x0C1F)
_SENT, _DELIVERED, _STARTS, _ENDS = 0x0039, 0x0E06, 0x0060, 0x0061
_NAME, _ADDRESSES, _RECIPIENT_KIND = 0x3001, (0x39FE, 0x3003), 0x0C15
_SHOWN_TO, _SHOWN_CC = 0x0E04, 0x0E03
_FILE_NAMES, _FILE, _METHOD, _CONTENT_ID = (0x3707, 0x3704, 0x3001), 0x3701, 0x3705, 0x3712
_LINKED, _MAIL = (2, 3, 4, 7), 5
_RECIPIENTS, _ATTACHMENTS, _EMBEDDED = "__recip_version1.0_", "__attach_version1.0_", "__substg1.0_3701000D"
_KINDS = {1: "To", 2: "Cc", 3: "Bcc"}
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp")
# The list of properties stands behind a head that differs by what they are of.
_WHOLE_HEAD, _EMBEDDED_HEAD, _PART_HEAD = 32, 24, 8


def read_item(store: PropertyStore) -> Mail:
    """Return an item with its attachments; what is embedded is opened when it is read."""
    message = HeaderParser(policy=MailPolicy()).parsestr(store.text(_HEADERS))
    address = next((text for number in _SENDER_ADDRESSES if "@" in (text := store.text(number))), "")
    sender = _person(store.text(*_SENDER_NAMES), address) or header_text(message, "From")
    sent = store.time(_SENT) or store.time(_DELIVERED)
    stated = header_text(message, "Date")
    subject = clean_line(store.text(_SUBJECT)) or header_text(message, "Subject")
    times = ((name, store.time(number)) for name, number in (("Start", _STARTS), ("End", _ENDS)))
    fields = [
        ("From", sender),
        *_recipients(store),
        ("Date", stated or _shown(sent)),
        ("Subject", subject),
        *((name, _shown(time)) for name, time in times),
    ]
    bodies, notes = _bodies(store)
    attachments, pictures = _attachments(store)
    if pictures:
        notes.append(f"{pictures} picture{'s' if pictures > 1 else ''} within the mail, not read")
    return Mail(
        subject=subject,
        sender=sender,
        date=iso_date(stated) or (sent.date().isoformat() if sent else ""),
        fields=tuple((name, value) for name, value in fields if value),
        bodies=tuple(bodies),
        attachments=tuple(attachments),
        notes=tuple(notes),
    )


def open_item(file: object) -> PropertyStore:
    """Return the properties of a file's item."""
    return PropertyStore.open(ItemFile.index(file), (), _WHOLE_HEAD)


def _shown(time: datetime | None) -> str:
    return time.strftime("%Y-%m-%d %H:%M UTC") if time else ""


def _person(name: str, address: str) -> str:
    name = clean_line(name).strip("'\" ")
    return f"{name} <{address}>" if name and address and name != address else name or address


def _recipients(store: PropertyStore) -> Iterator[tuple[str, str]]:
    """Yield the recipients by how they were addressed; those that the item shows if it lists none."""
    people: dict[str, list[str]] = {}
    for path in store.children(_RECIPIENTS):
        recipient = PropertyStore.open(store.file, path, _PART_HEAD, store.charset)
        address = next((text for number in _ADDRESSES if "@" in (text := recipient.text(number))), "")
        kind = _KINDS.get(recipient.integer(_RECIPIENT_KIND) & 0xF, "To")
        people.setdefault(kind, []).append(_person(recipient.text(_NAME), address))
    for kind, number in (("To", _SHOWN_TO), ("Cc", _SHOWN_CC), ("Bcc", 0)):
        listed = ", ".join(filter(None, people.get(kind, ())))
        yield kind, listed or (clean_line(store.text(number), 10_000) if number and not people else "")


def _bodies(store: PropertyStore) -> tuple[list[MailBody], list[str]]:
    """Return the text in the ways in which it is there, and notes; the formatted one only if there is no other."""
    plain = store.text(_BODY)
    page = store.text(_HTML) or decode_part(store.binary(_HTML), store.web_charset())
    bodies = [MailBody("plain", plain, 1)] if plain.strip() else []
    bodies += [MailBody("html", page, 1)] if page.strip() else []
    packed = store.binary(_RTF)
    if bodies or not packed:
        return bodies, []
    try:
        return [MailBody("plain", _rtf_text(unpack_rtf(packed)))], []
    except Refused as refusal:
        return [], [refusal.message]


def _rtf_text(data: bytes) -> str:
    from striprtf.striprtf import rtf_to_text

    return str(rtf_to_text(data.decode("latin-1"), errors="replace"))


def _attachments(store: PropertyStore) -> tuple[list[Attachment], int]:
    """Return what is attached, and how many pictures stand within the text."""
    attachments: list[Attachment] = []
    pictures = 0
    for path in store.children(_ATTACHMENTS):
        part = PropertyStore.open(store.file, path, _PART_HEAD, store.charset)
        name = clean_line(part.text(*_FILE_NAMES).replace("\\", "/").rsplit("/", 1)[-1])
        method = part.integer(_METHOD)
        if method == _MAIL and part.has_storage(_FILE):
            inner = (*path, _EMBEDDED)
            attachments.append(Attachment(name or "mail", open_mail=partial(_embedded, store, inner)))
        elif part.text(_CONTENT_ID) and name.lower().endswith(_PICTURES):
            pictures += 1
        elif method in _LINKED:
            attachments.append(Attachment(name or "unnamed", fault="it is a link to a file elsewhere"))
        elif data := part.binary(_FILE):
            attachments.append(Attachment(name or "unnamed", data))
        else:
            attachments.append(Attachment(name or "unnamed", fault="it is an object of another program, or empty"))
    return attachments, pictures


def _embedded(store: PropertyStore, path: Path) -> Mail:
    return read_item(PropertyStore.open(store.file, path, _EMBEDDED_HEAD, store.charset))
