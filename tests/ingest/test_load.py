"""Every format with small real files: what their texts, titles, pages and records are."""

from __future__ import annotations

import io
import json
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import Reason, Refused
from ingest.formats import list_formats, list_suffixes, read_texts
from ingest.load.csv import read_rows
from ingest.types import LoadedText
from tests.ingest.papers import pdf
from ui.samples.questions import SAMPLE_DOCUMENTS

LONG = "The mill on the river has ground oats since 1850, when Tom Calder built it with his two brothers."


def one(data: bytes | str, name: str) -> LoadedText:
    texts = many(data, name)
    assert len(texts) == 1
    return texts[0]


def many(data: bytes | str, name: str) -> list[LoadedText]:
    path = Path(name)
    return read_texts(data.encode() if isinstance(data, str) else data, path.stem, path.suffix)[1]


def refusal(data: bytes | str, name: str) -> Reason:
    with pytest.raises(Refused) as caught:
        many(data, name)
    assert caught.value.message
    return caught.value.reason


def test_every_reader_keeps_to_the_form() -> None:
    assert {"csv", "docx", "eml", "html", "json", "markdown", "pdf", "text"} <= set(list_formats())
    assert {".pdf", ".docx", ".md", ".html", ".json", ".jsonl", ".csv", ".tsv", ".txt", ".eml"} <= set(list_suffixes())


@pytest.mark.parametrize("path", sorted(SAMPLE_DOCUMENTS.iterdir()), ids=lambda path: path.name)
def test_the_samples_are_recognised_by_content_alone(path: Path) -> None:
    named = {".pdf": "pdf", ".docx": "docx", ".html": "html", ".eml": "eml", ".json": "json", ".jsonl": "json"}
    expected = named.get(path.suffix)
    if expected:
        assert read_texts(path.read_bytes(), path.stem, "")[0] == expected


@given(st.binary(max_size=300), st.sampled_from([*list_suffixes(), "", ".dat"]))
def test_any_bytes_end_as_texts_or_as_a_refusal(data: bytes, suffix: str) -> None:
    try:
        _, texts = read_texts(data, "name", suffix)
    except Refused:
        return
    assert all(text.text.strip() and text.title for text in texts)


# text ---------------------------------------------------------------------------------------------------------------


def test_text_is_titled_by_a_first_line_that_stands_alone() -> None:
    assert one("The mill\n\nIt grinds oats.", "a.txt").title == "The mill"
    assert one("It grinds oats.\n\nAnd wheat.", "a.txt").title == "a"


def test_binaries_are_refused() -> None:
    assert refusal(b"MZ" + bytes(300), "a.txt") == Reason.UNSUPPORTED
    assert refusal(bytes(range(256)) * 4, "a.dat") == Reason.UNSUPPORTED
    assert refusal(" \n\t ", "a.txt") == Reason.EMPTY


# markdown -----------------------------------------------------------------------------------------------------------


def test_markdown_is_read_as_it_is_shown() -> None:
    loaded = one(
        "---\ntitle: 'Mills'\n---\n# The *mill*\n\nIt [grinds](http://x.test/?q=1) **oats**\nand `wheat`.\n\n"
        "- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![a wheel](http://x.test/w.png)\n\n"
        "<div hidden>INJECTED</div>\n\n<!-- INJECTED -->\n\n```\ncode  here\n```\n",
        "a.md",
    )
    assert loaded.title == "Mills"
    assert loaded.text == (
        "Mills\n\nThe mill\n\nIt grinds oats\nand wheat.\n\n- one\n- two\n\na | b\n1 | 2\n\na wheel\n\n"
        "code  here\n\nINJECTED"
    )
    assert [block.kind for block in loaded.blocks] == "heading heading paragraph item item table paragraph code".split()
    assert one("# The mill\n\ntext", "a.md").title == "The mill"


