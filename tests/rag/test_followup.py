"""A follow-up question carries the names it leans on; a full question stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.followup import make_standalone, refers_back, resolve_followup
from rag.types import Question, Turn

FIRST = (Turn("user", "Who founded the Acme Corporation in Berlin?"), Turn("assistant", "Ann Lee did [1]."))


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("When did she found it?", "Acme Corporation"),
        ("And in Paris?", "Berlin"),
        ("Why?", "Acme Corporation"),
        ("How many people work there?", "Acme Corporation"),
        ("What about its revenue in 2020?", "Acme Corporation"),
    ],
)
def test_what_leans_gets_the_names_before(text: str, holds: str) -> None:
    found = make_standalone(Question(text, FIRST))
    assert found.startswith(text)
    assert holds in found


@pytest.mark.parametrize(
    "text",
    [
        "Who is the mayor of Paris in France?",
        "Which river flows through the city of Vienna?",
        "When did Marie Curie win her second Nobel Prize?",
        "Is there a museum in Oslo that shows ships?",
    ],
)
def test_what_stands_alone_stays(text: str) -> None:
    assert make_standalone(Question(text, FIRST)) == text


def test_without_names_the_nouns_are_carried() -> None:
    history = (Turn("user", "how do volcanoes erupt"), Turn("assistant", "By pressure."))
    assert "volcanoes" in make_standalone(Question("how often do they?", history))


def test_a_chain_reaches_back_to_the_question_that_names_it() -> None:
    history = (*FIRST, Turn("user", "When?"), Turn("assistant", "In 1990."))
    assert "Acme" in make_standalone(Question("And where?", history))


def test_a_first_question_is_never_changed() -> None:
    assert make_standalone(Question(" Why? ")) == "Why?"
    assert make_standalone(Question("Why?", (Turn("assistant", "Hello Ann"),))) == "Why?"


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=4))
def test_the_words_asked_are_always_kept(text: str, before: list[str]) -> None:
    found = make_standalone(Question(text, tuple(Turn("user", each) for each in before)))
    assert found.startswith(text.strip())
    assert refers_back(text) or found == text.strip()


def test_a_question_is_resolved_once() -> None:
    asked = Question("And where?", FIRST)
    resolved = resolve_followup(asked)
    assert (resolved.text, resolved.history) == (asked.text, asked.history)
    assert resolved.standalone == make_standalone(asked) != asked.text
    assert resolve_followup(resolved) is resolved
