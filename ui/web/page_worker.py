"""The process that renders a page of an untrusted PDF: `python -m ui.web.page_worker` answers one request.

A request is a JSON line; a response is a JSON line and, if there is an image, the bytes of a PNG. The process exits at
the end of its input, so it does not outlive its parent. Library output is discarded.
"""

from __future__ import annotations

import ctypes
import io
import json
import os
import re
import resource
import stat
import sys
import threading
from pathlib import Path
from typing import Any

from graph.errors import Reason, Refused
from ingest import rlimits
from rag.answer.quotes import locate_quote

PIXELS_PER_POINT = 1.6
"""Pixels per point: 1.6 makes A4 952 pixels wide."""

MAX_SIDE_PIXELS = 4_000
MAX_PIXELS = 8_000_000

_YELLOW = (255, 213, 0, 90)
# PDFium writes U+0002 or U+FFFE, and a line break, where a word was hyphenated.
_HYPHENATION = re.compile("[\x02\ufffe](?:\r\n|\r|\n)?")


def main() -> None:
    """Answer the request on standard input."""
    answers = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    request = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_input, daemon=True).start()
    rlimits.seal_limit(resource.RLIMIT_FSIZE, 0)
    rlimits.seal_limit(resource.RLIMIT_CORE, 0)
    rlimits.seal_limit(resource.RLIMIT_CPU, int(request["seconds"]))
    rlimits.seal_limit(resource.RLIMIT_AS, int(request["memory_bytes"]))
    header, png = answer_request(request)
    with os.fdopen(answers, "wb") as out:
        out.write(json.dumps(header).encode() + b"\n" + png)
        out.flush()
    # Skip freeing what PDFium holds of a possibly hostile file.
    os._exit(0)


def answer_request(request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return the header (the number of highlighted rectangles, or the reason for no image) and the PNG."""
    try:
        data = _read(Path(request["path"]), int(request["file_bytes"]))
        return _page(data, int(request["page"]), str(request["quote"]))
    # Libraries raise exceptions of any kind on hostile bytes; each of them becomes a reason.
    except Exception as error:  # noqa: BLE001
        return {"reason": _reason(error, int(request["memory_bytes"]))}, b""


def _reason(error: Exception, memory_bytes: int) -> str:
    limited = rlimits.limit_behind_error(error, memory_bytes)
    if limited is not None:
        return limited.message
    if isinstance(error, Refused):
        return error.message
    if isinstance(error, MemoryError):
        return "it needs too much memory"
    if isinstance(error, OSError):
        return f"its file cannot be read: {error.strerror or error}"
    return f"its file cannot be rendered ({type(error).__name__})"


def _end_with_input() -> None:
    while sys.stdin.buffer.read(1 << 16):
        pass
    os._exit(1)


def _read(path: Path, most: int) -> bytes:
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise Refused(Reason.UNSUPPORTED, "its file is not a regular file")
        data = file.read(most + 1)
    if len(data) > most:
        raise Refused(Reason.TOO_LARGE, f"its file is larger than {most / 1e6:,.0f} MB")
    return data


def _page(data: bytes, number: int, quote: str) -> tuple[dict[str, Any], bytes]:
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        raise Refused(Reason.CORRUPT, "its file cannot be read as PDF")
    if not 1 <= number <= len(pdf):
        raise Refused(Reason.UNREADABLE, f"its file no longer has a page {number}")
    try:
        return _draw_page(pdf[number - 1], quote)
    except pypdfium2.PdfiumError:
        raise Refused(Reason.CORRUPT, "the page is damaged")


def _draw_page(page: Any, quote: str) -> tuple[dict[str, Any], bytes]:
    from PIL import Image, ImageDraw

    picture = page.render(scale=_scale(*page.get_size())).to_pil().convert("RGBA")
    veil = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(veil)
    boxes = _boxes(page, quote, picture.size) if quote else []
    for left, top, right, bottom in boxes:
        pen.rounded_rectangle((left - 2, top - 1, right + 2, bottom + 1), radius=3, fill=_YELLOW)
    out = io.BytesIO()
    Image.alpha_composite(picture, veil).convert("RGB").save(out, "PNG", optimize=False)
    return {"marked": len(boxes)}, out.getvalue()


def _scale(width: float, height: float) -> float:
    """Return pixels per point, fewer for a page whose image would be too large."""
    area = max(width, 1) * max(height, 1)
    return float(min(PIXELS_PER_POINT, MAX_SIDE_PIXELS / max(width, height, 1), (MAX_PIXELS / area) ** 0.5))


def _boxes(page: Any, quote: str, size: tuple[int, int]) -> list[tuple[int, int, int, int]]:
    """Locate the quote; return left, top, right, bottom of each of its rectangles in pixels."""
    import pypdfium2.raw as pdfium

    characters = page.get_textpage()
    count = characters.count_chars()
    # Character by character, so that offsets in the text are character indexes of the page.
    text = "".join(chr(pdfium.FPDFText_GetUnicode(characters.raw, index)) for index in range(count))
    span = locate_quote(quote, _HYPHENATION.sub(lambda match: "\u00ad" * len(match.group()), text))
    if span is None:
        return []
    start, end = span
    rectangles = range(characters.count_rects(start, end - start))
    return [_pixels(page, characters.get_rect(index), size) for index in rectangles]


def _pixels(page: Any, box: tuple[float, float, float, float], size: tuple[int, int]) -> tuple[int, int, int, int]:
    left, bottom, right, top = box
    (x0, y0), (x1, y1) = (_pixel(page, x, y, size) for x, y in ((left, top), (right, bottom)))
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _pixel(page: Any, x: float, y: float, size: tuple[int, int]) -> tuple[int, int]:
    """Convert a point of the page to pixels of the image, whatever the page's boxes and rotation."""
    import pypdfium2.raw as pdfium

    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page.raw, 0, 0, *size, 0, x, y, ctypes.byref(across), ctypes.byref(down))
    return across.value, down.value


if __name__ == "__main__":
    main()
