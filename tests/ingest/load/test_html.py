"""Pages as their readers see them: whole main parts, words apart, powers and formulas, filled forms."""

from __future__ import annotations

import pytest

from ingest.load.html import load

_PROSE = (
    "<p>The harbour of Nordvik was founded long ago and its oldest quay was built of granite from the hills.</p>" * 4
)


def _text(body: str) -> str:
    return load(f"<html><head><title>Page</title></head><body>{body}</body></html>".encode(), "page")[0].text


@pytest.mark.parametrize("wrap", ["<main>{}</main>", "<div role=main>{}</div>", "<div id=content>{}</div>", "{}"])
def test_everything_in_the_main_part_is_kept(wrap: str) -> None:
    menu = "" if wrap == "{}" else "<nav><ul><li><a href=#>Shop</a></li><li><a href=#>Press</a></li></ul></nav>"
    body = "<h2>Steps</h2><ol><li>Check fuel</li><li>Cast off</li></ol><figure><figcaption>Photo: S. Aune</figcaption>"
    text = _text(menu + wrap.format(f"<h1>Crew</h1>{_PROSE}{body}</figure>"))
    assert all(one in text for one in ("1. Check fuel", "2. Cast off", "Photo: S. Aune"))
    assert "Press" not in text


def test_navigation_inside_the_main_part_is_left_out() -> None:
    text = _text(f"<main>{_PROSE}<nav><ul><li>Shop</li><li>Press</li></ul></nav></main>")
    assert "granite" in text
    assert "Press" not in text


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<span class=label>Customer</span><span class=value>Elin</span>", "Customer Elin"),
        ("<span>Total</span><span>1,840.00</span>", "Total 1,840.00"),
        ("<span class=name>port</span><span class=value>open</span>", "port open"),
        ("<button>Save</button><button>Cancel</button>", "Save Cancel"),
        ("<span style='display:block'>one</span><span style='display:block'>two</span>", "one two"),
        ("<b>W</b><span>ord</span>", "Word"),
        ("un<b>believ</b><i>able</i>", "unbelievable"),
        ("super<wbr>califragilistic and co&shy;operate", "supercalifragilistic and cooperate"),
        ("<code>get<span>Name</span><span>Of</span></code>", "getNameOf"),
        ("price <del>100</del><ins>80</ins>", "price ~~100~~ 80"),
    ],
)
def test_words_that_a_reader_sees_apart_are_apart(source: str, expected: str) -> None:
    assert _text(f"<p>{source}</p>") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("10<sup>6</sup> m<sup>3</sup>", "10⁶ m³"),
        ("2<sup><b>80</b></sup>", "2⁸⁰"),
        ("x<sup>n</sup>", "x^n"),
        ("in 1985<sup><a href='#n'>3</a></sup>", "in 1985[3]"),
        ("in 1985<sup class=reference>[3]</sup>", "in 1985[3]"),
        ("the 4<sup>th</sup>, le 1<sup>er</sup>", "the 4th, le 1er"),
        ("H<sub>2</sub>O", "H2O"),
        ("<math><mfrac><mi>a</mi><mrow><mi>b</mi><mo>+</mo><mn>1</mn></mrow></mfrac></math>", "a/(b+1)"),
        ("<math><msup><mi>x</mi><mn>2</mn></msup></math>", "x^2"),
        ("<math alttext='E=mc^2'><mi>E</mi></math>", "E=mc^2"),
        ("<ruby>漢<rt>かん</rt></ruby>", "漢(かん)"),
        ("<svg><title>icon</title><text>Pump A</text></svg>", "Pump A"),
    ],
)
def test_powers_references_and_formulas(source: str, expected: str) -> None:
    assert _text(f"<p>{source}</p>").strip() == expected


