"""Items of Outlook: the same as a mail says in other formats."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import Reason, Refused
from ingest.formats import read_texts
from ingest.mail.compressed_rtf import unpack_rtf
from tests.ingest.compound_file import Storage, write_compound_file, write_item

Texts = dict[int, str | bytes]
SENT = int((datetime(2024, 6, 4, 7, tzinfo=UTC) - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10**7
RTF = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)


def item(head: int = 32, inner: bool = True, body: bool = True, **parts: Storage) -> Storage:
    people = {
        "__recip_version1.0_#00000000": write_item({0x3001: "Joar", 0x39FE: "j@x.test"}, {0x0C15: 1}, 8, {}),
        "__recip_version1.0_#00000001": write_item({0x3001: "Siri", 0x3003: "s@x.test"}, {0x0C15: 2}, 8, {}),
        "__attach_version1.0_#00000000": write_item(
            {0x3707: "offer.txt", 0x3701: b"The chimney costs 48,200."}, {0x3705: 1}, 8, {}
        ),
    }
    if inner:
        embedded = {"__substg1.0_3701000D": item(24, inner=False)}
        people["__attach_version1.0_#00000001"] = write_item({0x3001: "Old rent"}, {0x3705: 5}, 8, embedded)
    texts: Texts = {0x0037: "Rent", 0x0042: "Petra Lind", 0x5D02: "p@x.test"}
    texts |= {0x1000: "The rent is 900 euros."} if body else {}
    return write_item(texts, {0x0039: SENT}, head, {**people, **parts})


def test_an_item_is_a_mail_with_its_attachments_and_embedded_items() -> None:
    for suffix in (".msg", ".dat"):
        name, loaded = read_texts(write_compound_file(item()), "a", suffix)
        assert name == "msg"
        assert loaded[0].text == (
            "From: Petra Lind <p@x.test>\nTo: Joar <j@x.test>\nCc: Siri <s@x.test>\nDate: 2024-06-04 07:00 UTC\n"
            "Subject: Rent\nAttached: offer.txt, Old rent\n\nThe rent is 900 euros."
        )
        assert (loaded[0].date, loaded[0].notes) == ("2024-06-04", ())
        assert [one.locator for one in loaded[1:]] == [
            "attachment offer.txt",
            "attachment Old rent",
            "attachment Old rent, attachment offer.txt",
        ]
        assert all("48,200" in loaded[place].text for place in (1, 3))


@pytest.mark.parametrize(
    ("texts", "numbers", "wanted"),
    [
        ({0x1013: "<p>Käse für 5 €</p>".encode("cp1252")}, {0x3FDE: 1252}, "Käse für 5 €"),
        ({0x1013: "<p>Привет</p>".encode("koi8-r")}, {0x3FDE: 20866}, "Привет"),
        ({0x1009: RTF}, {}, "hello world"),
        ({0x007D: "From: Ruth <r@x.test>\nDate: Mon, 3 Jun 2024 09:00:00 +0200\n\n"}, {}, "From: Ruth <r@x.test>"),
    ],
)
def test_a_text_is_read_in_whatever_form_it_is(
    texts: dict[int, str | bytes], numbers: dict[int, int], wanted: str
) -> None:
    data = write_compound_file(write_item({0x0037: "S", **texts}, numbers, 32, {}))
    assert wanted in read_texts(data, "a", ".msg")[1][0].text


def test_texts_of_a_code_page_are_decoded() -> None:
    streams = {"__substg1.0_0037001E": "Привет".encode("cp1251")}
    _, [loaded] = read_texts(write_compound_file(write_item({}, {0x3FFD: 1251}, 32, streams)), "a", ".msg")
    assert loaded.title == "Привет"


def test_packed_text_is_unpacked() -> None:
    assert unpack_rtf(RTF) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    runs = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
    assert unpack_rtf(runs) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"
    with pytest.raises(Refused):
        unpack_rtf(b"\xff\xff\xff\xff\xff\xff\xff\x7fLZFu1234")


def test_what_is_no_item_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        read_texts(write_compound_file(item())[:700], "a", ".msg")
    assert caught.value.reason == Reason.CORRUPT


WHOLE = write_compound_file(item())


@settings(max_examples=40)
@given(st.integers(8, len(WHOLE) - 1), st.integers(0, 40), st.binary(max_size=40))
def test_a_damaged_item_is_read_or_refused(start: int, length: int, instead: bytes) -> None:
    with contextlib.suppress(Refused):
        read_texts(WHOLE[:start] + instead + WHOLE[start + length :], "a", ".msg")


@given(st.binary(max_size=200))
def test_any_packed_bytes_end(data: bytes) -> None:
    assert len(unpack_rtf(b"\0\0\0\0\xe8\x03\0\0LZFu\0\0\0\0" + data)) <= 1000
