"""Lists: what they lack, and what they have too much."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.judges.items import compare_items, split_items

COLOURS = "red, green, blue"
SEVEN = ("red", "green", "blue", "yellow", "white", "black", "grey")


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("937; 778", ("937", "778")),
        ("red, green and blue", ("red", "green", "blue")),
        ("- red\n- green", ("red", "green")),
        ("Maria Keller and Tom Berg", ("Maria Keller", "Tom Berg")),
        ("Paris, France", ("Paris, France",)),
        ("England and Wales", ("England and Wales",)),
        ("It depends on what you earn, where you live, and how old you are", 1),
    ],
)
def test_lists_are_told_from_phrases(text: str, items: tuple[str, ...] | int) -> None:
    found = split_items(text)
    assert len(found) == items if isinstance(items, int) else found == items


@pytest.mark.parametrize(
    ("claim", "missing", "surplus"),
    [
        ("blue, red and green", (), ()),
        ("The colours are red, green and blue, according to the leaflet.", (), ()),
        ("red and blue", ("green",), ()),
        ("red, green, blue and yellow", (), ("yellow",)),
        ("red, yellow and blue", ("green",), ("yellow",)),
    ],
)
def test_what_a_list_lacks_and_has_too_much(claim: str, missing: tuple[str, ...], surplus: tuple[str, ...]) -> None:
    found = compare_items("Which colours are there?", COLOURS, claim)
    assert found is not None
    assert (found.missing, found.surplus) == (missing, surplus)


def test_the_order_counts_where_it_is_asked_for() -> None:
    asked = "What were the sales in 2018 and 2019 respectively?"
    right, wrong = (compare_items(asked, "937; 778", claim) for claim in ("937 and 778", "778 and 937"))
    assert right is not None
    assert right.ordered
    assert wrong is not None
    assert not wrong.ordered


def test_a_single_thing_is_no_list() -> None:
    assert compare_items("Where?", "Paris, France", "Paris") is None


@given(st.permutations(SEVEN), st.integers(1, 7))
def test_as_many_are_found_as_are_said(order: list[str], count: int) -> None:
    found = compare_items("Which colours are there?", ", ".join(SEVEN), ", ".join(order[:count]))
    assert found is not None
    assert found.found == count
    assert found.surplus == ()
