"""PDF documents have blocks: what is drawn apart stays apart, what belongs together is one."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence
from itertools import pairwise

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from graph.errors import Reason, Refused
from graph.text.sentences import sentence_bounds
from graph.types import Document, Meta
from ingest.load.pdf import load
from ingest.split import split
from ingest.types import LoadedText
from tests.support.drawn import Text, draw_pdf

PROSE = ("The harbour committee met in April and", "approved the budget for the coming year", "without any objection.")


def read(pages: Sequence[Sequence[Text]], **more: object) -> LoadedText:
    (text,) = load(draw_pdf(pages, **more), "a")  # type: ignore[arg-type]
    return text


def blocks(text: LoadedText, kind: str) -> list[str]:
    return [text.text[block.start : block.end] for block in text.blocks if block.kind == kind]


def lines(texts: Sequence[str], x: float = 72, top: float = 700, size: float = 11) -> list[Text]:
    return [(x, top - 14 * number, size, text) for number, text in enumerate(texts)]


def table(rows: Sequence[Sequence[str]], top: float = 700) -> list[Text]:
    return [
        (72 + 130 * column, top - 16 * row, 11, cell)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
    ]


def test_the_lines_of_a_paragraph_are_joined_and_paragraphs_parted() -> None:
    loaded = read([[*lines(PROSE), *lines(PROSE, top=600)]])
    assert blocks(loaded, "paragraph") == [" ".join(PROSE)] * 2


def test_hyphens_at_line_ends_are_kept_in_numbers_and_compounds_only() -> None:
    parted = (
        "We paid the invoice INV-",
        "2041 twice. It is a well-",
        "known fault. It is permit-",
        "ted here. Vor-",
        "und Nachteile",
    )
    assert read([lines(parted)]).text == (
        "We paid the invoice INV-2041 twice. It is a well-known fault. It is permitted here. Vor- und Nachteile"
    )


@pytest.mark.parametrize(
    ("parted", "whole"),
    [
        (
            ("See https://port.example/long-", "path/all-", "fees.html for it."),
            "https://port.example/long-path/all-fees.html for",
        ),
        (("Write to anna-", "maria@post.example by then."), "to anna-maria@post.example by"),
        (("It is in annual-", "report.pdf of the year."), "in annual-report.pdf of"),
        (("Order the part AB12X-", "KL of the list."), "part AB12X-KL of"),
        (("It is an EU-", "wide rule."), "an EU-wide rule"),
        (("The develop-", "ment is done.[3]"), "The development is done."),
    ],
)
def test_hyphens_at_line_ends_are_kept_in_addresses_names_of_files_and_codes(parted: Sequence[str], whole: str) -> None:
    assert whole in read([lines(parted)]).text


def test_the_number_of_a_page_between_hyphens_parts_no_word() -> None:
    loaded = read([[*lines(PROSE), (280, 60, 11, "-1-")], lines(("Then it was closed and all", "of them went home."))])
    assert "\n-1-\n" in loaded.text


def spaced(text: str, step: float) -> list[Text]:
    return [(72 + step * place, 700, 12, letter) for place, letter in enumerate(text) if letter != " "]


@pytest.mark.parametrize(
    ("texts", "read_as"),
    [
        (spaced("IMPORTANT", 16), "IMPORTANT"),
        (spaced("Summary:", 13), "Summary:"),
        (spaced("IMPORTANT NOTICE", 14), "IMPORTANT NOTICE"),
        ([(72, 700, 12, "S O M M E R F E S T   2 0 2 4")], "SOMMERFEST 2 0 2 4"),
        (spaced("ABCDEFGH", 16), "A B C D E F G H"),
        ([(72, 700, 12, "Groups A T C G of it")], "Groups A T C G of it"),
    ],
)
def test_letters_with_blanks_between_them_are_words_where_they_make_some(texts: Sequence[Text], read_as: str) -> None:
    assert read([texts]).text == read_as


def test_columns_drawn_across_are_read_one_after_the_other() -> None:
    left = (
        "The dredging of the north basin",
        "was put off until the spring of",
        "2026 because the contractor",
        "failed.",
    )
    right = (
        "Staff numbers rose to 214. The",
        "new crane was delivered late in",
        "June and cost 3.2 million, more",
        "than planned.",
    )
    across = [one for pair in zip(lines(left), lines(right, x=310), strict=True) for one in pair]
    loaded = read(
        [[(72, 740, 11, "Annual report of the authority of the harbour of Nordvik, for the council"), *across]]
    )
    assert blocks(loaded, "paragraph")[1:] == [" ".join(left), " ".join(right)]


def test_a_heading_drawn_after_its_text_stands_above_it_whatever_is_in_the_margins() -> None:
    margins: list[Text] = [(72, 800, 8, "Handbook"), (480, 800, 8, "Spring"), (280, 30, 8, "1")]
    loaded = read(
        [[margins[0], margins[2], *lines(PROSE), (72, 740, 14, "Licence"), (72, 60, 8, "a) By post."), margins[1]]]
    )
    assert loaded.text.index("Licence") < loaded.text.index(PROSE[0])


def test_a_heading_over_columns_that_is_drawn_last_stands_above_them() -> None:
    column = [f"the clerk wrote line {number} of it and" for number in range(6)]
    across = [one for pair in zip(lines(column), lines(column, x=310), strict=True) for one in pair]
    loaded = read(
        [[(72, 740, 11, "This part was written by the clerk of the council."), *across, (72, 770, 14, "Licence")]]
    )
    assert loaded.text.startswith("Licence")


def test_a_sentence_over_a_page_break_is_whole_and_running_lines_stand_once() -> None:
    pages = []
    for number in range(1, 5):
        body = lines((f"Part {number} was read by the board in the month of", "May and was then sent back to"))
        end = "the author, who mended it." if number > 1 else "Nothing was said before by anyone."
        pages.append(
            [(72, 800, 9, "Northgate Mill - Plan"), (72, 714, 11, end), *body, (72, 30, 9, f"Page {number} of 4")]
        )
    loaded = read(pages)
    assert "sent back to the author, who mended it." in loaded.text
    assert loaded.text.count("Northgate Mill") == 1
    assert "Page" not in loaded.text
    assert blocks(loaded, "note") == ["Northgate Mill - Plan"]
    over = "May and was then sent back to the author, who mended it."
    document = Document.make("a.pdf", loaded.title, loaded.text, meta=Meta(pages=loaded.pages, blocks=loaded.blocks))
    sentences = [text[a:b] for text in (passage.text for passage in split(document)) for a, b in sentence_bounds(text)]
    assert sum(sentence.endswith(over) for sentence in sentences) == 3


def shifted(parts: Sequence[tuple[int, str]]) -> str:
    """Operators that draw the parts on one line: at its height, or in small type so far above or below it."""
    shown = (f"/F1 {7 if rise else 11} Tf {rise} Ts ({text}) Tj" for rise, text in parts)
    return f"BT 72 650 Td {' '.join(shown)} ET"


@pytest.mark.parametrize(
    ("parts", "read_as"),
    [
        (((0, "Area 25 m"), (4, "2"), (0, " in all")), "Area 25 m² in all"),
        (((0, "Area \\(km"), (4, "2"), (0, "\\) of it")), "Area (km²) of it"),
        (((0, "about 10"), (4, "6"), (0, " cells")), "about 10⁶ cells"),
        (((0, "p < 10"), (4, "\u20134"), (0, " and 3 s"), (4, "-1")), "p < 10⁻⁴ and 3 s⁻¹"),
        (((0, "so x"), (4, "2"), (0, " + y"), (4, "3"), (0, " grows")), "so x² + y³ grows"),
        (((0, "E = mc"), (4, "2"), (0, " is it")), "E = mc² is it"),
        (((0, "much H"), (-2, "2"), (0, "O and CO"), (-2, "2"), (0, " too")), "much H2O and CO2 too"),
        (((0, "sold 5,000"), (4, "3"), (0, " in 2019"), (4, "2"), (0, " alone")), "sold 5,000[3] in 2019[2] alone"),
        (((0, "paid in cash"), (4, "8"), (0, " by then."), (4, "9")), "paid in cash[8] by then.[9]"),
        (((0, "paid in cash"), (4, "7"), (0, " by then")), "paid in cash7 by then"),
        (((0, "on line 10"), (4, "8"), (0, " of it")), "on line 10[8] of it"),
    ],
)
def test_raised_digits_are_powers_or_marks_of_notes_and_lowered_ones_stay_with_their_word(
    parts: Sequence[tuple[int, str]], read_as: str
) -> None:
    notes: list[Text] = [(72, 60, 8, "8 By the clerk of the council."), (72, 48, 8, "9 On the next day.")]
    loaded = read([[(72, 700, 11, "The yearly report of the harbour to the council"), *notes]], paths=shifted(parts))
    assert read_as in loaded.text.split("\n")


def test_digits_drawn_apart_a_little_above_their_unit_are_a_power() -> None:
    texts = [
        (72, 700, 11, "Area 25 m"),
        (125, 704, 7, "2"),
        (145, 700, 11, "10"),
        (157.5, 704, 7, "6"),
        (164, 700, 11, "cells"),
    ]
    assert read([texts]).text == "Area 25 m² 10⁶ cells"


def test_numbers_that_count_no_pages_are_not_running_lines() -> None:
    loaded = read([[(72, 800, 11, f"Invoice {number * 37}"), *lines(PROSE)] for number in range(1, 5)])
    assert all(f"Invoice {number * 37}" in loaded.text for number in range(1, 5))


ROWS = (
    ("Part", "Description", "Price"),
    ("A-118", "Gasket", "12.75"),
    ("B-204", "Bearing", "38.40"),
    ("C-3", "Pin", "9.1"),
)


@pytest.mark.parametrize("by_column", [False, True])
def test_a_table_is_read_by_rows(by_column: bool) -> None:
    texts = table(ROWS)
    loaded = read([sorted(texts, key=lambda text: text[0]) if by_column else texts])
    assert blocks(loaded, "table") == ["\n".join(" | ".join(row) for row in ROWS)]
    assert loaded.blocks[0].context == "Part | Description | Price"


WRAPPED = (
    ("Offence", "What happens", "Fine"),
    ("Parking on", "The car is towed away", "200 EUR"),
    ("the pier", "and kept for a week", ""),
    ("Littering", "Warning, then a written", "50 EUR"),
    ("", "notice to the club", ""),
    ("Speeding", "Loss of the berth", "400 EUR"),
)


@pytest.mark.parametrize("gap", [0, 8])
def test_lines_of_wrapped_cells_are_one_row_with_or_without_space_between_rows(gap: int) -> None:
    texts: list[Text] = []
    height = 714.0
    for cells in WRAPPED:
        height -= 14 + gap * bool(cells[2])
        texts += [(72 + 150 * column, height, 11, cell) for column, cell in enumerate(cells) if cell]
    (found,) = blocks(read([texts]), "table")
    assert found.split("\n") == [
        "Offence | What happens | Fine",
        "Parking on the pier | The car is towed away and kept for a week | 200 EUR",
        "Littering | Warning, then a written notice to the club | 50 EUR",
        "Speeding | Loss of the berth | 400 EUR",
    ]


def test_rows_that_lack_cells_or_begin_in_small_letters_are_not_joined() -> None:
    rows = [("Name", "Room", "Phone"), ("Ida Berg", "12", "555"), ("Ole Dahl", "14", ""), ("Una Voss", "17", "511")]
    small = [("sort", "colour", "kilos"), ("apple", "red", "40"), ("pear", "green", ""), ("plum", "blue", "31")]
    for one in (rows, small):
        texts = [text for text in table(one) if text[3]]
        assert blocks(read([texts]), "table") == ["\n".join(" | ".join(row).rstrip() for row in one)]


def test_dashes_for_empty_cells_need_not_stand_where_the_numbers_of_their_column_do() -> None:
    rows = [("Stock issued", "1,200", "31"), ("Stock sold", "-", "-"), ("Stock lost", "-", "-"), ("Stock", "5", "12")]
    texts: list[Text] = []
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            left = 72 if not column else 200 + 80 * column - (5.6 * len(cell) if cell != "-" else 10)
            texts.append((left, 700 - 16 * number, 10, cell))
    assert blocks(read([texts]), "table") == ["\n".join(" | ".join(row) for row in rows)]


def test_a_ruled_table_keeps_cells_of_several_lines_together() -> None:
    xs, ys = (60, 190, 320), (720, 680, 640)
    paths = "".join(f"{x} 640 m {x} 720 l S\n" for x in xs) + "".join(f"60 {y} m 320 {y} l S\n" for y in ys)
    texts: list[Text] = [(70, 700, 10, "Pump"), (200, 705, 10, "Seen by the"), (200, 691, 10, "foreman")]
    texts += [(70, 655, 10, "Fan"), (200, 655, 10, "New")]
    assert blocks(read([texts], paths=paths), "table") == ["Pump | Seen by the foreman\nFan | New"]


def test_numbered_clauses_in_ruled_boxes_are_no_table() -> None:
    paths = "".join(f"{x} 640 m {x} 720 l S\n" for x in (60, 100, 560))
    paths += "".join(f"60 {y} m 560 {y} l S\n" for y in (720, 680, 640))
    clause = "The company appoints the consultant to advise it on the matters of the schedule below and to report on"
    loaded = read(
        [[(70, 700, 9, "1.1"), (110, 700, 9, clause), (70, 655, 9, "1.2"), (110, 655, 9, clause)]], paths=paths
    )
    assert not blocks(loaded, "table")
    assert f"1.2 {clause}" in loaded.text


def test_numbered_clauses_without_ruled_boxes_are_no_table_either() -> None:
    clause = (
        "The company appoints the consultant to advise it on the matters of the schedule below and to report on them"
    )
    texts = [
        (72 + 40 * column, 700 - 14 * row, 8, (f"{row + 1}.1", clause)[column]) for row in range(4) for column in (0, 1)
    ]
    loaded = read([texts])
    assert not blocks(loaded, "table")
    assert f"3.1 {clause}" in loaded.text


def test_a_table_over_pages_is_one_with_its_header() -> None:
    more = [(f"D-{number}", "Pin", f"{number}.50") for number in range(5)]
    loaded = read([table(ROWS, top=200), table([ROWS[0], *more], top=780)])
    (block,) = [block for block in loaded.blocks if block.kind == "table"]
    assert block.context == "Part | Description | Price"
    assert loaded.text.count("Description") == 1
    assert loaded.text[loaded.pages[1] :].startswith("D-0 | Pin")


def test_prose_in_two_columns_is_no_table() -> None:
    text = [f"the clerk wrote line {number} of it and" for number in range(12)]
    loaded = read([[*lines(text), *lines(text, x=310)]])
    assert not blocks(loaded, "table")


TURNS = {0: "1 0 0 1 0 0 cm", 90: "0 1 -1 0 595 0 cm", 180: "-1 0 0 -1 595 842 cm", 270: "0 -1 1 0 0 842 cm"}


@pytest.mark.parametrize("rotate", TURNS)
@pytest.mark.parametrize("turn", TURNS)
def test_turned_text_is_read_as_level_text_however_the_page_is_shown(turn: int, rotate: int) -> None:
    extra = (
        b"<< /Fields [6 0 R] >>",
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (Yes) /Rect %s >>"
        % {0: b"[150 200 250 220]", 90: b"[375 150 395 250]", 180: b"[345 622 445 642]", 270: b"[200 592 220 692]"}[
            turn
        ],
    )
    texts = [*lines(PROSE, top=560), *table(ROWS, top=480), (72, 205, 11, "Approved:")]
    loaded = read([texts], paths=TURNS[turn], extra=extra, annots="6 0 R", rotate=rotate)
    assert blocks(loaded, "paragraph") == [" ".join(PROSE), "Approved:"]
    assert blocks(loaded, "table") == ["\n".join(" | ".join(row) for row in ROWS)]
    assert blocks(loaded, "field") == ["Approved: Yes"]


def test_letters_drawn_the_other_way_round_by_a_negative_size_are_read_as_shown() -> None:
    upside_down = [f"BT /F1 -11 Tf {595 - x} {842 - y} Td ({text}) Tj ET" for x, y, _, text in lines(PROSE)]
    assert read([[]], paths="\n".join(upside_down), rotate=180).text == " ".join(PROSE)


def test_a_turned_stamp_in_the_margin_stands_below_the_text() -> None:
    stamp = "q 0 1 -1 0 40 300 cm BT /F1 9 Tf (Received in May) Tj ET Q"
    loaded = read([lines(PROSE)], paths=stamp, rotate=180)
    assert blocks(loaded, "paragraph") == [" ".join(PROSE)]
    assert blocks(loaded, "note") == ["Received in May"]


def test_large_and_bold_lines_are_headings_and_bullets_are_items() -> None:
    items: list[Text] = [(72, 640, 11, "• Change of oil"), (72, 626, 11, "• Measure of oil")]
    title: list[Text] = [(72, 760, 20, "Plan of the year"), (72, 720, -11, "Pumps")]
    loaded = read([[*title, *lines(PROSE), (72, 654, 11, "Each week:"), *items]])
    assert blocks(loaded, "heading") == ["Plan of the year", "Pumps"]
    assert [block.level for block in loaded.blocks if block.kind == "heading"] == [1, 2]
    assert [block.context for block in loaded.blocks if block.kind == "item"] == ["Each week:"] * 2


@pytest.mark.parametrize("marks", [["•"] * 5, [f"{number}." for number in range(1, 6)]])
def test_bullets_and_numbers_at_a_distance_from_five_items_are_no_column(marks: Sequence[str]) -> None:
    items = [f"The harbour master checks the berth of boat {name}" for name in ("Ada", "Bo", "Cleo", "Dora", "Ely")]
    loaded = read([[one for pair in zip(lines(marks), lines(items, x=110), strict=True) for one in pair]])
    assert blocks(loaded, "item") == [
        f"- {item}" if mark == "•" else f"{mark} {item}" for mark, item in zip(marks, items, strict=True)
    ]


def test_values_of_fields_stand_beside_labels_and_notes_have_authors() -> None:
    extra = (
        b"<< /Fields [6 0 R 7 0 R] >>",
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a1) /V (Ludmila Farkas) /Rect [150 695 300 715] >>",
        b"<< /Type /Annot /Subtype /Widget /FT /Btn /T (b1) /V /Yes /AS /Yes /Rect [72 660 84 672] /AP 10 0 R >>",
        b"<< /Type /Annot /Subtype /Text /T (Yusuf) /Contents (Use 18 mm) /Rect [10 10 30 30] >>",
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 1 1] /Length 0 >>\nstream\n\nendstream",
        b"<< /N << /Yes 9 0 R /Off 9 0 R >> >>",
    )
    texts = [(72, 700, 11, "Applicant:"), (90, 662, 11, "Injured persons")]
    loaded = read([texts], extra=extra, annots="6 0 R 7 0 R 8 0 R")
    assert blocks(loaded, "field") == ["Applicant: Ludmila Farkas", "Injured persons: checked"]
    assert blocks(loaded, "note") == ["Note by Yusuf: Use 18 mm"]


def with_files(**files: bytes) -> bytes:
    """A PDF with embedded files; `_` in a name stands for the point."""
    pdf = pypdfium2.PdfDocument(draw_pdf([lines(PROSE)]))
    for name, data in files.items():
        pdf.new_attachment(name.replace("_", ".")).set_data(data)
    pdf.save(target := io.BytesIO())
    return target.getvalue()


def test_embedded_files_are_documents_that_say_what_they_are_attached_to() -> None:
    own, inner, innermost, terms = load(
        with_files(terms_txt=b"Pay in 14 days.", b_pdf=with_files(c_txt=b"Or 30.")), "a"
    )
    assert own.text.endswith("Attached: b.pdf, terms.txt")
    assert (inner.title, inner.locator, inner.pages) == ("b.pdf, attached to: a", "attachment b.pdf", ())
    assert innermost.locator == "attachment b.pdf, attachment c.txt"
    assert terms.text == "Attached to: a\n\nPay in 14 days."


def test_files_in_files_are_opened_to_a_depth_and_those_that_cannot_be_read_are_noted() -> None:
    data = with_files(end_bin=bytes(range(256)) * 8)
    for _ in range(5):
        loaded = load(data, "a")
        data = with_files(a_pdf=data)
    assert [text.locator.count("attachment") for text in loaded] == [0, 1, 2, 3]
    (noted,) = load(with_files(end_bin=bytes(range(256)) * 8, formula_xml=b"<math><mi>p</mi></math>"), "a")
    assert noted.notes[0].startswith("end.bin was not read: ")


def test_a_file_attached_to_a_place_of_a_page_is_a_document() -> None:
    extra = (
        b"<< /Type /Annot /Subtype /FileAttachment /Rect [10 10 30 30] /FS 6 0 R >>",
        b"<< /Type /Filespec /F (plan.txt) /EF << /F 7 0 R >> >>",
        b"<< /Type /EmbeddedFile /Length 21 >>\nstream\nThe hut opens in May.\nendstream",
    )
    _, plan = load(draw_pdf([lines(PROSE)], extra=extra, annots="5 0 R"), "a")
    assert (plan.title, plan.text) == ("plan.txt, attached to: a", "Attached to: a\n\nThe hut opens in May.")


def test_lists_have_the_options_that_a_form_shows_and_an_own_entry_as_it_is() -> None:
    options = b"/Opt [[(3) (Third floor)] [(4) (Fourth floor)] [(5) (Fifth)]]"
    extra = (
        b"<< /Fields [6 0 R 7 0 R 8 0 R 9 0 R] >>",
        b"<< /Type /Annot /Subtype /Widget /FT /Ch /Ff 131072 /T (a) /V (3) %s /Rect [150 695 300 715] >>" % options,
        b"<< /Type /Annot /Subtype /Widget /FT /Ch /Ff 2097152 /T (b) /V [(3) (5)] %s /Rect [150 655 300 675] >>"
        % options,
        b"<< /Type /Annot /Subtype /Widget /FT /Ch /Ff 393216 /T (c) /V (Cellar) %s /Rect [150 615 300 635] >>"
        % options,
        b"<< /Type /Annot /Subtype /Widget /FT /Ch /Ff 131072 /T (d) %s /Rect [150 575 300 595] >>" % options,
    )
    texts = [(72, 700, 11, "Floor:"), (72, 660, 11, "Other:"), (72, 620, 11, "Own:"), (72, 580, 11, "None:")]
    loaded = read([texts], extra=extra, annots="6 0 R 7 0 R 8 0 R 9 0 R")
    assert blocks(loaded, "field") == ["Floor: Third floor", "Other: Third floor, Fifth", "Own: Cellar"]


@limits(max_examples=25, deadline=None)
@given(st.binary(min_size=1, max_size=6), st.integers(0, 1200))
def test_a_damaged_file_is_read_or_refused(junk: bytes, at: int) -> None:
    data = draw_pdf([[*lines(PROSE), *table(ROWS, top=500)]])
    with contextlib.suppress(Refused):
        load(data[:at] + junk + data[at + len(junk) :], "a")


@limits(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 50)), min_size=1, max_size=40, unique=True))
def test_no_word_is_lost_wherever_it_stands(places: list[tuple[int, int]]) -> None:
    texts = [(70.0 * x, 15.0 * y, 10.0, f"w{number}q") for number, (x, y) in enumerate(places)]
    loaded = read([texts])
    assert sorted(loaded.text.replace("|", " ").split()) == sorted(text[3] for text in texts)
    assert all(0 <= block.start < block.end <= len(loaded.text) for block in loaded.blocks)


def test_letters_without_a_meaning_need_ocr() -> None:
    """A font whose codes are glyphs, without a table of what they mean."""
    extra = (b"<< >>",)
    data = draw_pdf([lines(PROSE)], extra=extra)
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    composite = b"<< /Type /Font /Subtype /Type0 /BaseFont /XYZ /Encoding /Identity-H /DescendantFonts [5 0 R] >>"
    kind = b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /XYZ /CIDSystemInfo << /Ordering (Identity) >> >>"
    with pytest.raises(Refused) as refused:
        load(data.replace(font, composite).replace(b"<< >>", kind), "a")
    assert refused.value.reason == Reason.NEEDS_OCR


def test_a_page_may_begin_with_text_that_is_not_seen() -> None:
    loaded = read([[(72, 2000, 11, "Not seen."), *lines(PROSE)]])
    ((start, end),) = loaded.hidden
    assert loaded.text[start:end] == "Not seen."
    assert loaded.text.startswith("The harbour committee met in April")


def ruled(xs: Sequence[float], ys: Sequence[float], left_out: Sequence[tuple[float, float, float]] = ()) -> str:
    """Return the lines of a grid but for those at a height between two places."""
    upright = [f"{x} {ys[-1]} m {x} {ys[0]} l S" for x in xs]
    level = [f"{x} {y} m {after} {y} l S" for y in ys for x, after in pairwise(xs) if (y, x, after) not in left_out]
    return "\n".join([*upright, *level])


def test_a_cell_over_two_rows_is_in_both() -> None:
    xs, ys = (60, 140, 240, 340), (720, 700, 680, 660)
    cells = (("", "Mon", "Tue"), ("9:00", "Physics", ""), ("10:00", "English", "Sports"))
    texts: list[Text] = [
        (x + 4, y - 14, 10, cell) for y, row in zip(ys, cells, strict=False) for x, cell in zip(xs, row, strict=False)
    ]
    spanning = read([texts], paths=ruled(xs, ys, left_out=[(680, 240, 340)]))
    assert spanning.text == " | Mon | Tue\n9:00 | Physics | Sports\n10:00 | English | Sports"
    assert "9:00 | Physics |\n" in read([texts], paths=ruled(xs, ys)).text


def test_a_table_stands_under_its_heading_whatever_is_drawn_before_the_page() -> None:
    xs, ys = (60, 180, 300), (700, 680, 660, 640)
    cells = (("Item", "Limit"), ("Bicycle", "750"), ("Cash", "500"))
    table: list[Text] = [
        (x + 4, y - 14, 10, cell) for y, row in zip(ys, cells, strict=False) for x, cell in zip(xs, row, strict=False)
    ]
    foot: list[Text] = [(72, 30, 7, "Harbour Mutual, form 7 of March")]
    texts = [
        *foot,
        (72, 720, 11, "2. Limits"),
        *table,
        (72, 600, 11, "3. Exclusions"),
        (72, 580, 11, "Rust and moths."),
    ]
    text = read([texts], paths=ruled(xs, ys)).text
    assert text.index("2. Limits") < text.index("Item | Limit") < text.index("3. Exclusions") < text.index("Rust")


def test_numbers_without_a_mark_count_the_items_beside_them() -> None:
    items = lines(["Call the harbour master", "Report the theft", "Keep the damaged parts"], x=110)
    numbers = lines(["1", "2", "3"])
    steps = blocks(read([[items[0], *numbers, *items[1:]]]), "item")
    assert steps == ["1. Call the harbour master", "2. Report the theft", "3. Keep the damaged parts"]
    amounts = lines(["12", "400", "7"], x=110)
    assert not blocks(read([[*numbers, *amounts]]), "item")


def test_a_bill_without_lines_keeps_its_rows_and_totals() -> None:
    columns = (50, 260, 340, 420, 500)
    rows = (
        ("Description", "Qty", "Unit", "Price", "Amount"),
        ("Window cleaning", "6", "h", "24.00", "144.00"),
        ("Carpets of two rooms", "1", "flat", "95.00", "95.00"),
        ("Travel", "18", "km", "0.45", "8.10"),
    )
    texts: list[Text] = [
        (x if at in (0, 2) else x + 40 - 5.5 * len(cell), 600 - 16 * down, 11, cell)
        for down, row in enumerate(rows)
        for at, (x, cell) in enumerate(zip(columns, row, strict=True))
    ]
    for down, (label, amount) in enumerate((("Net", "247.10"), ("VAT 20%", "49.42"), ("Total", "GBP 296.52"))):
        texts += [(420, 534 - 18 * down, 11, label), (540 - 5.5 * len(amount), 534 - 18 * down, 11, amount)]
    (loaded,) = blocks(read([texts]), "table")
    assert loaded.split("\n")[1:] == [
        "Window cleaning | 6 | h | 24.00 | 144.00",
        "Carpets of two rooms | 1 | flat | 95.00 | 95.00",
        "Travel | 18 | km | 0.45 | 8.10",
        "Net |  |  |  | 247.10",
        "VAT 20% |  |  |  | 49.42",
        "Total |  |  |  | GBP 296.52",
    ]


def test_an_address_beside_figures_is_no_part_of_their_table() -> None:
    address = ("Bright Cleaning", "4 Dock Street", "Hull HU1 1AA")
    figures = (("Invoice no.", "2026-0417"), ("Date", "17/04/2026"), ("Customer", "88213"), ("Due", "01/05/2026"))
    texts: list[Text] = [(50, 658 - 14 * down, 11, line) for down, line in enumerate(address)]
    texts += [
        (x, 700 - 14 * down, 11, cell)
        for down, row in enumerate(figures)
        for x, cell in zip((350, 490), row, strict=True)
    ]
    loaded = read([sorted(texts, key=lambda text: (-text[1], text[0]))])
    assert blocks(loaded, "table") == ["\n".join(" | ".join(row) for row in figures)]
    assert blocks(loaded, "paragraph") == ["\n".join(address)]


def test_tables_side_by_side_are_apart() -> None:
    rows = (
        ("Pool", "9-20", "Sauna", "15-22"),
        ("Boats", "10-18", "Rink", "11-19"),
        ("Golf", "8-21", "Library", "9-17"),
    )
    texts: list[Text] = [(50, 720, -12, "Summer"), (320, 720, -12, "Winter")]
    texts += [
        (x, 700 - 16 * down, 11, cell)
        for down, row in enumerate(rows)
        for x, cell in zip((50, 150, 320, 420), row, strict=True)
    ]
    assert blocks(read([texts]), "table") == [
        "Summer\nPool | 9-20\nBoats | 10-18\nGolf | 8-21",
        "Winter\nSauna | 15-22\nRink | 11-19\nLibrary | 9-17",
    ]


def test_entries_of_contents_keep_their_pages() -> None:
    entries = (("1 Overview", "3"), ("2 Finances", "7"), ("2.1 Income", "8"), ("3 Outlook", "15"))
    texts: list[Text] = []
    for down, (entry, page) in enumerate(entries):
        texts += [(60, 700 - 15 * down, 11, entry + " " + "." * 90), (520, 700 - 15 * down, 11, page)]
    assert read([texts]).text == "\n".join(f"{entry} … {page}" for entry, page in entries)
