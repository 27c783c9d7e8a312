"""Bytes to characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.decode import charset_notes, decode, is_text

GERMAN = "Die Mühle am Fluss wurde größer, und die Bäche führten übers Jahr mehr Wasser als früher. " * 4
RUSSIAN = "Мельница стоит на реке и мелет овёс с тысяча восемьсот пятидесятого года. " * 4
JAPANESE = "水車小屋は川のそばに立ち、長いあいだ麦を挽いてきました。" * 8
CHINESE = "磨坊立在河边，从一八五〇年起就在磨燕麦，村里的人都知道它。" * 8


@given(st.text(min_size=1, max_size=300))
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    clear = text.replace("\x00", "").lstrip("\ufeff")
    assert decode(clear.encode("utf-8", "ignore")) == clear.encode("utf-8", "ignore").decode()


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_wide_characters_with_and_without_a_mark(charset: str) -> None:
    assert decode(GERMAN.encode(charset)) == GERMAN


@pytest.mark.parametrize(
    ("text", "charset"),
    [(GERMAN, "latin-1"), (GERMAN, "cp1252"), (RUSSIAN, "koi8-r"), (RUSSIAN, "cp1251"), (JAPANESE, "shift_jis"),
     (JAPANESE, "euc-jp"), (CHINESE, "gb18030"), (CHINESE, "big5")],
)  # fmt: skip
def test_old_charsets_are_told_by_their_looks(text: str, charset: str) -> None:
    if charset == "big5":
        text = "磨坊立在河邊，從一八五〇年起就在磨燕麥，村裡的人都知道它。".replace("〇", "零") * 8
    assert decode(text.encode(charset)) == text


def test_what_a_page_declares_goes_before_looks() -> None:
    page = f'<html><meta charset="koi8-r"><p>{RUSSIAN[:30]}</p>'
    assert decode(page.encode("koi8-r")) == page


def test_a_few_broken_bytes_do_not_change_the_charset() -> None:
    text = decode(RUSSIAN.encode() + b"\x81\x8d(" + RUSSIAN.encode())
    assert text.count("\ufffd") == 2
    assert text.startswith(RUSSIAN)


def test_lines_of_another_charset_are_repaired_alone() -> None:
    lines = ("Über die Straße.", "La señora Muñoz.", "Käthe wohnt in Köln.")
    data = b"\n".join(line.encode("cp1252" if number == 1 else "utf-8") for number, line in enumerate(lines))
    assert decode(data) == "\n".join(lines)
    (note,) = charset_notes(data)
    assert "Windows-1252" in note


@pytest.mark.parametrize("line", ["La señora Muñoz llegará.", "Müll: früh.", "L’œuvre coûte 12 €.", "Nøglen på døren."])
def test_one_line_is_enough_to_know_windows_1252(line: str) -> None:
    assert decode(line.encode("cp1252")) == line
    (note,) = charset_notes(line.encode("cp1252"))
    assert note.startswith("read as Windows-1252, which was guessed")


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_wide_chinese_without_a_mark(charset: str) -> None:
    assert is_text(CHINESE.encode(charset))
    assert decode(CHINESE.encode(charset)) == CHINESE


def test_a_charset_that_is_certain_needs_no_note() -> None:
    page = f'<meta charset="koi8-r">{RUSSIAN}'.encode("koi8-r")
    assert [charset_notes(data) for data in (b"plain", GERMAN.encode(), GERMAN.encode("utf-16"), page)] == [()] * 4


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 8, b"\x7fELF" + bytes(500)])
def test_programs_and_pictures_are_not_text(data: bytes) -> None:
    assert not is_text(data)


@pytest.mark.parametrize(
    "data", [b"plain", b"tab\tand\x00nul bytes here", GERMAN.encode("utf-16"), CHINESE.encode("gb18030")]
)
def test_texts_are_text(data: bytes) -> None:
    assert is_text(data)