def test_items_of_markdown_keep_their_numbers_and_what_introduces_them() -> None:
    loaded = one("You may leave when:\n\n3. it is ill\n4. it moves:\n   - in town\n\nOr:\n\n* else\n", "a.md")
    assert loaded.text == "You may leave when:\n\n3. it is ill\n4. it moves:\n- in town\n\nOr:\n\n- else"
    assert [block.context for block in loaded.blocks if block.kind == "item"] == [
        "You may leave when:",
        "You may leave when:",
        "You may leave when: 4. it moves:",
        "Or:",
    ]


# html ---------------------------------------------------------------------------------------------------------------


def page(body: str, head: str = "<title>Mills</title>") -> str:
    return f"<!doctype html><html lang='en-GB'><head>{head}</head><body>{body}</body></html>"


def test_html_parts_what_is_not_shown_and_leaves_out_what_is_not_the_text() -> None:
    loaded = one(
        page(
            "<nav><a href='/'>Home</a><a href='/about'>About us</a></nav><main><h1>The mill</h1>"
            f"<p>{LONG}</p><p hidden>INJECTED one</p><p style='display : none'>INJECTED two</p><!-- INJECTED three -->"
            "<script>INJECTED()</script><p>A second paragraph tells\n   how  the wheel was mended in spring.</p></main>"
        ),
        "a.html",
    )
    assert loaded.title == "Mills"
    assert loaded.language == "en"
    seen = f"The mill\n\n{LONG}\n\nA second paragraph tells how the wheel was mended in spring."
    assert loaded.text == f"{seen}\n\nINJECTED one\n\nINJECTED two"
    assert loaded.hidden == ((len(seen) + 2, len(loaded.text)),)


def test_a_page_of_tables_keeps_them() -> None:
    rows = "".join(f"<tr><td>Sensor {n}</td><td>0.{n}</td></tr>" for n in range(30))
    loaded = one(page(f"<table><tr><th>Name</th><th>Level</th></tr>{rows}</table>"), "a.html")
    assert loaded.text.split("\n")[:2] == ["Name | Level", "Sensor 0 | 0.0"]
    assert len(loaded.text.split("\n")) == 31


def test_the_parts_of_a_page_keep_what_belongs_to_them() -> None:
    loaded = one(
        page(
            f"<h1>The mill</h1><p>{LONG}</p><h2>Visits</h2><p>It is open:</p><ol start=3><li>Mon</li><li>Tue"
            "<ul><li>am</li></ul></li></ol><table><caption>Sizes</caption><tr><th>Name<th colspan=2>Level</tr>"
            "<tr><td rowspan=2>A<td>1<td>2</tr><tr><td>3<td>4</tr></table><dl><dt>Is it old?<dd>Yes.</dl>"
            "<figure><img src=x alt='The wheel'><figcaption>By A.</figcaption></figure>"
            f"<p>3 x 10<sup>6</sup></p><p>{LONG}</p>"
        ),
        "a.html",
    )
    assert loaded.text == (
        f"The mill\n\n{LONG}\n\nVisits\n\nIt is open:\n\n3. Mon\n4. Tue\n- am\n\n"
        "Sizes\nName | Level | Level\nA | 1 | 2\nA | 3 | 4\n\nIs it old?\nYes.\n\nThe wheel\nBy A.\n\n"
        f"3 x 10⁶\n\n{LONG}"
    )
    contexts = {loaded.text[block.start : block.end]: block.context for block in loaded.blocks}
    assert contexts["3. Mon"] == "It is open:"
    assert contexts["Yes."] == "Is it old?"
    assert "Sizes\nName | Level | Level" in contexts.values()


def test_html_is_html_under_any_name() -> None:
    assert read_texts(page(f"<p>{LONG}</p>").encode(), "a", ".pdf")[0] == "html"
    assert read_texts(page(f"<p>{LONG}</p>").encode("utf-16"), "a", ".txt")[0] == "html"


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn")), min_size=1))
def test_plain_words_in_a_paragraph_are_found(words: str) -> None:
    from html import escape

    text = "".join(words.split())
    if text:
        assert one(page(f"<p>{escape('x' + text)}</p>"), "a.html").text


# json ---------------------------------------------------------------------------------------------------------------


