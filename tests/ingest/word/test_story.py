"""The blocks of a Word document: headings, items with their numbers, fields, headers, graphics, annexes."""

from __future__ import annotations

import pytest

from tests.ingest.word.parts import element, lines, paragraph, read, row, run

STYLES = {"rId1": ("styles", "styles.xml")}
NUMBERS = {"rId1": ("numbering", "numbering.xml")}


def style(style_id: str, name: str, based: str = "", properties: str = "") -> str:
    parent = f'<w:basedOn w:val="{based}"/>' if based else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{style_id}"><w:name w:val="{name}"/>{parent}'
        f"<w:pPr>{properties}</w:pPr></w:style>"
    )


def styles(*made: str) -> dict[str, str]:
    return {"styles.xml": element("w:styles", "".join(made))}


def test_headings_are_told_by_name_by_outline_and_by_what_a_style_is_based_on() -> None:
    made = styles(
        style("a", "heading 2"),
        style("b", "Kapitel", based="a"),
        style("c", "Meine Überschrift", properties='<w:outlineLvl w:val="2"/>'),
        style("d", "TOC Heading", based="a", properties='<w:outlineLvl w:val="9"/>'),
        style("e", "Überschrift 4"),
        style("f", "f", based="g"),
        style("g", "g", based="f"),
    )
    outlined = paragraph("Six", more='<w:outlineLvl w:val="5"/>')
    loaded = read("".join(paragraph(name, name) for name in "abcdef") + outlined, STYLES, made)
    levels = [(block.kind, block.level) for block in loaded.blocks]
    heading = "heading"
    plain = ("paragraph", 0)
    assert levels == [(heading, 2), (heading, 2), (heading, 3), plain, (heading, 4), plain, (heading, 6)]


def level(place: int, number_format: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>'
        f'<w:lvlText w:val="{text}"/>{more}</w:lvl>'
    )


def numbering(*levels: str, override: str = "") -> dict[str, str]:
    kind = f'<w:abstractNum w:abstractNumId="5">{"".join(levels)}</w:abstractNum>'
    first, second = (
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="5"/>{more}</w:num>'
        for number, more in ((1, ""), (2, override))
    )
    return {"numbering.xml": element("w:numbering", kind + first + second)}


def item(text: str, place: int = 0, number: int = 1) -> str:
    return paragraph(text, more=f'<w:numPr><w:ilvl w:val="{place}"/><w:numId w:val="{number}"/></w:numPr>')


def test_items_have_the_numbers_that_word_writes_before_them() -> None:
    made = numbering(level(0, "decimal", "%1."), level(1, "lowerLetter", "(%2)"), level(2, "upperRoman", "%1.%3"))
    body = (
        item("a") + item("b", 1) + item("c", 1) + item("d", 2) + item("e") + item("f", 1) + item("", 1) + item("g", 1)
    )
    assert read(body, NUMBERS, made).text.split("\n") == [
        "1. a",
        "(a) b",
        "(b) c",
        "1.I d",
        "2. e",
        "(a) f",
        "(c) g",
    ]


def test_lists_go_on_or_begin_again() -> None:
    one = level(0, "decimal", "%1.")
    assert read(item("a") + item("b", number=2), NUMBERS, numbering(one)).text == "1. a\n2. b"
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride>'
    body = item("a") + item("b", number=2) + item("c", number=2)
    assert read(body, NUMBERS, numbering(one, override=again)).text == "1. a\n4. b\n5. c"
    kept = level(1, "decimal", "%1.%2", '<w:lvlRestart w:val="0"/>')
    body = item("a") + item("b", 1) + item("c") + item("d", 1)
    assert read(body, NUMBERS, numbering(one, kept)).text == "1. a\n1.1 b\n2. c\n2.2 d"
    legal = level(1, "decimal", "%1.%2", "<w:isLgl/>")
    assert read(item("a", 1), NUMBERS, numbering(level(0, "upperRoman", "%1"), legal)).text == "1.1 a"


