"""Mailboxes: every mail is one, however the box is written."""

from __future__ import annotations

import pytest

from graph.errors import Reason, Refused
from ingest.formats import read_texts, stream_texts
from ingest.load import mbox

LINES = (
    "From petra@x.test Tue Jun  4 09:01:00 2024",
    "From - Tue Jun 04 09:01:00 2024",
    "From 17@xxx Tue Jun 04 09:01:00 +0000 2024",
)


def box(line: str, *bodies: str) -> bytes:
    return "\n".join(
        f"{line}\nFrom: Petra <p@x.test>\nTo: joar@x.test\nSubject: Mail {number}\n\n{body}\n"
        for number, body in enumerate(bodies, 1)
    ).encode()


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_every_mail_is_a_document(line: str, end: bytes) -> None:
    data = box(line, "The chimney.", "The barn.", "The belt.").replace(b"\n", end)
    for suffix in (".mbox", "", ".txt"):
        name, loaded = read_texts(data, "box", suffix)
        assert name == "mbox"
        assert [(one.locator, one.title, one.text[-9:].strip()) for one in loaded] == [
            ("mail 1", "Mail 1", "chimney."),
            ("mail 2", "Mail 2", "The barn."),
            ("mail 3", "Mail 3", "The belt."),
        ]


def test_a_line_that_only_begins_like_a_mail_belongs_to_the_text() -> None:
    body = "Seen.\n\nFrom here on the road is closed.\n\n>From now on.\n\nFrom May 2024\nit is open."
    _, [loaded] = read_texts(box(LINES[0], body), "box", ".mbox")
    assert "From here on the road is closed." in loaded.text
    assert "From now on." in loaded.text
    assert ">From" not in loaded.text
    assert "it is open." in loaded.text


def test_attachments_are_found_by_their_mail() -> None:
    part = 'Content-Disposition: attachment; filename="a.txt"\n\nThe belt was torn.'
    mixed = f"{LINES[0]}\nFrom: p@x.test\nSubject: S\nContent-Type: multipart/mixed; boundary=b\n\n--b\n{part}\n--b--\n"
    _, loaded = read_texts(mixed.encode(), "box", ".mbox")
    assert [one.locator for one in loaded] == ["mail 1", "mail 1, attachment a.txt"]


def test_a_long_box_is_read_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mbox, "_PIECE", 5_000)
    data = box(LINES[0], *(f"Text {number}. " + "x" * (number * 37 % 900) for number in range(1, 300)))
    long = stream_texts(lambda start, count: data[start : start + count], 5_000_000, "box", ".mbox")
    assert long is not None
    assert long[0] == "mbox"
    assert [(one.locator, f"Text {number}." in one.text) for number, one in enumerate(long[1], 1)] == [
        (f"mail {number}", True) for number in range(1, 300)
    ]


def test_a_mail_too_long_or_too_deep_costs_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mbox, "_MAX_MAIL_BYTES", 10_000)
    monkeypatch.setattr(mbox, "_PIECE", 5_000)
    data = box(LINES[0], "First.", "x" * 30_000, "Last.")
    _, loaded = read_texts(data, "box", ".mbox")
    assert [bool(one.notes) for one in loaded] == [False, True, False]

    def refuse(_: bytes) -> object:
        raise Refused(Reason.CORRUPT, "its parts are nested too deeply", "")

    monkeypatch.setattr(mbox, "parse_message", refuse)
    _, [loaded_one] = read_texts(box(LINES[0], "First."), "box", ".mbox")
    assert loaded_one.title == "Mail 1"
    assert "nested too deeply" in loaded_one.notes[0]
