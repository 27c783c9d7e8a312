"""Pictures: their text is recognised where something can, and they are refused with a hint where nothing can."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from graph.errors import Reason, Refused
from ingest import ocr
from ingest.formats import recognise_format
from ingest.load import image
from ingest.sandbox import Sandbox

LINES = ("The boathouse opens at nine.", "Keys hang beside the door.")


def drawn(line: str, kind: str = "PNG") -> bytes:
    data = io.BytesIO()
    page_of(line).save(data, kind)
    return data.getvalue()


def page_of(line: str) -> Image.Image:
    page = Image.new("RGB", (900, 160), "white")
    ImageDraw.Draw(page).text((40, 50), line, fill="black", font_size=44)
    return page


@pytest.mark.slow
def test_the_pages_of_a_scan_are_read_with_their_confidence(tmp_path: Path) -> None:
    if ocr.find_recogniser() is None:
        pytest.skip("SKIPPED: nothing here recognises text: neither tesseract nor RapidOCR can be loaded")
    first, second = map(page_of, LINES)
    first.save(tmp_path / "scan.tif", save_all=True, append_images=[second])
    with Sandbox() as sandbox:
        (loaded,) = sandbox.load(tmp_path / "scan.tif").texts
    assert loaded.text.split("\n\n") == list(LINES)
    assert [loaded.text[start:][:4] for start in loaded.pages] == ["The ", "Keys"]
    (note,) = loaded.notes
    assert note.startswith("a picture read by OCR, confidence ")


def test_a_picture_where_nothing_recognises_text_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "find_recogniser", lambda: None)
    with pytest.raises(Refused) as refused:
        image.load(drawn(LINES[0]), "scan")
    assert refused.value.reason == Reason.NEEDS_OCR
    assert "graphloop[ocr]" in refused.value.hint


def recognised_as(*texts: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([ocr.RecognisedText(tuple(filter(None, [text])), 0.5) for text in texts])
    monkeypatch.setattr(ocr, "find_recogniser", lambda: lambda _picture: next(answers))


def test_a_picture_without_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    recognised_as("", monkeypatch=monkeypatch)
    with pytest.raises(Refused) as refused:
        image.load(drawn(""), "empty")
    assert refused.value.reason == Reason.EMPTY


def test_a_torn_picture_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    recognised_as("never", monkeypatch=monkeypatch)
    data = drawn(LINES[0])
    with pytest.raises(Refused) as refused:
        image.load(data[: len(data) // 2], "torn")
    assert refused.value.reason == Reason.CORRUPT


def test_a_picture_of_a_billion_pixels_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    recognised_as("never", monkeypatch=monkeypatch)
    size = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 0, 0, 0, 0)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    with pytest.raises(Refused):
        image.load(data, "huge")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP", "BMP"])
def test_pictures_are_recognised_by_content(kind: str) -> None:
    assert recognise_format(drawn(LINES[0], kind), ".bmp" if kind == "BMP" else ".bin") == "image"