def test_records_become_documents_named_by_their_place_or_id() -> None:
    corpus = [{"idx": n, "title": f"T{n}", "text": f"Text {n}."} for n in (7, 8)]
    texts = [(t.title, t.text, t.locator) for t in many(json.dumps(corpus), "c.json")]
    assert texts == [("T7", "Text 7.", "7"), ("T8", "Text 8.", "8")]
    same = [{"id": "x", "body": "One."}, {"id": "x", "body": "Two."}]
    assert [(t.locator, t.title) for t in many(json.dumps(same), "c.json")] == [("0", "c 0"), ("1", "c 1")]


def test_other_fields_of_a_record_stay_with_its_text() -> None:
    record = {"title": "Pump", "description": "It lifts water.", "price": 12.50, "sold": True, "at": {"days": [1, 2]}}
    fields = "price: 12.5\nsold: true\nat.days: 1\nat.days: 2"
    assert one(json.dumps([record]), "a.json").text == f"It lifts water.\n\n{fields}"


def test_records_below_a_key_and_in_lines_are_found() -> None:
    records = [{"title": "A", "text": "One."}, {"title": "B", "text": ["Two.", "Three."]}]
    expected = [("A", "One."), ("B", "Two. Three.")]
    for data, name in (
        (json.dumps({"version": 1, "data": records}), "a.json"),
        ("\n".join(map(json.dumps, records)), "a.jsonl"),
        ("\n\n".join(map(json.dumps, records)) + "\n", "a.json"),
    ):
        assert [(t.title, t.text) for t in many(data, name) if t.locator] == expected


def test_other_json_is_one_text_of_paths_and_values() -> None:
    data = {"pump": {"name": "P-03", "levels": [1, 2.50, None, True]}, "empty": ""}
    loaded = one(json.dumps(data), "station.json")
    assert loaded.text == "pump.name: P-03\npump.levels: 1\npump.levels: 2.5\npump.levels: true"


def test_objects_that_are_alike_are_a_table_and_others_stay_together() -> None:
    alike = one('{"unit": "m", "pumps": [{"name": "P1", "head": 3}, {"name": "P2", "spare": true}]}', "a.json")
    assert alike.text == "unit: m\n\npumps\n\nname | head | spare\nP1 | 3 |\nP2 |  | true"
    assert alike.blocks[-1].context == "name | head | spare"
    assert one('[{"a": {"b": 1}, "c": 2}, {"a": {"b": 3}}]', "a.json").text == "a.b: 1\nc: 2\n\na.b: 3"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("[NaN, Infinity]", "NaN\nInfinity"),
        ('// of 2024\n{"a": "x // y", /* more */ "b": [1, 2,],}', "a: x // y\nb: 1\nb: 2"),
    ],
)
def test_json_as_people_write_it_is_read(data: str, text: str) -> None:
    assert one(data, "a.json").text == text


def test_a_broken_line_costs_that_line_alone() -> None:
    first, second = many('{"text": "One."}\n\n{"text":\n{"text": "Two."}\n', "a.jsonl")
    assert (first.text, second.text) == ("One.", "Two.")
    assert first.notes[0].startswith("line 3 is not valid JSON and was left out")


@pytest.mark.parametrize("data", ['{"a": ', "[1", '{"text": ', "[" * 100_000, '{"a":1}x', '{"a":1}\nx\ny'])
def test_broken_json_is_corrupt(data: str) -> None:
    assert refusal(data, "a.json") == Reason.CORRUPT


# csv ----------------------------------------------------------------------------------------------------------------


def test_rows_carry_the_names_of_their_columns() -> None:
    loaded = one('\ufeffName;Level;Note\nLS-11;0,55;"a; ""b"""\nLS-12;;\n', "a.csv")
    assert loaded.text == 'Name | Level | Note\nLS-11 | 0,55 | a; "b"\nLS-12 |  |'
    assert loaded.blocks[0].context == "Name | Level | Note"
    assert one("1\t2\n3\t4\n", "a.tsv").text == "1 | 2\n3 | 4"
    assert one("a,b\n=cmd|'/C calc'!A0,1,extra\n", "a.csv").text == "a | b\n=cmd|'/C calc'!A0 | 1 | extra"


