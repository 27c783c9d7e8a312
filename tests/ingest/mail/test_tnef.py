"""What Outlook packs into winmail.dat is read: its files under their names, its text where the mail has none."""

from __future__ import annotations

import struct
from email.message import EmailMessage

from hypothesis import given
from hypothesis import strategies as st

from ingest.formats import read_texts
from ingest.mail.tnef import unpack_tnef
from ingest.types import LoadedText

SIGNATURE = b"\x78\x9f\x3e\x22\x01\x00"


def attribute(level: int, number: int, value: bytes) -> bytes:
    return struct.pack("<BII", level, number, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def text_property(number: int, text: str) -> bytes:
    data = text.encode("utf-16-le") + b"\0\0"
    return struct.pack("<HHII", 0x1F, number, 1, len(data)) + data + b"\0" * (-len(data) % 4)


def properties(*held: bytes) -> bytes:
    return struct.pack("<I", len(held)) + b"".join(held)


NUMBER = struct.pack("<HHI", 3, 0x0E07, 7)
NAMED = struct.pack("<HH16sII", 3, 0x8001, b"", 0, 5) + struct.pack("<I", 1)
FILE = (
    attribute(2, 0x00069002, b"\1" * 14)
    + attribute(2, 0x00018010, b"PRISER~1.CSV\0")
    + attribute(2, 0x0006800F, b"Item,Price\nRope,4\n")
    + attribute(2, 0x00069005, properties(NUMBER, NAMED, text_property(0x3707, "Priser på tau.csv")))
)
BODY = attribute(1, 0x00069003, properties(NUMBER, text_property(0x1000, "The rope is sold.")))


def mail(container: bytes, text: str) -> list[LoadedText]:
    message = EmailMessage()
    message["From"], message["Subject"] = "Petra <p@x.test>", "Prices"
    message.set_content(text)
    message.add_attachment(container, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    return read_texts(message.as_bytes(), "a", ".eml")[1]


def test_its_files_are_attachments_of_the_mail() -> None:
    own, table = mail(SIGNATURE + BODY + FILE, "See the list.")
    assert "Attached: Priser på tau.csv" in own.text
    assert "The rope is sold." not in own.text
    assert "Item | Price\nRope | 4" in table.text


def test_its_text_is_that_of_a_mail_without_any() -> None:
    own, _ = mail(SIGNATURE + BODY + FILE, " ")
    assert "The rope is sold." in own.text


@given(st.binary(max_size=200), st.integers(0, 400))
def test_a_broken_container_is_read_as_far_as_it_goes(more: bytes, end: int) -> None:
    assert unpack_tnef(SIGNATURE + (BODY + FILE)[:end] + more) is not None
    assert unpack_tnef(more) is None or more.startswith(SIGNATURE[:4])
