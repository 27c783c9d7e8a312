"""The rules of the minimal pairs, and how the answers are counted."""

from __future__ import annotations

from datetime import date

import pytest

from tests.bench.minimal_pairs import Scored, tally
from tests.bench.pair_frames import question_frame, statements
from tests.bench.pair_golds import Gold
from tests.bench.pair_rules import MadeAnswer, make_pairs
from tests.bench.pair_values import changed_numbers, changed_units, other_days, other_unit_notations, read_day

FEE = Gold("towns", 0, "what is the fee of the ferry?", "£55")
COLOURS = Gold("towns", 2, "which colours has the lamp?", "red; green; blue")


def test_a_number_changes_alone() -> None:
    assert set(changed_numbers("up to £9,250")) == {"up to £9,251", "up to £9,270", "up to £9,247"}
    assert list(changed_numbers("from 3 to 7")) == []
    assert list(changed_numbers("December 31")) == []


def test_units_change_or_are_converted() -> None:
    assert list(changed_units("2 years")) == ["2 months"]
    assert list(other_unit_notations("2 years")) == ["24 months", "two years"]
    assert list(other_unit_notations("4.8 days")) == []


def test_a_day_is_read_from_its_wordings() -> None:
    day = read_day(("5/11/16", "May 11, 2016"))
    assert day == date(2016, 5, 11)
    assert day not in other_days(date(2016, 5, 11))
    assert read_day(("11",)) is None


@pytest.mark.parametrize(
    ("question", "frame"),
    [
        ("what is the fee of the ferry?", "The fee of the ferry is {}."),
        ("who won the race?", "{} won the race."),
        ("who won: jan or tom?", ""),
        ("when did it sink?", ""),
    ],
)
def test_questions_become_statements_with_a_gap(question: str, frame: str) -> None:
    assert question_frame(question) == frame


def test_yes_no_questions_become_statements() -> None:
    assert statements("Can I keep my lamp here?") == ("You can keep your lamp here.", "You cannot keep your lamp here.")
    assert statements("Is it far?") is None


def test_every_pair_has_both_sides_and_names_what_changed() -> None:
    made = make_pairs([FEE, COLOURS])
    assert {one.kind for one in made} >= {"number", "unit", "notation", "list", "order", "too much", "headline"}
    assert MadeAnswer("number", FEE, "The fee of the ferry is £55.", True) in made
    assert all(one.text != one.gold.answer for one in made if not one.right)


def test_the_halves_and_verdicts_are_counted_apart() -> None:
    odd = Gold("towns", 1, FEE.question, FEE.answer)
    scored = [
        Scored(MadeAnswer("number", FEE, "£55", True), 0.4, ""),
        Scored(MadeAnswer("number", FEE, "£56", False), 0.6, ""),
        Scored(MadeAnswer("number", odd, "£56", False), 0.1, ""),
    ]
    seen, unseen = (tally(scored, "all", half) for half in ("seen", "unseen"))
    assert (seen.right_called_wrong, seen.wrong_called_right) == (1, 1)
    assert not seen.good
    assert (unseen.wrong, unseen.wrong_called_right) == (1, 0)
    assert unseen.good
