from __future__ import annotations

import pytest

from graph.text.excerpt import excerpt


@pytest.mark.parametrize(
    ("text", "longest", "told"),
    [
        ("Two  words\nand more", 40, "Two words and more"),
        ("Two words and more", 12, "Two words …"),
        ("灯台は一八七四年に建てられた", 5, "灯台は一八 …"),
        ("", 5, ""),
    ],
)
def test_an_excerpt_ends_at_a_word_where_there_is_one(text: str, longest: int, told: str) -> None:
    assert excerpt(text, longest) == told
