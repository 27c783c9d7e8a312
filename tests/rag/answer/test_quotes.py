"""A quote is found where it stands, as whole words, and nowhere else."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from graph.types import Passage
from rag.answer.quotes import locate_quote, verify_quote

TEXT = "The Café “Zürich”—est. 1889—sold\n3.5 million co\u00adffees; it wasn’t small. 私の東\n京は大きい。"


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ('cafe\u0301  "zürich"-EST. 1889', "Café “Zürich”—est. 1889"),
        ("sold 3.5 million coffees", "sold\n3.5 million co\u00adffees"),
        ("…it wasn't small.", "it wasn’t small"),
        ('"It wasn’t small"', "it wasn’t small"),
        ("東京は", "東\n京は"),
        ("大き", "大き"),
        ("The", "The"),
    ],
)
def test_variants_are_found(quote: str, found: str) -> None:
    place = locate_quote(quote, TEXT)
    assert place is not None
    assert TEXT[place[0] : place[1]] == found


@pytest.mark.parametrize(
    "quote", ["", " ", "...", '""', "5 million", "3", "88", "Caf", "cafe", "Zurich sold", "coffees small", "es;"]
)
def test_what_does_not_occur_as_such_is_not_found(quote: str) -> None:
    assert locate_quote(quote, TEXT) is None


def test_the_citation_holds_the_words_of_the_passage() -> None:
    passage = Passage("p", "d", TEXT, 100)
    good = verify_quote("IT WASN'T SMALL", passage, 3)
    assert (good.marker, good.passage_id, good.quote, good.verified) == (3, "p", "it wasn’t small", True)
    assert passage.text[good.start : good.end] == good.quote
    bad = verify_quote("it was small", passage)
    assert (bad.quote, bad.start, bad.end, bad.verified) == ("it was small", -1, -1, False)


WORDS = st.text(st.characters(categories=("L", "N", "P", "Z", "S", "M")), min_size=1, max_size=30)


@given(st.lists(WORDS, min_size=1, max_size=6), st.data())
def test_any_run_of_whole_words_is_found_in_any_case(parts: list[str], data: st.DataObject) -> None:
    text = unicodedata.normalize("NFC", " ".join(" ".join(parts).split()))
    words = text.split(" ")
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    quote = " ".join(words[first : last + 1])
    # The letter ʼ reads as a quotation mark, which may stand around a quote.
    assume(any(character.isalnum() for character in quote.replace("ʼ", "'")))
    place = locate_quote(quote.upper() if quote.upper().casefold() == quote.casefold() else quote, text)
    assert place is not None
    assert 0 <= place[0] < place[1] <= len(text)


@given(st.text(max_size=40), st.text(max_size=60))
def test_places_lie_in_the_text_and_hold_the_quote(quote: str, text: str) -> None:
    place = locate_quote(quote, text)
    if place:
        assert 0 <= place[0] < place[1] <= len(text)
        assert locate_quote(quote, text[place[0] : place[1]]) is not None
