"""Figures: the question names everything but the figure, and the reference is the figure with its unit."""

from __future__ import annotations

import pytest

from tests.evals.generate.prose_texts import asked_of, cases_of


@pytest.mark.parametrize(
    ("sentence", "question", "reference"),
    [
        (
            "You must renew your mooring permit within 30 days of a change of owner.",
            "Within how many days of a change of owner must I renew my mooring permit?",
            "30 days",
        ),
        (
            "Each apprentice receives 26 days of paid leave in the first year.",
            "How many days of paid leave does each apprentice receive in the first year?",
            "26 days",
        ),
        (
            "The winter berth costs £420 in the inner basin.",
            "How much does the winter berth cost in the inner basin?",
            "£420",
        ),
        (
            "The warranty of the outboard engine lasts 36 months.",
            "How many months does the warranty of the outboard engine last?",
            "36 months",
        ),
        (
            "Pelican 1.4 was released on 2 February 2022 by the harbour office.",
            "When was Pelican 1.4 released by the harbour office?",
            "2 February 2022",
        ),
        (
            "Twelve volunteers run the lifeboat station on the island.",
            "How many volunteers run the lifeboat station on the island?",
            "Twelve volunteers",
        ),
        (
            "The new lighthouse was opened on 4 May 1998 by the mayor.",
            "When was the new lighthouse opened by the mayor?",
            "4 May 1998",
        ),
        (
            "You can borrow up to 3 life jackets from the sailing club.",
            "How many life jackets can I borrow from the sailing club?",
            "up to 3 life jackets",
        ),
    ],
)
def test_a_figure_is_asked_for(sentence: str, question: str, reference: str) -> None:
    assert asked_of("amount", sentence).get(question) == reference


def test_the_bare_figure_is_an_alias() -> None:
    (case,) = cases_of("amount", {"Handbook": "You can borrow up to 3 life jackets from the sailing club."})
    assert case.aliases == ("3 life jackets", "3")


@pytest.mark.parametrize(
    "sentence",
    [
        "Three dimensional models of the old harbour were built by the museum.",
        "The harbour master does not accept 5 letters from the sailing club.",
        "The dues are collected every 4 weeks by the harbour office.",
        "The ferry carries 5 to 7 cars on each crossing to the island.",
        "The harbour pays between £50 and £80 of the fee to each member.",
        "The limit is 95 euros a night, 140 euros in Bergen and Oslo.",
        "Skippers are paid 30 euros for a full watch and 12 euros for half a watch.",
        "Canoes are rented for five weeks, masts and sails for two weeks.",
        "New Marlin 3 engines must not be fitted to the harbour ferries.",
        "Existing Marlin 3 engines must not be sold before the last ferry is rebuilt.",
        "You can tie two ropes together with this knot on the pier.",
        "The two flags are called the Red Ensign and the Blue Peter.",
        "The chairman thanked him for nine years of work on the pier.",
    ],
)
def test_figures_that_count_nothing_are_not_asked_for(sentence: str) -> None:
    assert asked_of("amount", sentence) == {}
