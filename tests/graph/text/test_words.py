from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.text.words import strip_plural, without_diacritics, words
from tests.support.growth import assert_grows_with_the_size


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The cities of Pál Gábor", ["city", "pal", "gabor"]),
        ("naïve classes, the bus", ["naive", "classe", "bus"]),
        ("東京都に", ["東京", "京都", "都に"]),
        ("水", ["水"]),
        ("सचिन तेंदुलकर", ["सचिन", "तेंदुलकर"]),
        ("Straße", ["strasse"]),
        ("йод", ["йод"]),
        ("", []),
        ("and the of", []),
        ("ＡＢＣ", ["abc"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("word", "expected"), [("films", "film"), ("glass", "glass"), ("parties", "party"), ("us", "us")]
)
def test_singular(word: str, expected: str) -> None:
    assert strip_plural(word) == expected


@given(st.text())
def test_words_do_not_depend_on_the_form_of_composition(text: str) -> None:
    assert words(unicodedata.normalize("NFC", text)) == words(unicodedata.normalize("NFD", text))


@given(st.text(alphabet=st.characters(max_codepoint=0x24F)))
def test_latin_words_do_not_depend_on_case(text: str) -> None:
    assert words(text.casefold()) == words(text)


def test_marks_of_other_scripts_stay() -> None:
    assert without_diacritics("é й ด้วย") == unicodedata.normalize("NFC", "e й ด้วย")


def test_time_grows_with_the_length_alone() -> None:
    assert_grows_with_the_size(lambda length: words("abc" * length), 10_000)


@given(st.text(alphabet=[chr(code) for code in range(128)]))
def test_words_of_plain_text_are_those_of_any_text(text: str) -> None:
    assert words(f"{text} é") == [*words(text), "e"]
