"""Counts with their nouns."""

import pytest

from graph.text.counting import count_noun


@pytest.mark.parametrize(
    ("count", "plural", "text"),
    [(0, "", "0 cases"), (1, "", "1 case"), (2, "", "2 cases"), (1, "all", "1 case"), (3, "all", "3 all")],
)
def test_the_noun_agrees_with_its_count(count: int, plural: str, text: str) -> None:
    assert count_noun(count, "case", plural) == text
