"""Org becomes readable words with its structure."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.formats import read_texts
from ingest.load.org import load
from ingest.types import LoadedText


def read(source: str) -> LoadedText:
    name, (loaded,) = read_texts(source.encode(), "file", ".org")
    assert name == "org"
    return loaded


def test_keywords_headings_and_properties() -> None:
    loaded = read(
        "#+TITLE: The Weir\n#+DATE: <2024-05-03 Fri>\n#+STARTUP: show\n# hidden\n* TODO [#A] Dig :work:site:\n"
        "DEADLINE: <2024-06-01 Sat>\n:PROPERTIES:\n:OWNER: Ann\n:END:\n** Deep\nText\ngoes on.\n"
    )
    assert (loaded.title, loaded.date) == ("The Weir", "2024-05-03")
    assert loaded.text == (
        "Title: The Weir\nDate: 2024-05-03 Fri\n\nTODO Dig (priority A, work, site)\n\nDEADLINE: 2024-06-01 Sat\n"
        "OWNER: Ann\n\nDeep\n\nText goes on."
    )
    assert [block.level for block in loaded.blocks if block.kind == "heading"] == [1, 2]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Do:\n- dig\n  deep\n  - inner\n- [X] fill", "Do:\n\n- dig deep\n- inner\n- [X] fill"),
        ("1. one\n2. two :: of it", "1. one\n2. two: of it"),
        ("| a | b |\n|---+---|\n| 1 | 2 |", "a | b\n1 | 2"),
        ("#+CAPTION: Size\n| a | b |\n|---+---|\n| 1 | 2 |", "Size\na | b\n1 | 2"),
        ("#+begin_src c\n  a[1] *b*\n    c\n#+end_src\nafter", "a[1] *b*\n  c\n\nafter"),
        ("#+BEGIN_QUOTE\nSo be it.\n#+END_QUOTE", "So be it."),
        ("[[http://example.org][the map]] and [[*Part][part]]", "the map (http://example.org) and part"),
        ("*Bold* /it/ =a= ~b~ and 2*3*4 [fn:1]\n\n[fn:1] The foot.", "Bold it a b and 2*3*4 [1]\n\n[1] The foot."),
        ("#+begin_comment\nno\n#+end_comment\nyes", "yes"),
    ],
)
def test_blocks(source: str, expected: str) -> None:
    assert read(source).text == expected


@given(st.lists(st.sampled_from(["* a", "- b", "  - c", "| d |", "|--|", "#+begin_src", "#+end_src", ": e", ":f:"])))
@settings(max_examples=60, deadline=None)
def test_any_lines_are_read(lines: list[str]) -> None:
    assert load("\n".join(lines).encode(), "file")
