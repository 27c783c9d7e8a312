"""XML becomes prose with its structure, entries, fields and tables, and loads nothing from elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import Refused
from ingest.formats import read_texts
from ingest.types import LoadedText

ARTICLE = """<?xml version="1.0"?><!-- a --><!DOCTYPE article PUBLIC "x" "http://example.org/y.dtd">
<article><info><title>Guide&nbsp;A &amp; B</title></info><section id="q"><title>One</title>
<para>Hello <emphasis>big</emphasis> world<footnote><para>Foot.</para></footnote>, see
<link href="http://example.org">it</link>. Do:<orderedlist><listitem><para>dig</para></listitem>
<listitem><para>fill</para></listitem></orderedlist></para><variablelist><varlistentry><term>Alpha</term>
<listitem><para>the first</para></listitem></varlistentry></variablelist></section><section><title>Two</title>
<table><title>Size</title><tgroup><thead><row><entry>a</entry><entry>b</entry></row></thead><tbody><row>
<entry>1</entry><entry><para>x</para><para>y</para></entry></row></tbody></tgroup></table>
<programlisting>a
  b</programlisting></section></article>"""
ORDERS = """<orders year="2024"><customer>Fish & Chips</customer>
<order id="A1"><item>Bolt</item><price currency="EUR">12</price></order>
<order id="A2"><item>Nut</item><price>3</price></order><ship><city>Oslo</city></ship></orders>"""
FEED = """<rss><channel><title>News</title><item><title>One</title><pubDate>Mon, 05 May 2025 10:00:00 GMT</pubDate>
<description>&lt;p&gt;The &lt;b&gt;bridge&lt;/b&gt; fell.&lt;/p&gt;</description></item><item><title>Two</title>
<pubDate>Tue, 06 May 2025 10:00:00 GMT</pubDate><description>It rose.</description></item></channel></rss>"""


def read(source: str | bytes, suffix: str = ".xml") -> LoadedText:
    data = source.encode() if isinstance(source, str) else source
    name, (loaded,) = read_texts(data, "file", suffix)
    assert name == "xml"
    return loaded


def test_prose_keeps_its_structure() -> None:
    loaded = read(ARTICLE)
    assert loaded.title == "Guide A & B"
    assert loaded.text == (
        "Guide A & B\n\nOne\n\nHello big world[1], see it (http://example.org). Do:\n\n[1] Foot.\n\n1. dig\n2. fill\n"
        "- Alpha: the first\n\nTwo\n\nSize\na | b\n1 | x y\n\na\n  b"
    )
    assert [(block.kind, block.level) for block in loaded.blocks][:3] == [
        ("heading", 1),
        ("heading", 2),
        ("paragraph", 0),
    ]


def test_data_become_fields_and_tables() -> None:
    loaded = read(ORDERS)
    assert loaded.text == (
        "year: 2024\ncustomer: Fish & Chips\n\norder\nid | item | price\nA1 | Bolt | 12 (currency: EUR)\nA2 | Nut | 3"
        "\n\nship.city: Oslo"
    )
    assert loaded.blocks[2].context == "order\nid | item | price"


def test_a_feed_has_a_heading_for_each_entry() -> None:
    loaded = read(FEED, ".rss")
    assert (loaded.title, loaded.date) == ("News", "2025-05-06")
    assert [loaded.text[b.start : b.end] for b in loaded.blocks if b.kind == "heading"] == ["News", "One", "Two"]
    assert "The bridge fell." in loaded.text


def test_declared_encodings_are_read() -> None:
    assert read('<?xml version="1.0" encoding="ISO-8859-1"?><a>Übung</a>'.encode("latin-1")).text == "a: Übung"


def test_words_of_drawings_and_property_lists() -> None:
    assert read("<svg xmlns='http://www.w3.org/2000/svg'><text>Old <tspan>bridge</tspan></text></svg>", ".svg").text
    head = '<!DOCTYPE plist PUBLIC "a" "http://example.org/b.dtd">'
    listed = read(f"{head}<plist><dict><key>Owner</key><string>Ann</string></dict></plist>", ".plist")
    assert listed.text == "Owner: Ann"


def test_broken_xml_is_read_as_far_as_possible_with_a_note() -> None:
    loaded = read("<log><a>one</a><b>two")
    assert "one" in loaded.text
    assert "broken" in loaded.notes[0]
    assert read("<log>one</log><log>two</log>").notes == ()


def test_entities_are_refused() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>'
    with pytest.raises(Refused, match="declares entities"):
        read(bomb)
    assert "root:" not in read('<!DOCTYPE a SYSTEM "/etc/passwd"><a>text &b;</a>').text


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(Refused):
        read("<a>" * 100_000 + "deep" + "</a>" * 100_000)


@given(st.integers(0, len(ARTICLE)), st.integers(0, 40))
@settings(max_examples=30, deadline=None)
def test_a_damaged_file_is_read_or_refused(place: int, count: int) -> None:
    try:
        read_texts((ARTICLE[:place] + ARTICLE[place + count :]).encode(), "file", ".xml")
    except Refused:
        return


def test_attributes_of_data_are_kept_also_where_they_style_prose() -> None:
    staff = (
        '<staff><person id="7" role="cook" xml:lang="en"><name>Ann</name><phone type="home">1</phone></person>'
        '<person id="8" role="waiter"><name>Bo</name><likes>a <b>lot</b></likes></person></staff>'
    )
    text = read(f'<?xml version="1.0"?>{staff}').text
    assert all(line in text for line in ("person.id: 7\nperson.role: cook\n", "person.id: 8\nperson.role: waiter\n"))
    assert "lang" not in text
    prose = '<article><para role="big">Hello <emphasis role="bold">you</emphasis></para><sec class="x"/></article>'
    assert read(f'<?xml version="1.0"?>{prose}').text == "Hello you"


def test_what_stands_beside_a_title_is_not_glued_to_it() -> None:
    book = '<book lang="en"><title>Life</title><price currency="EUR">12.50</price><![CDATA[raw <b> data]]></book>'
    source = f'<?xml version="1.0"?><catalog>{book}<book><title>Two</title></book></catalog>'
    expected = "book.lang: en\n\nLife\n\nprice: 12.50 (currency: EUR)\n\nraw <b> data\n\nTwo"
    assert read(source).text.replace("title: ", "") == expected
