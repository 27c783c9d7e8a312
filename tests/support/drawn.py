"""PDF files written line by line, with every text where a test wants it."""

from __future__ import annotations

from collections.abc import Sequence

Text = tuple[float, float, float, str]
"""Where a text starts, from the lower left corner; its size, negative if it is bold; and its characters."""


def draw_pdf(
    pages: Sequence[Sequence[Text]], paths: str = "", extra: Sequence[bytes] = (), annots: str = "", rotate: int = 0
) -> bytes:
    """Return a PDF of the pages, shown rotated by so many degrees.

    `paths` are drawn on each of them before the texts, `annots` are references to `extra` objects.

    The first extra object has the number 5; the catalogue refers to it as its form if it has the key Fields.
    """
    form = b"/AcroForm 5 0 R" if extra and b"/Fields" in extra[0] else b""
    first = 5 + len(extra)
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % form,
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        *extra,
    ]
    for number, texts in enumerate(pages):
        stream = (paths + "\n" + "\n".join(map(_show, texts))).encode("cp1252")
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {first + 2 * number + 1} 0 R "
            f"/Rotate {rotate} /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Annots [{annots}] >>".encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        ]
    return _file(objects)


def _show(text: Text) -> str:
    x, y, size, characters = text
    escaped = characters.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /F{1 if size > 0 else 2} {abs(size)} Tf {x} {y} Td ({escaped}) Tj ET"


def _file(objects: Sequence[bytes]) -> bytes:
    data = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(data + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