@pytest.mark.parametrize(
    ("source", "context"),
    [
        ("sep=|\na|b\n1|2\n", "a | b"),
        ("Counts of fish\n\n,2019,2020\nTrout,3,4\nSalmon,5,6\n", "Counts of fish\n | 2019 | 2020"),
        ("Year,Wins\n2019,3\n2020,5\n", "Year | Wins"),
        ("Name,2.15,2.20,Note\nAda,o,x,q\nBo,o,o,q\n", "Name | 2.15 | 2.20 | Note"),
        ("Date,Date,Place,Link\n1,2,Oslo,Link\n3,4,Bergen,Link\n", "Date | Date | Place | Link"),
        ("1,2\n3,4\n", ""),
        ("Trout,3\nSalmon,5\n", ""),
    ],
)
def test_names_of_columns_are_told_from_data(source: str, context: str) -> None:
    assert one(source, "a.csv").blocks[0].context == context


def test_a_table_with_a_text_column_is_a_list_of_records() -> None:
    texts = many("ID,Title,Text,Built in\nx1,Mill,It grinds.,1802\nx2,Weir,It holds.,\n", "a.csv")
    assert [(t.locator, t.title) for t in texts] == [("x1", "Mill"), ("x2", "Weir")]
    assert [t.text for t in texts] == ["It grinds.\n\nBuilt in: 1802", "It holds."]


