"""What a question asks, apart from its story and from the clause that says where to look."""

from __future__ import annotations

import pytest

from rag.retrieve.graph.focus import Focus, find_focus, may_have_scope

TITLES = ("Staff handbook – Leave and absence", "Lease between Brook, Hale and Sons, and Mill Lane Ltd – Terms")


@pytest.mark.parametrize(
    ("question", "asked", "scope"),
    [
        ("Who approves leave?", "Who approves leave?", ""),
        ("I moved house in May. Must I tell the library?", "Must I tell the library?", ""),
        ("Must I tell the library? I moved house in May.", "Must I tell the library?", ""),
        ("I moved house. What do I tell the library", "What do I tell the library", ""),
        ("In the staff handbook, who approves leave?", "who approves leave?", "In the staff handbook, "),
        (
            "In the lease between Brook, Hale and Sons, and Mill Lane Ltd, is rent, or any part of it, due early?",
            "is rent, or any part of it, due early?",
            "In the lease between Brook, Hale and Sons, and Mill Lane Ltd, ",
        ),
        (
            "According to the staff handbook, I am ill. Whom do I call?",
            "Whom do I call?",
            "According to the staff handbook, ",
        ),
        ("In the summer, who waters the plants?", "In the summer, who waters the plants?", ""),
        ("Per the staff handbook, ?", "Per the staff handbook, ?", ""),
        ("The boiler is cold. It rattles.", "The boiler is cold. It rattles.", ""),
        ("", "", ""),
    ],
)
def test_what_is_asked_stands_apart(question: str, asked: str, scope: str) -> None:
    assert find_focus(question, TITLES) == Focus(asked, scope)


def test_only_a_leading_clause_may_name_where_to_look() -> None:
    assert may_have_scope("In the staff handbook, who approves leave?")
    assert not may_have_scope("In which handbook is leave described?")
    assert not may_have_scope("Who approves leave, in the staff handbook?")


def test_without_a_title_there_is_no_scope() -> None:
    assert find_focus("In the staff handbook, who approves leave?", ()).scope == ""
