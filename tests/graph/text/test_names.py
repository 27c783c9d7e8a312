from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.text.names import name_key, strip_disambiguation


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("The Beatles", "beatles"),
        ("U.S. Army", "us army"),
        ("Pál Gábor's", "pal gabor"),
        ("Saint-Étienne", "saint etienne"),
        ("The", "the"),
        ("A", "a"),
        ("...", ""),
    ],
)
def test_key(name: str, key: str) -> None:
    assert name_key(name) == key


@given(st.text())
def test_a_key_is_its_own_key_but_for_what_it_hides(name: str) -> None:
    once = name_key(name_key(name))
    assert name_key(once) == once or once.startswith(("the ", "a ", "an "))


def test_look_alike_letters_of_another_script_are_another_name() -> None:
    assert name_key("Аpple") != name_key("Apple")


@pytest.mark.parametrize(("title", "plain"), [("Rush (band)", "Rush"), ("(500)", "(500)"), ("Rush", "Rush")])
def test_plain_title(title: str, plain: str) -> None:
    assert strip_disambiguation(title) == plain
