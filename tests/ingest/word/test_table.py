"""Tables of Word documents: spans, merged cells, rows of names, captions, frames and tables within tables."""

from __future__ import annotations

from tests.ingest.word.parts import cell, element, lines, paragraph, read, row, run

NAMES = "<w:tblHeader/>"


def span(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


BEGINS, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def test_a_cell_over_rows_is_in_each_and_columns_stay_aligned() -> None:
    body = table(
        row(cell("Site"), cell("Year"), cell("Tonnes"), properties=NAMES),
        row(cell("Bergen", BEGINS), cell("2023"), cell("118")),
        row(cell("", GOES_ON), cell("2024"), cell("60")),
        row(cell("Total", span(2)), cell("178")),
    )
    loaded = read(body)
    assert loaded.text == "Site | Year | Tonnes\nBergen | 2023 | 118\nBergen | 2024 | 60\nTotal |  | 178"
    assert loaded.blocks[0].context == "Site | Year | Tonnes"


def test_rows_of_names_are_joined() -> None:
    top = (cell("Flat", BEGINS), cell("2024", span(2)))
    below = (cell("", GOES_ON), cell("rent"), cell("deposit"))
    data = row(cell("3B"), cell("720"), cell("2,100"))
    expected = "Flat | 2024 rent | 2024 deposit\n3B | 720 | 2,100"
    assert read(table(row(*top, properties=NAMES), row(*below, properties=NAMES), data)).text == expected
    assert read(table(row(*top), row(*below), data)).text == expected
    titled = row(cell("Rents", span(3)), properties=NAMES), row(*below, properties=NAMES), data
    assert read(table(*titled)).text.split("\n")[0] == "Rents"
    alone = row(cell("Rents", span(3)), properties=NAMES), row(cell("Flat"), cell("rent"), cell("deposit")), data
    assert read(table(*alone)).blocks[0].context == "Rents\nFlat | rent | deposit"


def test_a_table_whose_rows_are_all_names_keeps_them() -> None:
    rows = (row(cell("a"), cell("b"), properties=NAMES), row(cell("c"), cell("d"), properties=NAMES))
    assert read(table(*rows)).text == "a | b\nc | d"


def test_cells_and_rows_within_controls_are_read() -> None:
    control = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
    body = table(
        row(cell("Date of issue"), control.format(cell("4 March 2024"))),
        control.format(row(cell("Author"), cell("Joar Myhre"))),
    )
    assert read(body).text == "Date of issue | 4 March 2024\nAuthor | Joar Myhre"


def test_a_caption_above_or_below_belongs_to_its_table() -> None:
    made = {"styles.xml": element("w:styles", '<w:style w:styleId="c"><w:name w:val="caption"/></w:style>')}
    targets = {"rId1": ("styles", "styles.xml")}
    rows = table(row(cell("Flat"), cell("Rent")), row(cell("3B"), cell("720")))
    caption = paragraph("Table 1: Rents", "c")
    for body in (caption + rows, rows + caption):
        loaded = read(body + paragraph("End."), targets, made)
        assert loaded.text == "Table 1: Rents\nFlat | Rent\n3B | 720\n\nEnd."
        assert loaded.blocks[0].context == "Table 1: Rents\nFlat | Rent"
    figure = paragraph("Figure 1: The mill", "c")
    assert lines(read(figure + rows, targets, made))[0] == "paragraph: Figure 1: The mill"
    assert lines(read(rows + figure, targets, made))[1] == "paragraph: Figure 1: The mill"
    assert lines(read(rows + caption + rows, targets, made))[1].startswith("table: Table 1: Rents")


def test_a_frame_of_one_cell_holds_blocks_and_a_nested_table_is_one_of_its_own() -> None:
    inner = table(row(cell("Flat"), cell("Rent")), row(cell("3B"), cell("720")))
    frame = f"<w:tc><w:tcPr/>{paragraph('Note:')}{inner}<w:p/></w:tc>"
    assert lines(read(table(row(frame)))) == ["paragraph: Note:", "table: Flat | Rent\n3B | 720"]
    two = read(table(row(frame, cell("Right")), row(cell("x"), cell("y"))))
    assert lines(two) == ["table: Note: | Right\nx | y", "table: Note:\nFlat | Rent\n3B | 720"]


def test_a_table_that_nests_deep_or_spans_far_ends() -> None:
    body = paragraph("core")
    for _ in range(60):
        body = table(row(f"<w:tc>{body}</w:tc>", cell("side")))
    assert "core" in read(body).text
    far = table(row(cell("a", span(999_999)), cell("b", span(10**9))), row(cell("c"), cell("d")))
    assert len(read(far).text) < 1_000


def test_items_of_a_cell_are_apart() -> None:
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    level = '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="·"/></w:lvl>'
    kind = f'<w:abstractNum w:abstractNumId="5">{level}</w:abstractNum>'
    numbers = element("w:numbering", f'{kind}<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>')
    inner = "".join(f"<w:p><w:pPr>{number}</w:pPr>{run(text)}</w:p>" for text in ("oats", "rye"))
    body = table(row(cell("Grain"), f"<w:tc>{inner}</w:tc>"), row(cell("Since"), cell("1802")))
    loaded = read(body, {"rId1": ("numbering", "numbering.xml")}, {"numbering.xml": numbers})
    assert loaded.text == "Grain | • oats • rye\nSince | 1802"


def test_a_name_over_some_columns_is_above_these_only() -> None:
    body = table(
        row(cell(""), cell("Rent", span(2)), cell("Paid")),
        row(cell("Flat"), cell("cold"), cell("warm"), cell("by")),
        row(cell("3B"), cell("720"), cell("900"), cell("May")),
        row(cell("3C"), cell("730"), cell("910"), cell("June")),
    )
    assert read(body).text.split("\n")[0] == "Flat | Rent cold | Rent warm | Paid by"
    form = table(row(cell("Name"), cell("Ann Lee", span(3))), row(cell("Born"), cell("1980"), cell("in"), cell("Rome")))
    assert read(form).text.count("Ann Lee") == 1
