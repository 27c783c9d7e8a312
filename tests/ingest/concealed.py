"""Files with one text that a reader sees and one that he does not, by the way in which it is hidden."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

SEEN = "The harbour of Portmellin was kept by Marion Teague in 1921."
UNSEEN = "The treasurer sends every invoice to Silas Crake."


@dataclass(frozen=True, slots=True)
class Case:
    """A file in which UNSEEN is hidden (or, where `visible`, only looks as if it were) in one way."""

    kind: str
    suffix: str
    data: bytes
    visible: bool = False

    @property
    def name(self) -> str:
        return f"{self.suffix[1:]}: {self.kind}"


# HTML ---------------------------------------------------------------------------------------------------------------

_STYLES = {
    "display: none": "display:none",
    "display: none, important": "DISPLAY : None !important",
    "visibility: hidden": "visibility:hidden",
    "opacity: 0": "opacity:0.0",
    "opacity: 1 %": "opacity:1%",
    "letters of 0": "font-size:0",
    "letters of 1 px": "font-size:1px",
    "letters of 0.05 em": "font-size:.05em",
    "letters by the shorthand": "font: 1px/1 serif",
    "white on white": "color:#fff",
    "nearly white on white": "color:rgb(252, 253, 254)",
    "own ground": "color:#123456;background:#123456",
    "transparent letters": "color:rgba(0,0,0,0)",
    "filled with nothing": "-webkit-text-fill-color: transparent",
    "left of the page": "position:absolute;left:-9999px",
    "above the page": "position:fixed;top:-5000px",
    "margin": "margin-left:-3000px",
    "indent": "text-indent:-9999px",
    "moved": "transform:translateX(-9999px)",
    "scaled": "transform:scale(0)",
    "clip": "position:absolute;clip:rect(0 0 0 0)",
    "clip of a pixel": "position:absolute;clip:rect(1px,1px,1px,1px)",
    "clip-path": "clip-path:inset(50%)",
    "clip-path of a circle": "clip-path: circle(0)",
    "no height": "height:0;overflow:hidden",
    "no largest height": "max-height:0px;overflow-y:hidden",
    "for readers of screens": "position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)",
    "filter": "filter:opacity(0)",
}
_VISIBLE_STYLES = {
    "white on black": "color:white;background-color:black",
    "white on a picture": "color:#fff;background:url(night.jpg)",
    "half opaque": "opacity:.5",
    "small": "font-size:9px",
    "outdented a little": "text-indent:-20px",
    "hidden overflow": "overflow:hidden;height:300px",
    "clip without a place": "clip:rect(0 0 0 0)",
}
_ELEMENTS = {
    "attribute hidden": "<p hidden>{}</p>",
    "template": "<template><p>{}</p></template>",
    "noscript": "<noscript><p>{}</p></noscript>",
    "closed dialog": "<dialog><p>{}</p></dialog>",
    "white font": "<font color='white'>{}</font>",
    "white cell": "<table><tr><td bgcolor='#ff0000'><font color='#fe0000'>{}</font></td></tr></table>",
    "inner of hidden": "<div style='display:none'><div style='display:block'><b>{}</b></div></div>",
    "rule of a class": "<style>.x{{display:none}}</style><p class='a x'>{}</p>",
    "rule of an id": "<style>#x {{ opacity: 0 }}</style><p id='x'>{}</p>",
    "rule of a tag": "<style>article{{visibility:hidden}}</style><article>{}</article>",
    "rule of two classes": "<style>p.a.x{{font-size:0}}</style><p class='x a'>{}</p>",
    "rule below another": "<style>.box .x{{display:none}}</style><div class='box'><p class='x'>{}</p></div>",
    "rule for screens": "<style>@media screen{{.x{{display:none}}}}</style><p class='x'>{}</p>",
    "white by a rule": "<style>body{{background:#222}}.x{{color:#222}}</style><p class='x'>{}</p>",
    "unclosed comment": "<!-- {}",
    "unclosed title": "<title>x</title><p>z<title>{}",
    "noframes": "<noframes>{}</noframes>",
}
_VISIBLE_ELEMENTS = {
    "aria-hidden alone": "<p aria-hidden='true'>{}</p>",
    "shown within what is not": "<div style='visibility:hidden'><p style='visibility:visible'>{}</p></div>",
    "letters of 0 around": "<div style='font-size:0'><p style='font-size:14px'>{}</p></div>",
    "hidden in print": "<style>@media print{{.x{{display:none}}}}</style><p class='x'>{}</p>",
    "hidden on small screens": "<style>@media (max-width:600px){{.x{{display:none}}}}</style><p class='x'>{}</p>",
    "shown again": "<style>.x{{display:none}} .x{{display:block}}</style><p class='x'>{}</p>",
    "another class": "<style>.x{{display:none}}</style><p class='xx'>{}</p>",
    "open dialog": "<dialog open><p>{}</p></dialog>",
    "dark page": "<style>body{{background:#000}}</style><p style='color:#fff'>{}</p>",
    "styles of another file": "<link rel=stylesheet href=a.css><div class='dark'><p style='color:#fff'>{}</p></div>",
}


def html_cases() -> Iterator[Case]:
    for kind, style in _STYLES.items():
        yield Case(kind, ".html", _page(f'<p style="{style}">{UNSEEN}</p>'))
    for kind, body in _ELEMENTS.items():
        yield Case(kind, ".html", _page(body.format(UNSEEN)))
    for kind, style in _VISIBLE_STYLES.items():
        yield Case(kind, ".html", _page(f'<p style="{style}">{UNSEEN}</p>'), visible=True)
    for kind, body in _VISIBLE_ELEMENTS.items():
        yield Case(kind, ".html", _page(body.format(UNSEEN)), visible=True)


def _page(body: str) -> bytes:
    return f"<!doctype html><html><body><p>{SEEN}</p>{body}".encode()


# Word ---------------------------------------------------------------------------------------------------------------


def _shade(element: Any, fill: str) -> None:
    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:fill"), fill)
    element.append(shading)


def _vanish(document: Any, run: Any) -> None:
    run.font.hidden = True


def _styled(document: Any, run: Any) -> None:
    style = document.styles.add_style("Ghost", 1)
    style.font.hidden = True
    run._parent.style = document.styles.add_style("Ghost child", 1)
    run._parent.style.base_style = style


def _white(document: Any, run: Any) -> None:
    run.font.color.rgb = RGBColor(255, 255, 255)


def _dark_cell(document: Any, run: Any, same: bool) -> None:
    cell = document.add_table(1, 1).cell(0, 0)
    _shade(cell._tc.get_or_add_tcPr(), "1F3864")
    run.text = ""
    inner = cell.paragraphs[0].add_run(UNSEEN)
    inner.font.color.rgb = RGBColor(0x1F, 0x38, 0x64) if same else RGBColor(255, 255, 255)


def _tiny(document: Any, run: Any) -> None:
    run.font.size = Pt(1)


def _highlighted(document: Any, run: Any) -> None:
    run.font.color.rgb = RGBColor(255, 255, 0)
    run.font.highlight_color = 7


def _grey(document: Any, run: Any) -> None:
    run.font.color.rgb = RGBColor(0x99, 0x99, 0x99)


def _dark_paragraph(document: Any, run: Any) -> None:
    _white(document, run)
    _shade(run._parent._p.get_or_add_pPr(), "000000")


def _see_through(document: Any, run: Any) -> None:
    fill = OxmlElement("w14:textFill", nsdecls={"w14": "http://schemas.microsoft.com/office/word/2010/wordml"})
    fill.append(OxmlElement("w14:noFill", nsdecls={"w14": "http://schemas.microsoft.com/office/word/2010/wordml"}))
    run._r.get_or_add_rPr().append(fill)


def _away(document: Any, run: Any) -> None:
    """A text box far left of the page."""
    run.text = ""
    box = (
        '<w:pict xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:v="urn:schemas-microsoft-com:vml"><v:shape style="position:absolute;margin-left:-2000pt;width:90pt">'
        f"<v:textbox><w:txbxContent><w:p><w:r><w:t>{UNSEEN}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape>"
        "</w:pict>"
    )
    run._r.append(docx.oxml.parse_xml(box))


def docx_cases() -> Iterator[Case]:
    hiding: dict[str, Callable[[Any, Any], None]] = {
        "marked as hidden": _vanish,
        "a style that is hidden": _styled,
        "white on white": _white,
        "the colour of its cell": lambda document, run: _dark_cell(document, run, same=True),
        "letters of 1 pt": _tiny,
        "the colour of its highlight": _highlighted,
        "text without a fill": _see_through,
        "a text box off the page": _away,
    }
    seen: dict[str, Callable[[Any, Any], None]] = {
        "grey": _grey,
        "white in a dark cell": lambda document, run: _dark_cell(document, run, same=False),
        "white in a dark paragraph": _dark_paragraph,
    }
    for kind, hide in (*hiding.items(), *seen.items()):
        document = docx.Document()
        document.add_paragraph(SEEN)
        hide(document, document.add_paragraph().add_run(UNSEEN))
        target = io.BytesIO()
        document.save(target)
        yield Case(kind, ".docx", target.getvalue(), visible=kind in seen)


# PDF ----------------------------------------------------------------------------------------------------------------

_AT = "BT /F1 12 Tf 1 0 0 1 72 400 Tm "
_TEXT = f"{_AT}({UNSEEN}) Tj ET"
_BAR = "60 390 450 30 re f"
_DRAWN = {
    "white on white": f"1 1 1 rg {_TEXT}",
    "nearly white": f"0.97 0.97 0.98 rg {_TEXT}",
    "the colour of its ground": f"0.2 0.4 0.6 rg {_BAR} {_TEXT}",
    "letters of half a point": f"BT /F1 0.5 Tf 1 0 0 1 72 400 Tm ({UNSEEN}) Tj ET",
    "letters made tiny by the matrix": f"BT /F1 12 Tf 0.05 0 0 0.05 72 400 Tm ({UNSEEN}) Tj ET",
    "letters of no width": f"BT /F1 12 Tf 0.0001 0 0 1 72 400 Tm ({UNSEEN}) Tj ET",
    "left of the page": f"BT /F1 12 Tf 1 0 0 1 -2000 400 Tm ({UNSEEN}) Tj ET",
    "above the page": f"BT /F1 12 Tf 1 0 0 1 72 3000 Tm ({UNSEEN}) Tj ET",
    "clipped away": f"q 0 0 20 20 re W n {_TEXT} Q",
    "drawn invisibly": f"{_AT}3 Tr ({UNSEEN}) Tj ET",
    "as a clipping path": f"q {_AT}7 Tr ({UNSEEN}) Tj ET Q",
    "transparent": f"/G0 gs {_TEXT}",
    "below a white rectangle": f"{_TEXT} 1 1 1 rg {_BAR}",
    "below a black rectangle": f"{_TEXT} 0 0 0 rg {_BAR}",
    "below a picture": f"{_TEXT} q 450 0 0 30 60 390 cm /I1 Do Q",
    "in a layer that is off": f"/OC /L1 BDC {_TEXT} EMC",
    "in a form of a layer that is off": "/X1 Do",
    "in a form that is clipped": "/X2 Do",
}
_DRAWN_SEEN = {
    "white on black": f"0 0 0 rg {_BAR} 1 1 1 rg {_TEXT}",
    "white on a picture": f"q 450 0 0 30 60 390 cm /I1 Do Q 0 0 0 rg {_BAR} 1 1 1 rg {_TEXT}",
    "light grey": f"0.75 0.75 0.75 rg {_TEXT}",
    "letters of 5 points": f"BT /F1 5 Tf 1 0 0 1 72 400 Tm ({UNSEEN}) Tj ET",
    "large by the matrix": f"BT /F1 0.1 Tf 120 0 0 120 72 400 Tm ({UNSEEN}) Tj ET",
    "within its clipping path": f"q 60 390 450 30 re W n {_TEXT} Q",
    "beside a later rectangle": f"{_TEXT} 1 1 1 rg 60 300 450 30 re f",
    "over its rectangle": f"0.9 0.9 0.5 rg {_BAR} 0 0 0 rg {_TEXT}",
    "in a layer that is on": f"/OC /L2 BDC {_TEXT} EMC",
    "half transparent": f"/G1 gs {_TEXT}",
}


def pdf_cases() -> Iterator[Case]:
    for kind, content in (*_DRAWN.items(), *_DRAWN_SEEN.items()):
        yield Case(kind, ".pdf", raw_pdf(f"BT /F1 12 Tf 72 700 Td ({SEEN}) Tj ET {content}"), kind in _DRAWN_SEEN)
    cover = "<</Type/Annot/Subtype/Square/Rect[60 390 510 420]/F 4/IC[1 1 1]/C[1 1 1]/AP<</N 14 0 R>>>>"
    yield Case("behind an annotation", ".pdf", raw_pdf(f"BT /F1 12 Tf 72 700 Td ({SEEN}) Tj ET {_TEXT}", cover))
    mark = "<</Type/Annot/Subtype/Link/Rect[60 390 510 420]/F 4>>"
    yield Case("behind a link", ".pdf", raw_pdf(f"BT /F1 12 Tf 72 700 Td ({SEEN}) Tj ET {_TEXT}", mark), visible=True)


def raw_pdf(content: str, annotation: str = "") -> bytes:
    """A page of 612 by 792 points with a font, a picture, two layers (the first one off), and forms."""
    annots = f"/Annots[{annotation}]" if annotation else ""
    states = "/ExtGState<</G0<</ca 0/CA 0>>/G1<</ca .5>>>>/Properties<</L1 8 0 R/L2 9 0 R>>"
    forms = "/XObject<</I1 6 0 R/X1 7 0 R/X2 10 0 R>>"
    objects = [
        "<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[8 0 R 9 0 R]/D<</OFF[8 0 R]/ON[9 0 R]>>>>>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 612 792]>>",
        f"<</Type/Page/Parent 2 0 R/Contents 4 0 R{annots}/Resources<</Font<</F1 5 0 R>>{states}{forms}>>>>",
        content,
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        "",
        _form(_TEXT, "[0 0 612 792]", "/OC 8 0 R"),
        "<</Type/OCG/Name(Off)>>",
        "<</Type/OCG/Name(On)>>",
        _form(_TEXT, "[0 0 20 20]"),
        "null",
        "null",
        "null",
        _form("1 1 1 rg 0 0 450 30 re f", "[0 0 450 30]"),
    ]
    body = bytearray(b"%PDF-1.7\n")
    places = []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n".encode() + _object(number, text) + b"\nendobj\n"
    start = len(body)
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    tail = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}trailer<</Root 1 0 R/Size {len(objects) + 1}>>\n"
    return bytes(body) + f"{tail}startxref\n{start}\n%%EOF".encode()


def _form(content: str, box: str, more: str = "") -> str:
    return f"/Type/XObject/Subtype/Form/BBox{box}{more}/Resources<</Font<</F1 5 0 R>>>>\n{content}"


def _object(number: int, text: str) -> bytes:
    if number == 4:
        return _stream("", text.encode())
    if number == 6:
        image = "/Type/XObject/Subtype/Image/Width 4/Height 4/ColorSpace/DeviceRGB/BitsPerComponent 8"
        return _stream(image, bytes(range(0, 240, 5)))
    if text.startswith("/Type/XObject"):
        head, _, content = text.partition("\n")
        return _stream(head, content.encode())
    return text.encode()


def _stream(head: str, data: bytes) -> bytes:
    packed = zlib.compress(data)
    return f"<<{head}/Filter/FlateDecode/Length {len(packed)}>>stream\n".encode() + packed + b"\nendstream"


def cases() -> list[Case]:
    return [*html_cases(), *docx_cases(), *pdf_cases()]
