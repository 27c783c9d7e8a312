"""Electronic books: chapters in the order of their spine, the package's fields, and what is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pytest

from graph.errors import Reason, Refused
from ingest.formats import read_texts

CONTAINER = """<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
PACKAGE = """<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">
<metadata><dc:title>The Quay</dc:title><dc:creator>Ada Moss</dc:creator><dc:date>2021-04-03T10:00:00Z</dc:date>
<dc:language>en-GB</dc:language></metadata><manifest>
<item id="b" href="second%20part.xhtml" media-type="application/xhtml+xml"/>
<item id="a" href="first.xhtml" media-type="application/xhtml+xml"/>
<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="x" href="gone.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="n"/><itemref idref="a"/><itemref idref="b" linear="no"/><itemref idref="x"/></spine></package>"""
FIRST = """<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><body><h1>Harbour</h1><p>Fees are due in May.</p>
<table><tr><th>Boat</th><th>Fee</th></tr><tr><td>Dinghy</td><td>12</td></tr></table></body></html>"""
SECOND = "<html xmlns='http://www.w3.org/1999/xhtml'><body><h1>Notes</h1><p>Ada left in 1912.</p></body></html>"


def book(more: Mapping[str, str] | None = None) -> bytes:
    parts = {
        "META-INF/container.xml": CONTAINER,
        "OPS/book.opf": PACKAGE,
        "OPS/first.xhtml": FIRST,
        "OPS/second part.xhtml": SECOND,
        "OPS/nav.xhtml": "<html><body><nav>Contents</nav></body></html>",
        **(more or {}),
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        for name, text in parts.items():
            archive.writestr(name, text)
    return data.getvalue()


def test_chapters_come_in_the_order_of_the_spine_with_their_structure() -> None:
    chosen, (loaded,) = read_texts(book(), "file", ".bin")
    assert chosen == "epub"
    assert (loaded.title, loaded.language, loaded.date) == ("The Quay", "en", "2021-04-03")
    lines = [line for line in loaded.text.split("\n") if line]
    assert lines[0] == "Author: Ada Moss"
    assert lines[2:] == ["Harbour", "Fees are due in May.", "Boat | Fee", "Dinghy | 12", "Notes", "Ada left in 1912."]
    assert [block.context for block in loaded.blocks if block.kind == "table"] == ["Boat | Fee"]
    assert loaded.notes == ("1 chapters are missing: OPS/gone.xhtml",)


@pytest.mark.parametrize(
    ("part", "text", "reason"),
    [
        (
            "META-INF/encryption.xml",
            '<encryption><EncryptedData><EncryptionMethod Algorithm="urn:locked"/></EncryptedData></encryption>',
            Reason.ENCRYPTED,
        ),
        ("OPS/book.opf", "<package>", Reason.CORRUPT),
        ("OPS/book.opf", "<!DOCTYPE p [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><p>&e;</p>", Reason.CORRUPT),
    ],
)
def test_a_book_that_cannot_be_read_is_refused(part: str, text: str, reason: Reason) -> None:
    with pytest.raises(Refused) as refused:
        read_texts(book({part: text}), "file", ".epub")
    assert refused.value.reason == reason


def test_scrambled_fonts_do_not_matter() -> None:
    method = '<EncryptionMethod Algorithm="http://www.idpf.org/2008/embedding"/>'
    _, (loaded,) = read_texts(book({"META-INF/encryption.xml": f"<encryption>{method}</encryption>"}), "file", ".epub")
    assert "Ada left" in loaded.text
