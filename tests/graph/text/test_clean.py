"""Text as it is stored."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.text.clean import clean, clean_line

TEXTS = st.text(st.characters() | st.sampled_from("\n\r\t \u200b\u200d\u0301\u202e\U000e0041"), max_size=200)


@given(TEXTS)
def test_clean_text_is_nfc_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)
    assert cleaned == unicodedata.normalize("NFC", cleaned)
    assert clean(cleaned) == cleaned


@given(TEXTS)
def test_nothing_unseen_is_left(text: str) -> None:
    kept = set(clean(text)) - {"\n", "\t"}
    assert not [c for c in kept if unicodedata.category(c) in ("Cc", "Cs") or 0xE0000 <= ord(c) <= 0xE0FFF]
    assert not kept & set("\u200b\u2060\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u00ad")


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("one  \n\n\n\n\ntwo\n", "one\n\ntwo"),
        ("Zu\u0308rich", "Zürich"),
        ("abc\x00def\x1b", "abcdef"),
        ("\x1b[1;31mred\x1b[0m and \x1b]8;;http://a.b\x07link\x1b]8;;\x07", "red and link"),
        ("Ac\u200bme\u200d Corp", "Acme Corp"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("visible\U000e0053\U000e0041\U000e0059", "visible"),
        ("a\ud800b", "a\ufffdb"),
        ("e" + "\u0301" * 500, "é" + "\u0301" * 29),
        ("\n\n", ""),
    ],
)
def test_what_becomes_of(raw: str, stored: str) -> None:
    assert clean(raw) == stored


def test_a_title_is_one_line_of_bounded_length() -> None:
    assert clean_line("  The\n mill \t by the river ") == "The mill by the river"
    assert len(clean_line("long " * 1000)) <= 300
