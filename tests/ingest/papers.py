"""Small real PDFs, written by PDFium itself."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Sequence
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

_SIZE = 300.0


def pdf(pages: Sequence[str], title: str = "", unseen: str = "", picture: bool = False) -> bytes:
    """A file with one line of text a page; `unseen` is drawn invisibly on each, over a page-wide picture if wanted."""
    made = pypdfium2.PdfDocument.new()
    font = pdfium.FPDFText_LoadStandardFont(made.raw, b"Helvetica")
    for text in pages:
        page = made.new_page(_SIZE, _SIZE)
        if picture:
            _draw_picture(made, page)
        for words, height, mode in ((text, 200.0, 0), (unseen, 100.0, 3)):
            if words:
                _draw_text(made, page, font, words, height, mode)
        page.gen_content()
    target = io.BytesIO()
    made.save(target)
    return _titled(target.getvalue(), title) if title else target.getvalue()


def _draw_text(made: Any, page: Any, font: Any, words: str, height: float, mode: int) -> None:
    drawn = pdfium.FPDFPageObj_CreateTextObj(made.raw, font, 9.0)
    data = words.encode("utf-16-le") + b"\x00\x00"
    pdfium.FPDFText_SetText(drawn, ctypes.cast(ctypes.create_string_buffer(data), ctypes.POINTER(ctypes.c_ushort)))
    pdfium.FPDFTextObj_SetTextRenderMode(drawn, mode)
    pdfium.FPDFPageObj_Transform(drawn, 1, 0, 0, 1, 20.0, height)
    pdfium.FPDFPage_InsertObject(page.raw, drawn)


def _draw_picture(made: Any, page: Any) -> None:
    bitmap = pypdfium2.PdfBitmap.new_native(8, 8, pdfium.FPDFBitmap_BGR)
    bitmap.fill_rect((200, 200, 200, 255), 0, 0, 8, 8)
    image = pypdfium2.PdfImage.new(made)
    image.set_bitmap(bitmap)
    image.set_matrix(pypdfium2.PdfMatrix().scale(_SIZE, _SIZE))
    page.insert_obj(image)


def _titled(data: bytes, title: str) -> bytes:
    """The file with a title in its properties, as an incremental update."""
    place, root = data.rindex(b"startxref"), data[data.rindex(b"/Root") :].split(b"/", 2)[1].split(b">")[0]
    info = f"9999 0 obj\n<</Title({title})>>\nendobj\n".encode()
    start = len(data) + 1
    cross = f"xref\n9999 1\n{start:010} 00000 n \n".encode()
    before = data[place:].split()[1].decode()
    trailer = f"trailer\n<</Size 10000/{root.decode().strip()}/Info 9999 0 R/Prev {before}>>\n".encode()
    return data + b"\n" + info + cross + trailer + f"startxref\n{start + len(info)}\n%%EOF\n".encode()
