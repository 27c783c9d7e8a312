"""OpenDocument texts, spreadsheets and presentations, zipped and flat."""

from __future__ import annotations

import contextlib
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import Reason, Refused
from ingest.formats import read_texts
from ingest.types import LoadedText

ODF = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = " ".join(
    f'xmlns:{name}="{ODF}:{space}:1.0"'
    for name, space in (
        *((name, name) for name in ("office", "text", "table", "style", "meta", "presentation", "chart")),
        ("draw", "drawing"), ("svg", "svg-compatible"),
    )
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'  # fmt: skip
KINDS = {".odt": "text", ".ods": "spreadsheet", ".odp": "presentation"}
META = (
    "<office:meta><dc:title>A title</dc:title><meta:creation-date>2024-05-06T10:00:00</meta:creation-date>"
    "</office:meta>"
)
STYLES = (
    '<style:style style:name="Gone"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="Below" style:parent-style-name="Gone"/>'
    '<style:style style:name="Off"><style:table-properties table:display="false"/></style:style>'
    '<style:style style:name="Skip"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
    '<text:list-style style:name="N"><text:list-level-style-number text:level="1" style:num-format="1" '
    'style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/>'
    "</text:list-style>"
)


def part(root: str, inner: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><office:{root} {SPACES}>{inner}</office:{root}>'


def zipped(body: str, suffix: str = ".odt", margins: str = "", **others: str) -> bytes:
    kind = KINDS[suffix]
    content = part("document-content", f"<office:body><office:{kind}>{body}</office:{kind}></office:body>")
    styles = f"<office:styles>{STYLES}</office:styles><office:master-styles>{margins}</office:master-styles>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", content)
        archive.writestr("styles.xml", part("document-styles", styles))
        archive.writestr("meta.xml", part("document-meta", META))
        for name, text in others.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return out.getvalue()


def read(data: bytes, suffix: str = ".odt") -> LoadedText:
    name, (loaded,) = read_texts(data, "file", suffix)
    assert name == suffix.lstrip(".").replace("fod", "od")
    return loaded


def row(*cells: str) -> str:
    texts = "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells)
    return f"<table:table-row>{texts}</table:table-row>"


def test_headings_lists_and_notes_are_kept() -> None:
    body = (
        '<text:tracked-changes><text:p>Deleted.</text:p></text:tracked-changes><text:h text:outline-level="2">The '
        "<text:span>coast</text:span></text:h>\n<text:p>It is<text:s text:c='2'/>long.<text:note><text:note-citation>1"
        "</text:note-citation><text:note-body><text:p>By the county.</text:p></text:note-body></text:note> See "
        '<text:a xlink:href="https://example.org/map">the map</text:a><office:annotation><dc:creator>Ann</dc:creator>'
        "<text:p>check</text:p></office:annotation>.</text:p>"
        '<text:list text:style-name="N"><text:list-item><text:p>Dig</text:p><text:list><text:list-item><text:p>by hand'
        "</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>Fill</text:p></text:list-item>"
        '</text:list><text:p>More</text:p><text:list text:style-name="N" text:continue-numbering="true">'
        "<text:list-item><text:p>Rest</text:p></text:list-item></text:list>"
    )
    margin = "<style:header><text:p>Our reference HB/311</text:p></style:header>"
    pages = f"<style:master-page>{margin}</style:master-page>" * 2
    loaded = read(zipped(body, margins=pages))
    assert (loaded.title, loaded.date) == ("A title", "2024-05-06")
    assert loaded.text == (
        "The coast\n\nIt is  long.[1] See the map (https://example.org/map).\n\n[1] By the county.\n\n"
        "Comment by Ann: check\n\n1. Dig\n\na) by hand\n\n2. Fill\n\nMore\n\n3. Rest\n\nOur reference HB/311"
    ).replace("\n\na)", "\na)").replace("\n\n2.", "\n2.")
    assert [(block.kind, block.level) for block in loaded.blocks[:2]] == [("heading", 2), ("paragraph", 0)]


def test_tables_boxes_and_pictures_of_a_text() -> None:
    span = '<table:table-cell table:number-rows-spanned="2"><text:p>Bergen</text:p></table:table-cell>'
    body = (
        f"<table:table><table:table-header-rows>{row('Site', 'Crew')}</table:table-header-rows>"
        f"<table:table-row>{span}<table:table-cell><text:p>Ann</text:p></table:table-cell></table:table-row>"
        "<table:table-row><table:covered-table-cell/><table:table-cell><text:p>Bob</text:p></table:table-cell>"
        "</table:table-row></table:table><text:p>Before<draw:frame><draw:text-box><text:p>Boxed</text:p></draw:text-box>"
        "</draw:frame> after.</text:p><text:p><draw:frame><draw:image/>"
        "<svg:desc>A red crane</svg:desc></draw:frame></text:p>"
        f"<table:table>{row('Framed words')}</table:table>"
    )
    loaded = read(zipped(body))
    assert loaded.text == (
        "Site | Crew\nBergen | Ann\nBergen | Bob\n\nBefore after.\n\nBoxed\n\n[picture: A red crane]\n\nFramed words"
    )
    assert loaded.blocks[0].context == "Site | Crew"


def test_hidden_text_is_marked() -> None:
    loaded = read(zipped('<text:p>Seen <text:span text:style-name="Below">unseen</text:span>words</text:p>'))
    assert loaded.text == "Seen words\n\nunseen"
    assert [loaded.text[start:end] for start, end in loaded.hidden] == ["unseen"]


SHEETS = (
    '<table:table table:name="Sales"><table:table-column table:number-columns-repeated="16384"/>'
    f'{row("Item", "Day", "On")}'
    '<table:table-row><table:table-cell><text:p>bolt</text:p><office:annotation><text:p>dear</text:p></office:annotation>'
    '</table:table-cell><table:table-cell office:value-type="date" office:date-value="2024-03-01T00:00:00">'
    '<text:p>01.03.24</text:p></table:table-cell>'
    '<table:table-cell table:number-columns-repeated="16382"/></table:table-row>'
    f'<table:table-row table:visibility="collapse"><table:table-cell><text:p>nut</text:p></table:table-cell>'
    "</table:table-row>"
    '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/>'
    '</table:table-row></table:table><table:table table:name="Secret" table:style-name="Off">'
    f'{row("x1", "y1")}</table:table>'
)  # fmt: skip


def test_sheets_are_sections_and_empty_cells_are_passed_over() -> None:
    loaded = read(zipped(SHEETS, ".ods"), ".ods")
    seen = loaded.text[: loaded.hidden[0][0]].strip()
    assert seen == "Sales\n\nItem | Day | On\nbolt | 2024-03-01 |\n\nComment: dear"
    assert loaded.text[slice(*loaded.hidden[0])] == "Item | Day | On\nnut\n\nSecret\n\nx1 | y1"


def test_cells_repeated_without_end_are_cut_with_a_note() -> None:
    many = "<table:table-row table:number-rows-repeated='1048576'><table:table-cell>"
    body = f"<table:table table:name='S'>{many}<text:p>ha</text:p></table:table-cell></table:table-row></table:table>"
    loaded = read(zipped(body, ".ods"), ".ods")
    assert loaded.notes == ("cells repeated more than 1,000 times are kept 1,000 times",)


def test_slides_are_sections_with_notes() -> None:
    def frame(text: str, y: str, x: str = "1cm", more: str = "") -> str:
        box = f"<draw:text-box><text:p>{text}</text:p></draw:text-box>"
        return f'<draw:frame svg:y="{y}" svg:x="{x}" {more}>{box}</draw:frame>'

    title = frame("Steps", "1cm", more='presentation:class="title"')
    notes = f"<presentation:notes><draw:page-thumbnail/>{frame('Say it slowly.', '9cm')}</presentation:notes>"
    body = (
        f"<draw:page>{frame('below', '5cm')}{frame('right', '30mm', '9cm')}{frame('left', '1.2in')}"
        f"{title}{notes}</draw:page>"
        f'<draw:page draw:style-name="Skip">{frame("unseen", "1cm")}</draw:page>'
        f"<draw:page>{frame('end', '1cm')}</draw:page>"
    )
    loaded = read(zipped(body, ".odp"), ".odp")
    seen = loaded.text[: loaded.hidden[0][0]].strip()
    assert seen.split("\n\n") == [
        "Slide 1: Steps", "left", "right", "below", "Notes: Say it slowly.", "Slide 3", "end"
    ]  # fmt: skip
    assert len(loaded.pages) == 3
    assert seen[loaded.pages[2] :].startswith("Slide 3")


def test_a_flat_file_is_read_and_its_declarations_are_refused() -> None:
    mime = f'office:mimetype="application/vnd.oasis.opendocument.text" {SPACES}'
    body = "<office:body><office:text><text:p>Flat.</text:p></office:text></office:body>"
    flat = f'<?xml version="1.0"?><office:document {mime}>{body}</office:document>'
    assert read(flat.encode(), ".fodt").text == "Flat."
    with pytest.raises(Refused) as caught:
        read_texts(flat.replace("?><", "?><!DOCTYPE x [<!ENTITY y 'z'>]><", 1).encode(), "file", ".fodt")
    assert caught.value.reason == Reason.CORRUPT


def test_old_manifests_and_encrypted_files() -> None:
    old = '<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd"><manifest/>'
    assert read(zipped("<text:p>Old.</text:p>", **{"META-INF__manifest_xml": old})).text == "Old."
    with pytest.raises(Refused) as caught:
        read(zipped("", **{"META-INF__manifest_xml": "<manifest:encryption-data/>"}))
    assert caught.value.reason == Reason.ENCRYPTED


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_broken_file_is_read_or_refused(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(SHEETS)))
    end = data.draw(st.integers(start, min(len(SHEETS), start + 40)))
    names = ("text:p", "text:list", "text:list-item", "text:note", "table:table", "table:table-row", "table:table-cell",
             "draw:frame", "text:h", "office:annotation", "table:covered-table-cell", "draw:page")  # fmt: skip
    opened = "".join(f"<{name}>" for name in data.draw(st.lists(st.sampled_from(names), max_size=6)))
    suffix = data.draw(st.sampled_from(sorted(KINDS)))
    closed = "".join(f"</{name}>" for name in reversed(opened.strip("<>").split("><")) if name)
    for body in (SHEETS[:start] + SHEETS[end:], f"{opened}words{closed}"):
        with contextlib.suppress(Refused):
            read(zipped(body, suffix), suffix)
