"""The version that a question asks about is read before the others."""

from __future__ import annotations

from datetime import date

import pytest

from graph.types import Passage
from rag.answer.extractive.short_answer import may_answer
from rag.answer.extractive.versions import choose_version, find_start

TODAY = date(2025, 5, 1)


def policy(number: int, start: str, allowance: int, title: str = "Travel policy, version {}") -> Passage:
    text = f"Valid from {start}. The daily allowance is {allowance} euros."
    return Passage(f"p{number}", f"d{number}", text, 0, title=title.format(number))


FIRST = policy(1, "1 January 2021", 60)
SECOND = policy(2, "1 March 2023", 75)
THIRD = policy(3, "15 June 2024", 82)
FUTURE = policy(4, "1 January 2026", 90)
NOTES = Passage("n", "dn", "The allowance was raised in 2024.", 0, title="Minutes")
ALL = (SECOND, NOTES, FIRST, FUTURE, THIRD)


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("What is the current daily allowance?", [NOTES, THIRD, FUTURE, SECOND, FIRST]),
        ("What is the daily allowance?", [NOTES, THIRD, FUTURE, SECOND, FIRST]),
        ("What was the daily allowance in 2022?", [NOTES, FIRST, FUTURE, THIRD, SECOND]),
        ("What was the daily allowance on 3 May 2023?", [SECOND, NOTES, FUTURE, THIRD, FIRST]),
        ("What was the daily allowance before?", list(ALL)),
        ("What is the daily allowance in version 2?", list(ALL)),
        ("What was the daily allowance in 1999?", list(ALL)),
    ],
)
def test_the_version_that_holds_is_read_first(question: str, order: list[Passage]) -> None:
    assert list(choose_version(question, ALL, TODAY).passages) == order


def test_a_year_that_chose_the_version_is_not_asked_for_again() -> None:
    asked = "What was the daily allowance in 2022?"
    assert choose_version(asked, (SECOND, FIRST), TODAY).question == "What was the daily allowance?"
    assert choose_version(asked, (NOTES, SECOND, FIRST), TODAY).question == asked
    assert choose_version(asked, (FIRST,), TODAY).question == asked


def test_documents_that_are_no_versions_keep_their_places() -> None:
    leases = (policy(7, "1 March 2020", 1, "Lease {}"), policy(8, "1 March 2021", 2, "Lease {}"))
    assert choose_version("What is the rent?", leases, TODAY).passages == leases


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("Effective as of 3 May 2021, this", (2021, 5, 3)),
        ("This edition is in force since June 2020.", (2020, 6, 0)),
        ("A valid ticket is needed.", None),
    ],
)
def test_the_day_from_which_a_text_holds(text: str, start: tuple[int, int, int] | None) -> None:
    assert find_start(Passage("p", "d", text, 0)) == start


def test_a_number_of_things_is_whole() -> None:
    assert not may_answer("How many releases of Pelican are there?", "1.4")
    assert may_answer("How many releases of Pelican are there?", "4")
    assert may_answer("How many litres of oil does it hold?", "1.4")
    assert may_answer("How many people live there?", "1.4 million")