@given(st.lists(st.lists(st.text("ab,;\"'\n 1", max_size=6), min_size=2, max_size=4), min_size=1, max_size=5))
def test_cells_come_back_whatever_they_hold(rows: list[list[str]]) -> None:
    import csv

    target = io.StringIO()
    csv.writer(target, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([["x", "y"], *rows])
    expected = [[" ".join(cell.split()) for cell in row] for row in [["x", "y"], *rows]]
    assert [row for row in read_rows(target.getvalue()) if any(row)] == [row for row in expected if any(row)]


# docx ---------------------------------------------------------------------------------------------------------------


def word(build: object = None) -> bytes:
    document = docx.Document()
    document.add_heading("The mill", level=1)
    document.add_paragraph("It grinds oats.")
    table = document.add_table(2, 2)
    for row, values in zip(table.rows, (("Name", "Level"), ("LS-11", "0.55")), strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    last = document.add_paragraph("It is old")
    last.add_run(" INJECTED").font.hidden = True
    last.add_run(".\nAnd wet.")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def test_word_paragraphs_headings_and_tables_in_order_with_hidden_text_below() -> None:
    loaded = one(word(), "a.docx")
    assert loaded.title == "The mill"
    seen = "The mill\n\nIt grinds oats.\n\nName | Level\nLS-11 | 0.55\n\nIt is old.\nAnd wet."
    assert loaded.text == f"{seen}\n\n INJECTED"
    assert loaded.hidden == ((len(seen) + 2, len(loaded.text)),)


def test_the_parts_of_a_word_document_keep_what_belongs_to_them() -> None:
    document = docx.Document()
    document.add_heading("Rules", level=1)
    document.add_heading("Leave", level=2)
    document.add_paragraph("You may leave when:")
    document.add_paragraph("it is ill", style="List Bullet")
    table = document.add_table(2, 2)
    for row, values in zip(table.rows, (("Name", "Days"), ("Moving", "2")), strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    stream = io.BytesIO()
    document.save(stream)
    loaded = one(stream.getvalue(), "a.docx")
    assert [(block.kind, block.level, block.context) for block in loaded.blocks] == [
        ("heading", 1, ""),
        ("heading", 2, ""),
        ("paragraph", 0, ""),
        ("item", 1, "You may leave when:"),
        ("table", 0, "Name | Days"),
    ]


def test_word_is_told_by_content_and_broken_word_is_corrupt() -> None:
    assert read_texts(word(), "a", ".txt")[0] == "docx"
    assert refusal(word()[:2000], "a.docx") == Reason.CORRUPT
    assert refusal(b"PK\x03\x04" + bytes(100), "a.docx") == Reason.CORRUPT
    assert refusal(b"PK\x03\x04" + bytes(100), "a.zip") == Reason.UNSUPPORTED


# mail ---------------------------------------------------------------------------------------------------------------


def mail(html: bool = False) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Ruth <r@x.test>", "t@x.test", "Die Mühle"
    message["Message-ID"] = "<1@x.test>"
    body = f"<p>{LONG}</p><p hidden>INJECTED</p>" if html else LONG
    message.set_content(body, subtype="html" if html else "plain", charset="latin-1")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="plan.pdf")
    return message.as_bytes()


def test_a_header_of_any_length_is_read_whole() -> None:
    recipients = ", ".join(f"Ann{number} <ann{number}@example.org>" for number in range(4_000))
    to = f"To: {recipients},\n =?utf-8?q?J=C3=B6rg?= <joerg@example.org>, Zoë <zoe@example.org>"
    loaded = one(f"{to}\nSubject: The minutes\n\nThe bridge is closed.".encode(), "a.eml")
    assert loaded.title == "The minutes"
    assert all(
        name in loaded.text for name in ("Ann0 ", "Ann3999 ", "Jörg <joerg", "Zoë <zoe", "The bridge is closed.")
    )
    assert loaded.notes == ()


def test_the_parts_behind_a_long_header_are_read() -> None:
    filler = "x" * 9_000
    parts = (
        "--B\nContent-Type: text/plain\n\nThe bridge is closed.\n"
        "--B\nContent-Type: text/plain\n"
        f'Content-Disposition: attachment; filename="a.txt"; x="{filler}"\n\nNot shown.\n'
    )
    loaded, attached = many(
        f'Subject: S\nContent-Type: multipart/mixed; x="{filler}"; boundary=B\n\n{parts}--B--\n'.encode(), "a.eml"
    )
    assert "The bridge is closed." in loaded.text
    assert "Attached: a.txt" in loaded.text
    assert "Not shown" not in loaded.text
    assert (attached.locator, "Not shown" in attached.text) == ("attachment a.txt", True)


@pytest.mark.parametrize("html", [False, True])
def test_a_mail_is_its_text_with_who_wrote_it(html: bool) -> None:
    loaded = one(mail(html), "a.eml")
    assert loaded.title == "Die Mühle"
    hidden = "\n\nINJECTED" if html else ""
    assert (
        loaded.text == f"From: Ruth <r@x.test>\nTo: t@x.test\nSubject: Die Mühle\nAttached: plan.pdf\n\n{LONG}{hidden}"
    )


# pdf ----------------------------------------------------------------------------------------------------------------


def test_pdf_pages_are_kept() -> None:
    loaded = one(pdf(["First page of the report.", "", "Third page of the report."], title="Report"), "a.pdf")
    assert loaded.title == "Report"
    assert loaded.text == "First page of the report.\n\nThird page of the report."
    assert loaded.pages == (0, 27, 27)
    assert loaded.notes == ("1 of 3 pages hold no text",)


def test_invisible_text_is_marked_but_not_the_text_of_a_scan() -> None:
    loaded = one(pdf(["Seen.", "Seen too."], unseen="INJECTED words"), "a.pdf")
    assert loaded.text == "Seen.\n\nINJECTED words\n\nSeen too.\n\nINJECTED words"
    assert [loaded.text[start:end] for start, end in loaded.hidden] == ["INJECTED words"] * 2
    scanned = pdf([""], unseen="These words were read from the picture.", picture=True)
    assert one(scanned, "a.pdf").text == "These words were read from the picture."


def test_a_scan_without_text_needs_ocr_and_a_blank_page_is_empty() -> None:
    assert refusal(pdf([""], picture=True), "a.pdf") == Reason.NEEDS_OCR
    assert refusal(pdf(["12"], picture=True), "a.pdf") == Reason.NEEDS_OCR
    assert refusal(pdf([""]), "a.pdf") == Reason.EMPTY
    assert refusal(b"%PDF-1.7\n%%EOF", "a.pdf") == Reason.CORRUPT
