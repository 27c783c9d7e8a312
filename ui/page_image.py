"""A page of a PDF as a picture with a quote marked on it."""

from __future__ import annotations

import ctypes
import io
import re
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.quote import locate

SCALE = 1.6
"""Pixels a point: 1.6 makes A4 952 pixels wide."""

LARGEST = 4_000
"""Pixels of the longer side of a picture."""

_YELLOW = (255, 213, 0, 90)
# PDFium writes U+0002 or U+FFFE, and a line break, where a word was parted.
_PARTED = re.compile("[\x02\ufffe](?:\r\n|\r|\n)?")
# PDFium may be entered by one thread at a time.
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class PageImage:
    """A PNG, and how many stretches of the quote are marked on it (0: the quote is not on the page)."""

    png: bytes
    marked: int


def page_image(path: Path, page: int, quote: str) -> PageImage | None:
    """The page (counted from 1) of a PDF; None when the file or the page can no longer be read."""
    import pypdfium2

    with _lock:
        try:
            pdf = pypdfium2.PdfDocument(path)
        except (pypdfium2.PdfiumError, OSError):
            return None
        try:
            return _drawn(pdf[page - 1], quote) if 1 <= page <= len(pdf) else None
        except pypdfium2.PdfiumError:
            return None
        finally:
            pdf.close()


def _drawn(page: Any, quote: str) -> PageImage:
    from PIL import Image, ImageDraw

    scale = min(SCALE, LARGEST / max(*page.get_size(), 1))
    picture = page.render(scale=scale).to_pil().convert("RGBA")
    veil = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(veil)
    boxes = _boxes(page, quote, picture.size) if quote else []
    for left, top, right, bottom in boxes:
        pen.rounded_rectangle((left - 2, top - 1, right + 2, bottom + 1), radius=3, fill=_YELLOW)
    out = io.BytesIO()
    Image.alpha_composite(picture, veil).convert("RGB").save(out, "PNG", optimize=False)
    return PageImage(out.getvalue(), len(boxes))


def _boxes(page: Any, quote: str, size: tuple[int, int]) -> list[tuple[int, int, int, int]]:
    """Where the quote stands, in pixels: left, top, right, bottom of each of its lines."""
    import pypdfium2.raw as pdfium

    characters = page.get_textpage()
    count = characters.count_chars()
    # Code by code, so that places in the text are places on the page.
    text = "".join(chr(pdfium.FPDFText_GetUnicode(characters.raw, place)) for place in range(count))
    found = locate(quote, _PARTED.sub(lambda match: "\u00ad" * len(match.group()), text))
    if found is None:
        return []
    start, end = found
    rectangles = range(characters.count_rects(start, end - start))
    return [_pixels(page, characters.get_rect(index), size) for index in rectangles]


def _pixels(page: Any, box: tuple[float, float, float, float], size: tuple[int, int]) -> tuple[int, int, int, int]:
    left, bottom, right, top = box
    (x0, y0), (x1, y1) = (_pixel(page, x, y, size) for x, y in ((left, top), (right, bottom)))
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _pixel(page: Any, x: float, y: float, size: tuple[int, int]) -> tuple[int, int]:
    """A point of the page in the picture, whatever the page's boxes and rotation."""
    import pypdfium2.raw as pdfium

    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page.raw, 0, 0, *size, 0, x, y, ctypes.byref(across), ctypes.byref(down))
    return across.value, down.value