def test_the_values_of_a_form_stand_beside_their_labels() -> None:
    text = _text(
        f"<main>{_PROSE}<form><label>Guest</label><input value='Tomas Reyl'><label>Room</label>"
        "<select><option>101<option selected>204</select><input type=checkbox checked><label>Breakfast</label>"
        "<textarea>Late arrival</textarea><input type=hidden value=token>"
        "<input type=password value=secret></form></main>"
    )
    assert "Guest Tomas Reyl\nRoom 204" in text
    assert "[x] Breakfast" in text
    assert "Late arrival" in text
    assert not any(one in text for one in ("101", "token", "secret"))


def test_cells_of_a_head_are_names() -> None:
    page = b"<table><thead><tr><td>A</td><td>B</td></tr></thead><tr><td>x<br>y</td><td>z</td></tr></table>"
    (block,) = load(page, "t")[0].blocks
    assert block.context == "A | B"
    assert load(page, "t")[0].text == "A | B\nx y | z"


def test_what_a_link_and_an_acronym_stand_for_is_kept() -> None:
    page = (
        '<p>Ask <a href="mailto:hr@x.org">our office</a> or <a href="tel:+44-12 3">+44 (12) 3</a>; the '
        '<abbr title="Value Added Tax">VAT</abbr> is <abbr title="about">approx.</abbr> 20%.</p>'
    )
    (loaded,) = load(page.encode(), "page")
    assert loaded.text == "Ask our office (hr@x.org) or +44 (12) 3; the VAT (Value Added Tax) is approx. 20%."


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ('<a href="https://x.org/a/order.pdf#page=2">order form</a>', "order form (https://x.org/a/order.pdf)"),
        ('<a href="files/plan.docx"><span>the</span> <b>plan</b></a>', "the plan (files/plan.docx)"),
        ('<a href="/tool" download>the tool</a>', "the tool (/tool)"),
        ('<a href="https://x.org/latest">Download</a>', "Download (https://x.org/latest)"),
        ('<a href="https://forms.gle/abc">sign up</a>', "sign up (https://forms.gle/abc)"),
        ('<a href="https://x.org/apply/now">Apply here</a>', "Apply here (https://x.org/apply/now)"),
        ('<a href="https://x.org/order.pdf">https://x.org/order.pdf</a>', "https://x.org/order.pdf"),
        ('<a href="mailto:a@x.org"><b>write</b></a>', "write (a@x.org)"),
        ('<a href="https://en.wikipedia.org/wiki/Art_form">art form</a>', "art form"),
        ('<a href="https://x.org/about">about us</a> and <a href="#form">form</a>', "about us and form"),
        ('<a href="javascript:get(1).pdf">get</a> <a href="http://[::1/a.pdf">odd</a>', "get odd"),
        (f'<a href="https://x.org/{"y" * 300}.pdf">long</a>', "long"),
    ],
)
def test_a_link_says_where_a_file_or_form_is(link: str, said: str) -> None:
    assert _text(f"<p>See {link}.</p>") == f"See {said}."


def test_the_main_text_keeps_items_that_are_links_to_files() -> None:
    links = "".join(f'<li><a href="https://example.org/files/{name}-of-the-year.pdf">{name}</a></li>' for name in "abc")
    text = _text(f"<nav><ul><li>Home</li></ul></nav><main>{_PROSE}<p>Forms:</p><ul>{links}</ul></main>")
    assert text.count(".pdf)") == 3


@pytest.mark.parametrize(
    ("source", "marks"),
    [
        ('<ol type="a"><li>x<li>x</ol>', "a. b."),
        ('<ol type="A" start="26"><li>x<li>x</ol>', "Z. AA."),
        ('<ol type="i"><li value="4">x<li>x</ol>', "iv. v."),
        ('<ol style="list-style-type: upper-roman"><li>x<li>x</ol>', "I. II."),
        ("<ol reversed><li>x<li>x<li>x</ol>", "3. 2. 1."),
        ('<ol start="5"><li>x<li>x</ol>', "5. 6."),
    ],
)
def test_items_are_numbered_as_the_page_shows_them(source: str, marks: str) -> None:
    assert _text(source).replace(" x", "").split() == marks.split()
