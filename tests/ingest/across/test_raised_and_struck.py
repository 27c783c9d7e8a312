"""What stands raised or struck out in a document is not read as if it stood in the line."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from ingest.formats import read_texts
from ingest.raised import raise_text, strike_text


def docx() -> bytes:
    import docx

    document = docx.Document()
    paragraph = document.add_paragraph("10")
    paragraph.add_run("6").font.superscript = True
    paragraph.add_run(" cells on the 4")
    paragraph.add_run("th").font.superscript = True
    paragraph.add_run(" day, H")
    paragraph.add_run("2").font.subscript = True
    paragraph.add_run("O is ")
    for text in ("really ", "not"):
        paragraph.add_run(text).font.strike = True
    paragraph.add_run(" allowed")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pptx() -> bytes:
    from pptx import Presentation

    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    paragraph = slide.shapes.add_textbox(0, 0, 9_999_999, 999_999).text_frame.paragraphs[0]
    looks = {"6": ("baseline", "30000"), "th": ("baseline", "30000"), "2": ("baseline", "-25000")}
    struck = ("strike", "sngStrike")
    for text in ("10", "6", " cells on the 4", "th", " day, H", "2", "O is ", "really ", "not", " allowed"):
        run = paragraph.add_run()
        run.text = text
        if look := looks.get(text) or (struck if text in ("really ", "not") else None):
            run._r.get_or_add_rPr().set(*look)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def xlsx() -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont
    from openpyxl.styles import Font

    raised, lowered = InlineFont(vertAlign="superscript"), InlineFont(vertAlign="subscript")
    struck = InlineFont(strike=True)
    book = Workbook()
    cell = book.active["A1"]
    parts = ["10", TextBlock(raised, "6"), " cells on the 4", TextBlock(raised, "th"), " day, H"]
    parts += [TextBlock(lowered, "2"), "O is ", TextBlock(struck, "really "), TextBlock(struck, "not"), " allowed"]
    cell.value = CellRichText(*parts)
    book.active["A3"] = "old price"
    book.active["A3"].font = Font(strike=True)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def odt() -> bytes:
    names = ("office", "text", "style")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    looks = {
        "Up": 'style:text-position="super 58%"',
        "Down": 'style:text-position="sub 58%"',
        "Out": 'style:text-line-through-style="solid"',
        "Based": "",
    }
    styles = "".join(
        f'<style:style style:name="{name}" style:parent-style-name="{"Up" if name == "Based" else ""}">'
        f"<style:text-properties {look}/></style:style>"
        for name, look in looks.items()
    )

    def span(style: str, text: str) -> str:
        return f'<text:span text:style-name="{style}">{text}</text:span>'

    line = (
        f"10{span('Up', '6')} cells on the 4{span('Based', 'th')} day, H{span('Down', '2')}O is "
        f"{span('Out', 'really not')} allowed"
    )
    content = (
        f"<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f"<office:text><text:p>{line}</text:p></office:text></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
    return out.getvalue()


def rtf() -> bytes:
    return (
        rb"{\rtf1\ansi 10{\super 6} cells on the 4\super th\nosupersub  day, H{\sub 2}O is "
        rb"{\strike really not} allowed\par}"
    )


def html() -> bytes:
    return b"<p>10<sup>6</sup> cells on the 4<sup>th</sup> day, H<sub>2</sub>O is <del>really not</del> allowed</p>"


def markdown() -> bytes:
    return b"10<sup>6</sup> cells on the 4<sup>th</sup> day, H<sub>2</sub>O is ~~really not~~ allowed\n"


@pytest.mark.parametrize("make", [docx, pptx, xlsx, odt, rtf, html, markdown])
def test_every_format_shows_it(make: Callable[[], bytes]) -> None:
    suffix = {"markdown": "md"}.get(make.__name__, make.__name__)
    _, (loaded,) = read_texts(make(), f"paper.{suffix}", f".{suffix}")
    assert "10⁶ cells on the 4th day, H2O is ~~really not~~ allowed" in loaded.text
    if make is xlsx:
        assert "~~old price~~" in loaded.text


def test_parts_of_one_stretch_share_its_marks() -> None:
    assert strike_text("really ", goes_further=True) + strike_text("not ", goes_on=True) == "~~really not~~ "
    assert strike_text("  ") == "  "


def test_only_numbers_and_powers_are_raised() -> None:
    assert raise_text("-6") == "⁻⁶"
    assert raise_text("n") == "^n"
    assert raise_text("th") is None
