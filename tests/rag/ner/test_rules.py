from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ner.rules import RuleTagger
from tests.support.growth import assert_grows_with_the_size

TAGGER = RuleTagger()


def names(text: str) -> list[str]:
    return [text[span.start : span.end] for span in TAGGER.mentions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The pump was sold by Marlow Hydraulics Ltd in Leeds.", ["Marlow Hydraulics Ltd", "Leeds"]),
        ("He met William II of Holland and the Queen of Hearts.", ["William II of Holland", "Queen of Hearts"]),
        ("Signed on 27 March 2004 by Dr. Amy O'Neil.", ["27 March 2004", "Dr. Amy O'Neil"]),
        ("On May 5, 2024 the board met.", ["May 5, 2024"]),
        ("It won “Best in Show” twice.", ["Best in Show"]),
        ("Birds sing. Trees grow.", []),
        ("The U.S. Army used it.", ["U.S. Army"]),
        ("Which film came first, Free Guy or Truck Turner?", ["Free Guy", "Truck Turner"]),
        ("the marlow bridge", []),
        ("We ask Grete. Grete knows. Later Grete left.", ["Grete", "Grete", "Grete"]),
        ("She read《红楼梦》yesterday.", ["红楼梦"]),
        ("Jane Doe's brother", ["Jane Doe"]),
        ("Paul: We have asked the team, and the new lead is Ada Byron\nPaul: thanks", ["Ada Byron"]),
        (
            "This report was written and printed by the World Health\nOrganization this year.",
            ["World Health\nOrganization"],
        ),
    ],
)
def test_names(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_dates_are_told_apart() -> None:
    assert [span.kind for span in TAGGER.mentions("Paul Smith left on 3 June 1999.")] == ["", "date"]


@given(st.text(max_size=300))
def test_spans_lie_in_the_text_in_order_and_apart(text: str) -> None:
    spans = TAGGER.mentions(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))


@pytest.mark.parametrize("unit", ["Aa ", "A of ", '"A', "May 1 ", "a.", "A.B."])
def test_time_grows_with_the_length_alone(unit: str) -> None:
    assert_grows_with_the_size(lambda count: TAGGER.mentions(unit * count), 500)
