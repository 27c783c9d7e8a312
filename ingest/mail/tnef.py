"""Unpack the containers of Outlook (TNEF, winmail.dat) in which it sends texts and files to other programs."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from graph.text.clean import clean_line
from ingest.mail.charset import decode_part
from ingest.mail.types import Attachment, MailBody

_SIGNATURE = b"\x78\x9f\x3e\x22"
_HEAD = struct.Struct("<BII")
_START, _CHECKSUM = 6, 2
_CODE_PAGE, _BODY, _PROPERTIES = 0x9007, 0x800C, 0x9003
_NEW_FILE, _NAME, _FILE, _FILE_PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
_LONG_NAME, _HELD, _TEXT, _HTML = 0x3707, 0x3701, 0x1000, 0x1013
_STRING, _UNICODE, _BINARY, _OBJECT, _SEVERAL = 0x001E, 0x001F, 0x0102, 0x000D, 0x1000
# Bytes of values of a fixed length, padded to four.
_FIXED = {0x02: 4, 0x03: 4, 0x04: 4, 0x0A: 4, 0x0B: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x14: 8, 0x40: 8, 0x48: 16}
_GUID_BYTES = 16


@dataclass(slots=True)
class OutlookContainer:
    """What a container holds."""

    bodies: list[MailBody] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)


@dataclass(slots=True)
class _HeldFile:
    name: str = ""
    data: bytes = b""


def unpack_tnef(data: bytes) -> OutlookContainer | None:
    """Return what a container holds, as far as it is there; None if it is none."""
    if not data.startswith(_SIGNATURE):
        return None
    found = OutlookContainer()
    files: list[_HeldFile] = []
    charset = "cp1252"
    for number, value in _attributes(data):
        if number == _CODE_PAGE:
            page = int.from_bytes(value[:4], "little")
            charset = "utf-8" if page == 65001 else f"cp{page}"
        elif number == _BODY:
            found.bodies.append(MailBody("plain", _text(value, charset), 1))
        elif number == _PROPERTIES:
            found.bodies += _bodies(value, charset)
        elif number == _NEW_FILE:
            files.append(_HeldFile())
        elif files:
            _read_file(files[-1], number, value, charset)
    found.attachments += [Attachment(one.name or "unnamed", one.data) for one in files if one.data]
    return found


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the number and the value of each attribute; a length beyond the end takes what is there."""
    place = _START
    while place + _HEAD.size <= len(data):
        _, number, length = _HEAD.unpack_from(data, place)
        place += _HEAD.size
        yield number & 0xFFFF, data[place : place + length]
        place += length + _CHECKSUM


def _bodies(data: bytes, charset: str) -> Iterator[MailBody]:
    for number, kind, value in _read_properties(data):
        if number == _TEXT and kind in (_STRING, _UNICODE):
            yield MailBody("plain", _string(value, kind, charset), 1)
        elif number == _HTML:
            yield MailBody("html", _string(value, kind, charset), 1)


def _read_file(file: _HeldFile, number: int, value: bytes, charset: str) -> None:
    """Keep an attribute of a file; its long name is better than the other, which has eight letters."""
    if number == _NAME:
        file.name = file.name or _name(_text(value, charset))
    elif number == _FILE:
        file.data = value
    elif number == _FILE_PROPERTIES:
        for one, kind, held in _read_properties(value):
            if one == _LONG_NAME and kind in (_STRING, _UNICODE):
                file.name = _name(_string(held, kind, charset)) or file.name
            elif one == _HELD and kind == _BINARY and not file.data:
                file.data = held


def _read_properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield number, type and first value of each property, until one is of no known type."""
    place = 4
    while place + 4 <= len(data):
        kind, number = struct.unpack_from("<HH", data, place)
        place += 4
        if number >= 0x8000:
            place = _after_name(data, place)
        several, kind = kind & _SEVERAL, kind & ~_SEVERAL
        varies = kind in (_STRING, _UNICODE, _BINARY, _OBJECT)
        if kind not in _FIXED and not varies:
            return
        count = 1
        if several or varies:
            count, place = int.from_bytes(data[place : place + 4], "little"), place + 4
        first = b""
        for at in range(count):
            length = _FIXED.get(kind, 0)
            if varies:
                length, place = int.from_bytes(data[place : place + 4], "little"), place + 4
            if place >= len(data):
                break
            first = first if at else data[place : place + length]
            place += _padded(length)
        yield number, kind, first


def _after_name(data: bytes, place: int) -> int:
    """Return where the name of a property ends."""
    place += _GUID_BYTES
    by_text, length = int.from_bytes(data[place : place + 4], "little"), data[place + 4 : place + 8]
    return place + 8 + (_padded(int.from_bytes(length, "little")) if by_text else 0)


def _padded(length: int) -> int:
    return length + -length % 4


def _string(value: bytes, kind: int, charset: str) -> str:
    return value.decode("utf-16-le", "replace").rstrip("\0") if kind == _UNICODE else _text(value, charset)


def _text(value: bytes, charset: str) -> str:
    return decode_part(value.rstrip(b"\0"), charset)


def _name(text: str) -> str:
    return clean_line(text.replace("\\", "/").rsplit("/", 1)[-1])
