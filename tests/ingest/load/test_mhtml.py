"""Saved pages: the page is decoded, frames are read too."""

from __future__ import annotations

import pytest

from ingest.formats import read_texts

SAVED = """From: <Saved by Blink>
Snapshot-Content-Location: https://x.test/travel
Subject: =?utf-8?Q?Travel_rules?=
Date: Wed, 6 Dec 2023 10:00:00 +0100
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="b"

--b
Content-Type: text/html
Content-Transfer-Encoding: quoted-printable
Content-Location: https://x.test/travel

<html><head><meta charset=3Dutf-8></head><body><p>A night in K=C3=B8benhavn costs up to 1=
90 euros.</p><iframe src=3D"cid:1"></iframe></body></html>

--b
Content-Type: image/png
Content-Location: https://x.test/logo.png

PNG
--b
Content-Type: text/html
Content-Location: cid:1

<html><body><p>The frame says Friday.</p></body></html>
--b--
"""


@pytest.mark.parametrize("suffix", [".mhtml", ".mht", ".txt"])
def test_a_saved_page_is_the_page_and_its_frames(suffix: str) -> None:
    name, [page, frame] = read_texts(SAVED.encode(), "travel", suffix)
    assert name == "mhtml"
    assert page.title == "Travel rules"
    assert page.text == "Saved from: https://x.test/travel\n\nA night in København costs up to 190 euros."
    assert (page.date, page.notes, page.blocks[0].kind) == ("2023-12-06", (), "field")
    assert (frame.locator, frame.text) == ("frame 1", "The frame says Friday.")
