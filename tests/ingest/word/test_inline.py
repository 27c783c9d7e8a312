"""Runs, links, fields, notes, boxes and equations within the text of a Word document."""

from __future__ import annotations

import pytest

from tests.ingest.word.parts import element, lines, paragraph, read, run

NOTES = {"rId1": ("footnotes", "footnotes.xml"), "rId2": ("endnotes", "endnotes.xml"), "rId3": ("comments", "c.xml")}


def mark(kind: str, code: str = "") -> str:
    inner = f"<w:instrText>{code}</w:instrText>" if code else f'<w:fldChar w:fldCharType="{kind}"/>'
    return f"<w:r>{inner}</w:r>"


def test_notes_follow_the_paragraph_that_refers_to_them() -> None:
    first = f'<w:p>{run("Long coast.")}<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    second = f'<w:p>{run("Old mill.")}<w:r><w:endnoteReference w:id="1"/></w:r></w:p>'
    parts = {
        "footnotes.xml": element("w:footnotes", f'<w:footnote w:id="2">{paragraph(" Withdrawn.")}</w:footnote>'),
        "endnotes.xml": element("w:endnotes", f'<w:endnote w:id="1">{paragraph("Since 1802.")}</w:endnote>'),
    }
    assert lines(read(first + second, NOTES, parts)) == [
        "paragraph: Long coast.[1]",
        "note: [1] Withdrawn.",
        "paragraph: Old mill.[i]",
        "note: [i] Since 1802.",
    ]


def test_notes_do_not_part_the_items_of_a_list() -> None:
    noted = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    number = "<w:numPr><w:numId w:val='9'/></w:numPr>"
    body = "".join(f"<w:p><w:pPr>{number}</w:pPr>{run(text)}{more}</w:p>" for text, more in (("a", noted), ("b", "")))
    parts = {"footnotes.xml": element("w:footnotes", f'<w:footnote w:id="1">{paragraph("Note.")}</w:footnote>')}
    loaded = read(paragraph("Bring:") + body + paragraph("End."), NOTES, parts)
    assert lines(loaded) == ["paragraph: Bring:", "item: a[1]", "item: b", "note: [1] Note.", "paragraph: End."]
    assert loaded.blocks[2].context == "Bring:"


def test_a_comment_tells_its_author_and_the_words_it_is_on() -> None:
    begin, end = (f'<w:commentRange{name} w:id="7"/>' for name in ("Start", "End"))
    reference = '<w:r><w:commentReference w:id="7"/></w:r>'
    body = f"<w:p>{run('The fee is ')}{begin}{run('40 euros')}{end}{reference}{run(' a night.')}</w:p>"
    across = f"<w:p>{begin}{run('one')}</w:p><w:p>{run('two')}{end}{reference}</w:p>"
    comment = f'<w:comment w:id="7" w:author="Joar Myhre">{paragraph("Too much?")}</w:comment>'
    assert lines(read(body, NOTES, {"c.xml": element("w:comments", comment)})) == [
        "paragraph: The fee is 40 euros a night.",
        "note: Comment by Joar Myhre on “40 euros”: Too much?",
    ]
    assert "on “one two”" in read(across, NOTES, {"c.xml": element("w:comments", comment)}).text


@pytest.mark.parametrize(
    ("words", "address", "text"),
    [
        ("the wiki", "https://wiki.test/pumps", "the wiki (https://wiki.test/pumps)"),
        ("https://wiki.test/", "https://wiki.test", "https://wiki.test/"),
        ("Petra", "mailto:petra@x.test?subject=a", "Petra (petra@x.test)"),
        ("Top", "#_top:", "Top"),
    ],
)
def test_a_link_states_its_address_once(words: str, address: str, text: str) -> None:
    link = f'<w:p><w:hyperlink r:id="rId9">{run(words)}</w:hyperlink></w:p>'
    assert read(link, {"rId9": ("hyperlink", address)}).text == text
    field = mark("begin") + mark("", f'HYPERLINK "{address}"') + mark("separate") + run(words) + mark("end")
    assert read(f"<w:p>{field}</w:p><w:p>{field}</w:p>").text == f"{text}\n\n{words}"


def test_an_address_stands_after_the_whole_word() -> None:
    link = f'<w:hyperlink r:id="rId9">{run("The account")}</w:hyperlink>'
    loaded = read(f"<w:p>{link}{run('s of Kvalvik')}</w:p>", {"rId9": ("hyperlink", "https://x.test/a")})
    assert loaded.text == "The accounts (https://x.test/a) of Kvalvik"


def test_numbers_of_pages_are_no_text_and_an_open_field_silences_nothing() -> None:
    page = mark("begin") + mark("", " PAGE ") + mark("separate") + run("3") + mark("end")
    assert read(f"<w:p>{run('Page ')}{page}{run('.')}</w:p>").text == "Page ."
    assert read(f"<w:p>{mark('begin')}{run('lost')}</w:p>{paragraph('The mill.')}").text == "The mill."
    assert read(f"<w:p>{mark('end')}{run('The mill.')}{mark('separate')}</w:p>").text == "The mill."