def test_bullets_and_unknown_lists_have_no_number_and_headings_have_theirs() -> None:
    bullet = numbering(level(0, "bullet", "·"))
    assert lines(read(item("a") + item("b", number=9), NUMBERS, bullet)) == ["item: - a", "item: b"]
    assert lines(read(item("a", number=0), NUMBERS, bullet)) == ["paragraph: a"]
    numbered = style("h", "heading 1", properties='<w:numPr><w:numId w:val="1"/></w:numPr>')
    made = styles(numbered) | numbering(level(0, "decimal", "%1"))
    loaded = read(paragraph("Scope", "h"), {**STYLES, "rId2": ("numbering", "numbering.xml")}, made)
    assert lines(loaded) == ["heading: 1 Scope"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Applicant:\tElin Tveit", "field: Applicant: Elin Tveit"),
        ("Total\t\t1,840.00", "field: Total\t1,840.00"),
        ("(a)\tThe tenant pays.", "paragraph: (a)\tThe tenant pays."),
        ("1.2\tScope", "paragraph: 1.2\tScope"),
        ("a\tb\tc", "paragraph: a\tb\tc"),
    ],
)
def test_a_label_and_its_value_are_a_field(text: str, line: str) -> None:
    tabbed = "<w:r><w:tab/></w:r>".join(map(run, text.split("\t")))
    assert lines(read(f"<w:p>{tabbed}</w:p>")) == [line]


def test_what_is_in_controls_is_read_wherever_they_stand() -> None:
    day = f"<w:sdt><w:sdtPr><w:date/></w:sdtPr><w:sdtContent>{run('4 March')}</w:sdtContent></w:sdt>"
    inner = f"<w:p>{run('Due: ')}{day}</w:p>"
    outer = f"<w:sdt><w:sdtPr/><w:sdtContent><w:sdt><w:sdtContent>{inner}</w:sdtContent></w:sdt></w:sdtContent></w:sdt>"
    assert read(outer).text == "Due: 4 March"


def section(*references: str, more: str = "") -> str:
    return f"<w:sectPr>{''.join(references)}{more}</w:sectPr>"


def margin(kind: str, relation: str, shown: str = "default") -> str:
    return f'<w:{kind}Reference w:type="{shown}" r:id="{relation}"/>'


def test_headers_and_footers_are_notes_once_each_and_only_where_they_are_shown() -> None:
    targets = {f"rId{n}": ("header", f"header{n}.xml") for n in (1, 2, 3)} | {"rId4": ("footer", "footer1.xml")}
    page = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    parts = {
        "header1.xml": element("w:hdr", paragraph("Ref HB/311")),
        "header2.xml": element("w:hdr", paragraph("Ref HB/311")),
        "header3.xml": element("w:hdr", paragraph("Left over")),
        "footer1.xml": element("w:ftr", f"{paragraph('Kopli 12')}<w:p>{run('Page ')}{page}</w:p>"),
    }
    first = section(margin("header", "rId1"), margin("header", "rId3", "first"), margin("footer", "rId4"))
    last = section(margin("header", "rId2"), margin("header", "rId3", "even"), margin("header", "rId77"))
    body = f"<w:p><w:pPr>{first}</w:pPr>{run('Dear Elin,')}</w:p>{last}"
    assert lines(read(body, targets, parts)) == ["note: Ref HB/311", "paragraph: Dear Elin,", "note: Kopli 12"]
    titled = body.replace("</w:sectPr></w:pPr>", "<w:titlePg/></w:sectPr></w:pPr>")
    assert "Left over" in read(titled, targets, parts).text


def series(name: str, values: str) -> str:
    points = "".join(f'<c:pt idx="{i}"><c:v>{value}</c:v></c:pt>' for i, value in enumerate(values.split()))
    names = '<c:pt idx="0"><c:v>2023</c:v></c:pt><c:pt idx="1"><c:v>2024</c:v></c:pt>'
    return f"<c:ser><c:tx><c:v>{name}</c:v></c:tx><c:cat>{names}</c:cat><c:val>{points}</c:val></c:ser>"


