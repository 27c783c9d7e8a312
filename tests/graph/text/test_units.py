"""What units measure, and their factors."""

from __future__ import annotations

import pytest

from graph.text.units import UNITS, find_units


@pytest.mark.parametrize(
    ("one", "amount", "other", "same"),
    [
        ("km", 2, "metres", 2000),
        ("weeks", 2, "days", 14),
        ("year", 0.5, "months", 6),
        ("GB", 1, "megabytes", 1000),
        ("kg", 1, "g", 1000),
        ("percent", 50, "%", 50),
        ("euros", 82, "€", 82),
        ("°C", 20, "°F", 68),
        ("l", 1, "ml", 1000),
    ],
)
def test_amounts_are_the_same_in_base_units(one: str, amount: float, other: str, same: float) -> None:
    first, second = find_units(one)[0], find_units(other)[0]
    assert first.quantity == second.quantity
    assert first.to_base(amount) == pytest.approx(second.to_base(same))


def test_a_pound_is_money_or_a_mass() -> None:
    assert {unit.quantity for unit in find_units("pounds")} == {"mass", "money:£"}


@pytest.mark.parametrize("word", ["may", "projects", "", "IN"])
def test_other_words_are_no_units(word: str) -> None:
    assert find_units(word) == ()


def test_a_name_has_no_meaning_twice() -> None:
    assert all(len(set(units)) == len(units) for units in UNITS.values())
    assert all(unit.factor > 0 for units in UNITS.values() for unit in units)
