"""Recognised pages: every line is read, however the page lies, in the memory and time of a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from graph.errors import Refused
from ingest import ocr
from ingest.sandbox import Sandbox
from ingest.types import Limits

LINES = (
    "The boathouse opens at nine and the keys hang beside the door of the harbour office all year\n"
    "Ask the warden for the second set before noon and return it when the last boat is moored\n"
    "Visitors leave their shoes on the lower shelf and sign the book that lies on the window sill\n"
    "Nobody rows beyond the third buoy unless two members in the same boat have passed the test"
).split("\n")


@pytest.fixture(scope="module", autouse=True)
def _recogniser() -> None:
    if ocr.find_recogniser() is None:
        pytest.skip("SKIPPED: nothing here recognises text: neither tesseract nor RapidOCR can be loaded")


def page_of(lines: list[str], size: tuple[int, int], letters: int) -> Image.Image:
    page = Image.new("RGB", size, "white")
    for number, line in enumerate(lines):
        ImageDraw.Draw(page).text((letters, letters * (1 + 1.6 * number)), line, fill="black", font_size=letters)
    return page


@pytest.mark.slow
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_every_long_line_of_a_page_is_read_however_it_lies(turn: int) -> None:
    recogniser = ocr.find_recogniser()
    assert recogniser is not None
    if recogniser is not ocr._by_rapidocr and turn:
        pytest.skip("SKIPPED: a page is turned for RapidOCR; Tesseract is left as its user set it up")
    page = page_of(LINES, (1654, 300), 34).rotate(turn, expand=True)
    found = recogniser(page)
    assert found.text.split() == " ".join(LINES).split()
    assert found.confidence > 0.9


@pytest.mark.slow
@pytest.mark.parametrize("size", [(2000, 120), (2400, 2400)])
def test_a_strip_and_a_large_square_fit_in_four_fifths_of_the_memory_of_a_file(
    size: tuple[int, int], tmp_path: Path
) -> None:
    page_of(LINES[:1], size, 36).save(tmp_path / "page.png")
    with Sandbox(Limits(memory_bytes=1_200_000_000)) as sandbox:
        (loaded,) = sandbox.load(tmp_path / "page.png").texts
    assert loaded.text.split() == LINES[0].split()


def test_a_fault_of_the_engine_is_told_by_its_last_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_pictures: object, **_options: object) -> None:
        raise RuntimeError("Traceback (most recent call last):\n  File somewhere\nRuntimeError: no memory is left\n")

    monkeypatch.setattr(ocr, "_engine", lambda: broken)
    with pytest.raises(Refused, match="no memory is left"):
        ocr._by_rapidocr(page_of(LINES[:1], (400, 100), 20))
