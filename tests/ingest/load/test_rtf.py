"""Rich Text Format: letters of all charsets, and the structure that its controls tell."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import Reason, Refused
from ingest.formats import read_texts
from ingest.types import LoadedText

FONTS = r"{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fcharset204 Arial;}{\f2\fcharset2 Symbol;}}"
STYLES = r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s2\outlinelevel1 heading 2;}}"
HEAD = (
    rf"{{\rtf1\ansi\ansicpg1252\deff0{FONTS}{{\colortbl;\red0\green0\blue0;}}{STYLES}"
    r"{\*\generator Writer;}"
)


def read(body: str | bytes, head: str = HEAD) -> LoadedText:
    data = head.encode() + (body.encode("latin-1") if isinstance(body, str) else body) + b"}"
    name, (loaded,) = read_texts(data, "letter", ".rtf")
    assert name == "rtf"
    return loaded


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"caf\'e9 na\'efve", "café naïve"),
        (r"\u1052?\u1080?\u1088?", "Мир"),
        (r"\uc2\u955\'61\'62 x", "λ x"),
        (r"{\uc0\u955 y}\u-3913?", "λy•"),
        (r"\u55356\'3f\u57313\'3f flag", "🏡 flag"),
        (r"{\f1\'cc\'e8\'f0} end", "Мир end"),
        (r"{\f2\'b7} point", "• point"),
        (r"a\~b\_c\-d\{e\}\\\emdash\ldblquote q\rdblquote", "a\xa0b‑cd{e}\\—“q”"),
        (r"one\line two\tab three", "one\ntwo\tthree"),
        ("raw caf\xe9\r\n continued", "raw café continued"),
        (r"{\*\unknown dropped}{\pict\pngblip 89504e47}kept", "kept"),
        (r"{\pict\bin5 }}{{\}kept", "kept"),
        (r"\uc0\u55356\uc1 \u57313\'3f flag", "🏡 flag"),
        (r"seen {\deleted gone}end", "seen end"),
        (r"{\upr{ansi}{\*\ud{\u1052?}}} both", "М both"),
    ],
)
def test_letters_are_right(body: str, text: str) -> None:
    assert read(body).text == text


def test_the_code_page_holds_where_no_font_has_its_charset() -> None:
    head = r"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0\fcharset0 Arial;}}"
    assert read(r"\f0\'cc\'e8\'f0", head).text == "Мир"
    japanese = r"{\rtf1\ansi\ansicpg932{\fonttbl{\f0\fcharset128 Mincho;}}"
    assert read(r"\f0\'93\'fa\'96\'7b", japanese).text == "日本"
    assert read(rb"\f0\'93\'fa\'96{", japanese).text.startswith("日")


def test_headings_items_links_and_notes() -> None:
    link = r'{\field{\*\fldinst{HYPERLINK "https://example.org/map" }}{\fldrslt{\ul the map}}}'
    note = r"{\super\chftn}{\footnote\pard{\super\chftn} By the county.}"
    body = (
        r"{\info{\title The coast}{\author Ann}{\creatim\yr2024\mo5\dy6}}{\header\pard Our reference HB/311\par}"
        rf"{{\footer\pard 3\par}}\pard\s2 Length\par\pard It is long.{note} See {link}.\par"
        r"{\listtext\pard 1.\tab}\pard\ls1 Dig\par{\listtext a)\tab}\pard\ls1\ilvl1 by hand\par"
        r"{\pntext\'b7\tab}\pard Fill\par\pard Done.{\*\atnauthor Bob}{\*\annotation\pard check}\par"
    )
    loaded = read(body)
    assert (loaded.title, loaded.date) == ("The coast", "2024-05-06")
    assert loaded.text == (
        "Length\n\nIt is long.[1] See the map (https://example.org/map).\n\n[1] By the county.\n\n"
        "1. Dig\na) by hand\n- Fill\n\nDone.\n\nComment by Bob: check\n\nOur reference HB/311"
    )
    kinds = [(block.kind, block.level) for block in loaded.blocks]
    assert kinds[0] == ("heading", 2)
    assert kinds[3:6] == [("item", 1), ("item", 2), ("item", 1)]


def test_tables_have_named_columns() -> None:
    rows = (("Site", "Tons"), ("Bergen", "40"), ("Oslo", "50"))
    body = "".join(
        r"\trowd\cellx10\cellx20" + "".join(rf"\pard\intbl {cell}\cell" for cell in row) + r"\row" for row in rows
    )
    loaded = read(rf"\pard Before.\par{body}\pard After.\par")
    assert loaded.text == "Before.\n\nSite | Tons\nBergen | 40\nOslo | 50\n\nAfter."
    assert loaded.blocks[1].context == "Site | Tons"


def test_hidden_text_is_marked() -> None:
    loaded = read(r"seen {\v unseen\v0 }words\par")
    assert [loaded.text[start:end] for start, end in loaded.hidden] == ["unseen"]
    assert loaded.text.startswith("seen words")


def test_deep_groups_are_refused_and_cut_files_read() -> None:
    with pytest.raises(Refused) as caught:
        read("{" * 100_000 + "x" + "}" * 100_000)
    assert caught.value.reason == Reason.CORRUPT
    assert read(r"first\par {\b second").text == "first\n\nsecond"


TOKENS = (
    r"{ } \par \cell \row \u \u-1 \' \'8 \'81 \bin9 \bin-1 \* \footnote \fldrslt \fldinst \listtext \upr \ud \v "
    r"\f9 \uc x \ansicpg0 \info \title \yr99999999 \creatim \intbl \nestcell \annotation \stylesheet "
    r"\s5 \outlinelevel1 \object"
).split()


@given(st.lists(st.sampled_from([*TOKENS, " ", "\\", "\xff"]), max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_tokens_are_read_or_refused(parts: list[str]) -> None:
    with contextlib.suppress(Refused):
        loaded = read("".join(parts))
        assert all(0 <= block.start < block.end <= len(loaded.text) for block in loaded.blocks)
