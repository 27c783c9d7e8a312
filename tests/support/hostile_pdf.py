"""Small PDFs that are slow to draw, and one whose picture would be huge."""

from __future__ import annotations


def slow_to_draw(words: str, depth: int = 6, width: int = 8) -> bytes:
    """A page with a line of text, and forms within forms: each draws the next one several times, as a group."""
    first = 6
    fonts = f"<</Font<</F1 5 0 R>>/XObject<</X {first} 0 R>>>>"
    page = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET /X Do"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources{fonts}>>",
        _stream(page),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for level in range(depth):
        below = f"/Resources<</XObject<</X {first + level + 1} 0 R>>>>" if level + 1 < depth else ""
        drawn = "/X Do " * width if below else "0 0 612 792 re f"
        objects.append(_stream(drawn, f"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Group<</S/Transparency>>{below}"))
    return _file(objects)


def slow_to_shade(words: str, steps: int = 20_000) -> bytes:
    """A page with a line of text above a shading, whose colour at each point takes so many steps to reckon."""
    program = "{ pop " + "dup mul 0.5 add sqrt " * steps + "}"
    shown = "<</Font<</F1 5 0 R>>/Shading<</S 6 0 R>>>>"
    return _file(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources{shown}>>",
            _stream(f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET q 0 0 612 600 re W n /S sh Q"),
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            "<</ShadingType 1/ColorSpace/DeviceGray/Domain[0 612 0 792]/Function 7 0 R>>",
            _stream(program, "/FunctionType 4/Domain[0 612 0 792]/Range[0 1]"),
        ]
    )


def of_size(width: float, height: float) -> bytes:
    """An empty page of so many points."""
    return _file(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]>>",
        ]
    )


def _stream(content: str, entries: str = "") -> str:
    return f"<<{entries}/Length {len(content)}>>stream\n{content}\nendstream"


def _file(objects: list[str]) -> bytes:
    data = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode()
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\n"
    return data + head.encode() + f"startxref\n{len(data)}\n%%EOF\n".encode()