def test_boxes_and_choices_of_forms_are_read() -> None:
    box = '<w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData></w:fldChar>'
    assert read(f"<w:p><w:r>{box}</w:r>{mark('end')}{run(' paid')}</w:p>").text == "☒ paid"
    entries = "".join(f'<w:listEntry w:val="{colour}"/>' for colour in ("red", "blue"))
    choice = f'<w:ffData><w:ddList><w:result w:val="1"/>{entries}</w:ddList></w:ffData>'
    begin = f'<w:r><w:fldChar w:fldCharType="begin">{choice}</w:fldChar></w:r>'
    assert read(f"<w:p>{run('Colour: ')}{begin}{mark('end')}</w:p>").text == "Colour: blue"


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    content = f"<w:txbxContent>{paragraph('In the box.')}</w:txbxContent>"
    drawing = f"<w:drawing><wp:inline><wps:txbx>{content}</wps:txbx></wp:inline></w:drawing>"
    choice = f'<mc:Choice Requires="wps">{drawing}</mc:Choice>'
    fallback = f"<mc:Fallback><w:pict><v:rect><v:textbox>{content}</v:textbox></v:rect></w:pict></mc:Fallback>"
    both = (
        f"<w:p>{run('Before')}<w:r><mc:AlternateContent>{choice}{fallback}</mc:AlternateContent></w:r>{run('.')}</w:p>"
    )
    assert lines(read(both)) == ["paragraph: Before.", "paragraph: In the box."]
    empty = f'<w:p><w:r><mc:AlternateContent><mc:Choice Requires="x"/>{fallback}</mc:AlternateContent></w:r></w:p>'
    assert lines(read(empty)) == ["paragraph: In the box."]


def test_symbols_readings_pictures_and_signs() -> None:
    symbol = '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="Symbol" w:char="F061"/></w:r>'
    old = '<w:r><w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr><w:t>\uf0b0</w:t></w:r>'
    assert read(f"<w:p>{symbol}{run(' 20 ')}{old}</w:p>").text == "✓α 20 °"
    ruby = f"<w:r><w:ruby><w:rt>{run('とうきょう')}</w:rt><w:rubyBase>{run('東京')}</w:rubyBase></w:ruby></w:r>"
    assert read(f"<w:p>{ruby}</w:p>").text == "東京(とうきょう)"
    for described, text in (("The old mill", "[picture: The old mill]"), ("image1.png", "")):
        picture = f'<w:r><w:drawing><wp:inline><wp:docPr name="x" descr="{described}"/></wp:inline></w:drawing></w:r>'
        assert read(f"<w:p>{picture}</w:p>").text == text
    hyphens = "<w:r><w:t>co</w:t><w:noBreakHyphen/><w:t>op</w:t><w:softHyphen/><w:t>era</w:t></w:r>"
    assert read(f"<w:p>{hyphens}</w:p>").text == "co-opera"
    assert read("<w:p><w:r><w:sym w:char='zz'/><w:sym w:font='Webdings' w:char='F021'/></w:r></w:p>").text == ""


def m(name: str, **parts: str) -> str:
    return f"<m:{name}>{''.join(f'<m:{part}>{inner}</m:{part}>' for part, inner in parts.items())}</m:{name}>"


def r(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("equation", "text"),
    [
        (r("F=k·x"), "F=k·x"),
        (m("f", num=r("a+b"), den=r("2")), "(a+b)/2"),
        (m("sSup", e=r("x"), sup=r("2")) + r("+") + m("sSub", e=r("x"), sub=r("i")), "x^2+x_i"),
        (m("sSubSup", e=r("x"), sub=r("i+1"), sup=r("2")), "x_(i+1)^2"),
        (m("rad", deg="", e=r("x+1")), "√(x+1)"),
        (m("rad", deg=r("3"), e=r("x")), "3√(x)"),
        (
            "<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr>" + m("nary", sub=r("i=1"), sup=r("n"), e=r("i"))[8:],
            "∑_(i=1)^n i",
        ),
        ("<m:d><m:dPr><m:begChr m:val='['/><m:endChr m:val=']'/></m:dPr><m:e>" + r("x") + "</m:e></m:d>", "[x]"),
        (m("func", fName=r("sin"), e=r("x")), "sin(x)"),
        (m("m", mr=m("e") + "<m:e>" + r("1") + "</m:e>"), "[, 1]"),
        (r("𝐸=𝑚"), "E=m"),
        (f"<w:del>{r('old')}</w:del>{r('new')}", "new"),
        (m("f", num=m("f", num=r("a"), den=r("b")), den=r("c")), "(a/b)/c"),
    ],
)
def test_an_equation_is_text_on_one_line(equation: str, text: str) -> None:
    assert read(f"<w:p>{run('It is ')}<m:oMath>{equation}</m:oMath>{run('.')}</w:p>").text == f"It is {text}."
    assert read(f"<m:oMathPara><m:oMath>{equation}</m:oMath></m:oMathPara>").text == text
