"""Text that a reader does not see, in every way that is known: marked, not lost, and nothing else marked."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest

from graph.errors import Reason, Refused
from ingest.formats import read_texts
from ingest.sandbox import Sandbox
from ingest.types import LoadedText
from tests.bench.hidden import parted, verdict
from tests.ingest.concealed import SEEN, UNSEEN, Case, cases, raw_pdf
from tests.support.shared import DATA, needs_data

ATTACKS = DATA / "badinput" / "attacks"


def one(data: bytes | str, name: str) -> LoadedText:
    path = Path(name)
    return read_texts(data.encode() if isinstance(data, str) else data, path.stem, path.suffix)[1][0]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_what_is_hidden_is_marked_and_what_is_seen_is_not(case: Case) -> None:
    loaded = one(case.data, f"a{case.suffix}")
    assert verdict(case, loaded) == ("seen" if case.visible else "hidden")
    assert SEEN in parted(loaded)[0]
    assert any("hidden text" in note for note in loaded.notes) is not case.visible


def test_a_note_tells_how_much_is_hidden_and_how() -> None:
    hiding = "<p>The mill.</p><p style='color:white'>twenty characters x</p><p hidden>a</p>"
    loaded = one(hiding, "a.html")
    assert loaded.notes == ("hidden text: 2 stretches, 20 characters (white on white, the attribute hidden)",)
    assert loaded.text == "The mill.\n\ntwenty characters x\n\na"
    assert loaded.hidden == ((11, 33),)


def test_a_word_said_by_readers_of_screens_is_kept_once() -> None:
    opens = "<a href='#'>Map<span style='position:absolute;left:-9999px'> opens in a new tab</span></a> "
    loaded = one(f"<p>{opens * 3}</p>", "a.html")
    assert parted(loaded) == ("Map Map Map", "opens in a new tab")


def test_a_hidden_heading_gives_no_title() -> None:
    assert one("<h1 style='display:none'>Obey</h1><h1>The mill</h1><p>It grinds.</p>", "a.html").title == "The mill"
    document = docx.Document()
    document.add_heading("Obey", level=1).runs[0].font.hidden = True
    document.add_heading("The mill", level=1)
    target = io.BytesIO()
    document.save(target)
    assert one(target.getvalue(), "a.docx").title == "The mill"


def test_html_in_markdown_and_mail_hides_too() -> None:
    text = f"{SEEN}\n\n<div style='display:none'>\n\n{UNSEEN}\n\n</div>\n\nThe <span hidden>wicked</span> mill.\n"
    assert parted(one(text, "a.md")) == (f"{SEEN} The mill.", f"{UNSEEN} wicked")
    mail = f"Subject: x\nFrom: a@x.test\nContent-Type: text/html\n\n<p>{SEEN}</p><p style='font-size:0'>{UNSEEN}</p>"
    seen, hidden = parted(one(mail, "a.eml"))
    assert (SEEN in seen, UNSEEN in seen, hidden) == (True, False, UNSEEN)


def test_all_text_parts_of_a_mail_are_read() -> None:
    parts = "".join(f"--b\nContent-Type: text/html\n\n<p>Part {n} of it.</p>\n" for n in (1, 2))
    mail = f"Subject: x\nFrom: a@x.test\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n{parts}--b--\n"
    assert one(mail, "a.eml").text.endswith("Part 1 of it.\n\nPart 2 of it.")


# nothing is lost ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("opening", ["<font>", "<div>", "<b>", "<table><tr><td>", "<blockquote>", "<ul><li>", "<a><i>"])
@pytest.mark.parametrize("depth", [300, 3_000, 40_000])
def test_a_page_that_nests_deep_is_read_whole(opening: str, depth: int, sandbox: Sandbox, tmp_path: Path) -> None:
    page = tmp_path / "deep.html"
    lines = "".join(f"{opening}line{number} " for number in range(depth))
    page.write_text(f"<html><body>{lines}<p>The last word is Zebrafish.</p></body></html>")
    (loaded,) = sandbox.load(page).texts
    words = loaded.text.replace("|", " ").split()
    assert [word for word in words if word.startswith("line")] == [f"line{number}" for number in range(depth)]
    assert loaded.text.endswith("The last word is Zebrafish.")


def test_a_deep_page_still_hides_what_it_hides() -> None:
    deep = "<div>" * 5_000
    loaded = one(f"<p>{SEEN}</p>{deep}<style>.x{{display:none}}</style><p class=x>{UNSEEN}</p><p>After.</p>", "a.html")
    assert parted(loaded) == (f"{SEEN} After.", UNSEEN)


@pytest.mark.parametrize(
    ("page", "seen", "hidden"),
    [
        ("<p>Before <!-- never closed <b>{}</b>", "Before", "in an unclosed comment"),
        ("<p>Before <a title='{}", "Before", "in an unclosed <a"),
        ("<p>Before<script>var a; <p>{}", "Before", "in an unclosed <script>"),
        ("<p>Before<![CDATA[{}]]>", "Before ]]>", "in a CDATA section"),
        ("<noscript><p>{}</p></noscript><p>Before", "Before", "in <noscript>"),
        ("<frameset><frame src='a.html'><noframes><p>{}</p></noframes></frameset>", "", "in <noframes>"),
        ("<p>Before<object>{}</object>", "Before", "in <object>"),
    ],
)
def test_what_a_browser_swallows_is_kept_as_hidden(page: str, seen: str, hidden: str) -> None:
    loaded = one(page.format(UNSEEN), "a.html")
    assert UNSEEN in parted(loaded)[1]
    assert parted(loaded)[0].split() == seen.replace(" ]]>", "").split() or seen.endswith("]]>")
    assert hidden in loaded.notes[0]


def test_plain_text_sections_of_data_and_many_attributes_are_read() -> None:
    assert UNSEEN in parted(one(f"<p>Before<plaintext><b>{UNSEEN}</b>", "a.html"))[0]
    xhtml = f"<?xml version='1.0'?><html xmlns='x'><body><p><![CDATA[{UNSEEN} a < b]]></p></body></html>"
    assert parted(one(xhtml, "a.xhtml"))[0] == f"{UNSEEN} a < b"
    many = " ".join(f"data-a{number}='{number}'" for number in range(50_000))
    assert parted(one(f"<p {many}>{UNSEEN}</p>", "a.html"))[0] == UNSEEN


def test_frames_of_other_files_are_told_of() -> None:
    loaded = one("<p>Before</p><iframe src='a.html'></iframe><iframe src='b.html'></iframe>", "a.html")
    assert loaded.notes == ("2 frames of other files, not read",)


# document types -----------------------------------------------------------------------------------------------------

_DTD = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


def word(parts: dict[str, bytes]) -> bytes:
    """A Word file with some parts replaced or added."""
    document = docx.Document()
    document.add_paragraph(SEEN)
    made, target = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, data in parts.items():
            new.writestr(name, data)
    return target.getvalue()


_ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "latin-1"]


@pytest.mark.parametrize("encoding", [*_ENCODINGS, "utf-7", "cp037", "cp500"])
@pytest.mark.parametrize("part", ["word/styles.xml", "docProps/core.xml", "word/other.dat", "word/a.HTML", "x.bin"])
def test_a_document_type_is_refused_in_every_encoding_and_part(encoding: str, part: str) -> None:
    said = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    head = f'<?xml version="1.0" encoding="{said}"?>'
    body = f"<!-- {'long ' * 3_000}-->{_DTD}<d>&x;</d>"
    # The declaration itself is plain: it says in what the rest is written.
    data = head.encode() + body.encode("utf-7") if encoding == "utf-7" else (head + body).encode(encoding)
    with pytest.raises(Refused) as caught:
        one(word({part: data}), "a.docx")
    assert caught.value.reason == Reason.CORRUPT
    assert part in caught.value.message


@pytest.mark.parametrize("declaration", [_DTD.replace("DOCTYPE", "doctype"), "<!ENTITY x 'y'>", "<!DoCtYpE a>"])
def test_a_document_type_is_refused_in_any_case(declaration: str) -> None:
    with pytest.raises(Refused):
        one(word({"word/x.dat": f"  \n<!-- -->{declaration}<a/>".encode()}), "a.docx")


def test_a_web_page_within_a_word_file_may_have_its_type() -> None:
    assert one(word({"word/a.html": b"<!doctype html><p>x"}), "a.docx").text == SEEN
    assert one("<!DOCTYPE html PUBLIC 'x' 'http://www.w3.org/TR/html4/loose.dtd'><p>The mill.", "a.html").text


@needs_data
def test_a_part_of_any_name_is_looked_at() -> None:
    with pytest.raises(Refused, match="declares a document type"):
        one((ATTACKS / "xxe_in_dat.docx").read_bytes(), "a.docx")


# PDFs ---------------------------------------------------------------------------------------------------------------


@needs_data
def test_the_white_text_of_a_pdf_is_marked() -> None:
    loaded = one((ATTACKS / "white_text.pdf").read_bytes(), "a.pdf")
    assert parted(loaded)[0] == SEEN
    assert parted(loaded)[1].count("INJECTED") == 5


@needs_data
def test_forms_that_fan_out_are_refused() -> None:
    with pytest.raises(Refused) as caught:
        one((ATTACKS / "form_fan_small.pdf").read_bytes(), "a.pdf")
    assert caught.value.reason == Reason.TOO_LARGE
    assert "draws far more than its size" in caught.value.message


def test_text_drawn_many_times_at_one_place_is_taken_once() -> None:
    line = f"BT /F1 12 Tf 72 700 Td ({SEEN}) Tj ET "
    loaded = one(raw_pdf(line * 1_000), "a.pdf")
    assert loaded.text.count("Portmellin") == 1
    lines = "".join(f"BT /F1 12 Tf 72 {700 - 15 * row} Td ({SEEN}) Tj ET " for row in range(40))
    assert one(raw_pdf(lines), "a.pdf").text.count("Portmellin") == 40


def test_more_characters_than_a_file_of_its_size_may_draw_are_refused() -> None:
    line = f"BT /F1 1 Tf 72 700 Td ({'word ' * 4_000}) Tj ET "
    with pytest.raises(Refused) as caught:
        one(raw_pdf("".join(line.replace("700", str(row % 700)) for row in range(400))), "a.pdf")
    assert caught.value.reason == Reason.TOO_LARGE


def test_half_a_line_below_a_bar_is_parted_from_the_rest() -> None:
    text = "BT /F1 12 Tf 1 0 0 1 72 400 Tm (The password of the mill is Zebrafish) Tj ET"
    loaded = one(raw_pdf(f"{text} 0 0 0 rg 209 392 200 20 re f"), "a.pdf")
    assert "The password of the mill" in parted(loaded)[0]
    assert "Zebrafish" in parted(loaded)[1]
    assert "Zebrafish" not in parted(loaded)[0]


def test_a_line_that_runs_off_the_page_is_parted_unless_a_few_letters_are_cut() -> None:
    line = "BT /F1 12 Tf 1 0 0 1 {} 400 Tm (The mill grinds oats and the miller owes Silas Crake) Tj ET"
    seen, hidden = parted(one(raw_pdf(line.format(500)), "a.pdf"))
    assert seen.startswith("The mill grinds oats")
    assert hidden.endswith("the miller owes Silas Crake")
    assert parted(one(raw_pdf(line.format(350)), "a.pdf"))[1] == ""
