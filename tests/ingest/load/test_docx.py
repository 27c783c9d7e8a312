"""Word files of every form: strict, flat, with parts missing, damaged or named otherwise; their title and day."""

from __future__ import annotations

import contextlib
import io

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import Reason, Refused
from ingest.formats import read_texts
from ingest.load.docx import load, looks_like
from tests.ingest.word.parts import RELATIONS, WORD, archive, paragraph, parts_of, relations

BODY = paragraph("The lease was signed.")
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">{}</cp:coreProperties>'
)


def made() -> dict[str, str]:
    return parts_of(
        BODY, {"rId9": ("image", "NULL"), "rId8": ("hyperlink", "#_top"), "rId7": ("styles", "gone.xml")}, {}
    )


def text_of(parts: dict[str, str]) -> str:
    return load(archive(parts), "name")[0].text


def test_relationships_to_nothing_and_missing_parts_are_no_fault() -> None:
    assert text_of(made()) == "The lease was signed."
    bare = {"word/document.xml": made()["word/document.xml"]}
    assert text_of(bare) == "The lease was signed."
    assert read_texts(archive(bare), "a", "")[0] == "docx"


def test_the_main_part_may_have_another_name() -> None:
    parts = made()
    parts["word/document2.xml"] = parts.pop("word/document.xml")
    for target in ("/word/document2.xml", "word/Document2.xml", "word\\document2.xml"):
        parts["_rels/.rels"] = relations({"rId1": ("officeDocument", target)})
        assert text_of(parts) == "The lease was signed."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_strict_form_is_read(encoding: str) -> None:
    strict = {
        name: text.replace(WORD, "http://purl.oclc.org/ooxml/wordprocessingml/main").replace(
            RELATIONS, "http://purl.oclc.org/ooxml/officeDocument/relationships"
        )
        for name, text in made().items()
    }
    data = {
        name: f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding) for name, text in strict.items()
    }
    assert load(archive(data), "name")[0].text == "The lease was signed."


def test_a_flat_file_is_read() -> None:
    parts = "".join(
        f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{text}</pkg:xmlData></pkg:part>' for name, text in made().items()
    )
    names = 'xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"'
    flat = f'<?xml version="1.0"?><?mso-application progid="Word.Document"?><pkg:package {names}>{parts}</pkg:package>'
    assert looks_like(flat.encode(), ".xml") == 1.0
    assert load(flat.encode(), "name")[0].text == "The lease was signed."
    declared = flat.replace("<pkg:package", "<!DOCTYPE a [<!ENTITY b 'c'>]><pkg:package", 1)
    with pytest.raises(Refused, match="declares a document type"):
        load(declared.encode(), "name")


@pytest.mark.parametrize("main", ["", "<w:document", "<html/>"])
def test_a_file_without_a_body_is_corrupt(main: str) -> None:
    with pytest.raises(Refused) as caught:
        text_of({**made(), "word/document.xml": main})
    assert caught.value.reason == Reason.CORRUPT


@pytest.mark.parametrize(
    ("properties", "title", "day"),
    [
        ("<dc:title>Lease</dc:title><dcterms:created>2024-03-04T10:00:00Z</dcterms:created>", "Lease", "2024-03-04"),
        ("<dcterms:modified>2024-03-05T10:00:00Z</dcterms:modified>", "name", "2024-03-05"),
        ("<dc:title>Word Document</dc:title><dcterms:created>2013-12-23T23:15:00Z</dcterms:created>", "name", ""),
        ("<dcterms:created>1601-01-01T00:00:00Z</dcterms:created>", "name", ""),
        ("<dcterms:created>yesterday</dcterms:created>", "name", ""),
        ("", "name", ""),
    ],
)
def test_title_and_day_are_those_the_document_states(properties: str, title: str, day: str) -> None:
    (loaded,) = load(archive({**made(), "docProps/core.xml": CORE.format(properties)}), "name")
    assert (loaded.title, loaded.date) == (title, day)


def test_an_annex_that_holds_itself_ends() -> None:
    data = archive(parts_of(BODY + '<w:altChunk r:id="rId1"/>', {"rId1": ("aFChunk", "a.docx")}, {}))
    for _ in range(3):
        parts: dict[str, str | bytes] = dict(
            parts_of(BODY + '<w:altChunk r:id="rId1"/>', {"rId1": ("aFChunk", "a.docx")}, {})
        )
        parts["word/a.docx"] = data
        data = archive(parts)
    (loaded,) = load(data, "name")
    assert loaded.text == "The lease was signed.\n\nThe lease was signed."
    assert loaded.notes == ("an annex of an annex, or one of very many, is not read",)


def _rich() -> bytes:
    document = docx.Document()
    document.add_heading("Lease", 1)
    document.add_paragraph("One", style="List Number")
    document.add_table(2, 2).cell(0, 0).text = "Flat"
    document.sections[0].header.paragraphs[0].text = "Ref 12"
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


RICH = _rich()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_changed_file_is_read_or_refused(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(RICH) - 1))
    changed = RICH[:place] + data.draw(st.binary(min_size=1, max_size=4)) + RICH[place + 2 :]
    with contextlib.suppress(Refused):
        assert load(changed, "name")


_TAGS = st.sampled_from(
    [
        "p",
        "r",
        "t",
        "tbl",
        "tr",
        "tc",
        "sdt",
        "sdtContent",
        "hyperlink",
        "ruby",
        "rt",
        "fldSimple",
        "altChunk",
        "sym",
        "fldChar",
        "instrText",
        "footnoteReference",
        "commentRangeStart",
        "commentRangeEnd",
        "txbxContent",
        "numPr",
    ]
)
_BODIES = st.recursive(
    st.sampled_from(["x", "1", " "]),
    lambda inner: st.builds(
        lambda tag, kind, parts: f'<w:{tag} w:id="1" w:fldCharType="{kind}" w:val="{kind}">{"".join(parts)}</w:{tag}>',
        _TAGS,
        st.sampled_from(["begin", "separate", "end", "9", "0"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=30,
)


@settings(max_examples=60, deadline=None)
@given(_BODIES)
def test_elements_in_any_order_are_read(body: str) -> None:
    (loaded,) = load(archive(parts_of(body, {}, {})), "name")
    assert all(loaded.text[block.start : block.end].strip() for block in loaded.blocks)