def test_a_chart_is_a_table_of_its_values() -> None:
    title = "<c:title><a:p><a:r><a:t>Catch in tonnes</a:t></a:r></a:p></c:title>"
    chart = element("c:chartSpace", f"<c:chart>{title}{series('Cod', '12 14.5')}{series('Eel', '3')}</c:chart>")
    body = '<w:p><w:r><w:drawing><c:chart r:id="rId1"/></w:drawing></w:r></w:p>'
    loaded = read(body, {"rId1": ("chart", "charts/chart1.xml")}, {"charts/chart1.xml": chart})
    assert loaded.text == "Catch in tonnes\n | Cod | Eel\n2023 | 12 | 3\n2024 | 14.5"


def test_the_texts_of_a_diagram_are_items_below_each_other() -> None:
    def point(name: str, text: str, kind: str = "node") -> str:
        inner = f"<dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t>"
        return f'<dgm:pt modelId="{name}" type="{kind}">{inner}</dgm:pt>'

    links = [("0", "1", 0), ("1", "3", 1), ("1", "2", 0), ("3", "1", 0)]
    joined = "".join(f'<dgm:cxn srcId="{a}" destId="{b}" srcOrd="{order}"/>' for a, b, order in links)
    points = (
        point("0", "", "doc") + point("1", "Head") + point("2", "Sales") + point("3", "Mill") + point("4", "x", "pres")
    )
    data = element("dgm:dataModel", f"<dgm:ptLst>{points}</dgm:ptLst><dgm:cxnLst>{joined}</dgm:cxnLst>")
    targets, parts = {"rId1": ("diagramData", "diagrams/data1.xml")}, {"diagrams/data1.xml": data}
    body = '<w:p><w:r><dgm:relIds r:dm="rId1"/></w:r></w:p>'
    for loaded in (read(body, targets, parts), read("", {}, parts), read(body * 2, targets, parts)):
        assert [(block.level, block.context) for block in loaded.blocks] == [(1, ""), (2, "Head"), (2, "Head")]
        assert loaded.text == "Head\nSales\nMill"


def test_an_annex_is_part_of_the_document() -> None:
    annex = "<html><body><h1>Annex</h1><p>Signed by Odalys Brenner.</p></body></html>"
    body = f'{paragraph("Contract.")}<w:altChunk r:id="rId1"/><w:altChunk r:id="rId2"/>{paragraph("End.")}'
    targets = {"rId1": ("aFChunk", "annex.html"), "rId2": ("aFChunk", "annex.bin")}
    loaded = read(body, targets, {"annex.html": annex, "annex.bin": "%!PS-Adobe"})
    assert lines(loaded)[0] == "paragraph: Contract."
    assert "Signed by Odalys Brenner." in loaded.text
    assert lines(loaded)[-1] == "paragraph: End."
    assert [note for note in loaded.notes if note.startswith("an annex is not read")]


def test_what_is_not_read_is_told() -> None:
    loaded = read(paragraph("a"), {"rId1": ("oleObject", "a.bin"), "rId2": ("styles", "s.xml")}, {"s.xml": "<w:st"})
    assert loaded.text == "a"
    assert loaded.notes == ("1 embedded object(s), not read", "damaged and not read: word/s.xml")


def test_a_deleted_row_and_deleted_text_are_left_out() -> None:
    deleted = row("<w:tc><w:p/></w:tc>", properties="<w:del/>")
    assert (
        read(f"<w:tbl>{deleted}</w:tbl><w:p><w:del>{run('old')}</w:del><w:ins>{run('new')}</w:ins></w:p>").text == "new"
    )


def test_a_deleted_end_of_a_paragraph_joins_it_with_the_next() -> None:
    joined = paragraph("The mill ", more="<w:rPr><w:del/></w:rPr>") + paragraph("is old.")
    assert lines(read(joined)) == ["paragraph: The mill is old."]
    last = paragraph("The mill.", more="<w:rPr><w:del/></w:rPr>")
    assert lines(read(last)) == ["paragraph: The mill."]
