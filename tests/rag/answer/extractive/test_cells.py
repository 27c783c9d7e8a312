"""Which cell of a row is asked for."""

from __future__ import annotations

import pytest

from rag.answer.extractive.cells import settle_cell

TARIFFS = "Tariff | Data | Price per month | Price per year | Minimum term"
LARGE = "L | 50 GB | 19.99 € | 215.00 € | 24 months"
FLIGHTS = "Flight | From | To | Departs | Arrives | Gate"
ROME = "SK 77 | Oslo | Rome | 08:05 | 11:20 | B9"
QUARTERS = "Building | Q1 2023 | Q2 2023 | Q1 2024 | Unit"


@pytest.mark.parametrize(
    ("asked", "names", "row", "read", "expected"),
    [
        ("How much is tariff L per month?", TARIFFS, LARGE, "24", "19.99 €"),
        ("How much is tariff L per year?", TARIFFS, LARGE, "50 GB", "215.00 €"),
        ("What is the minimum term of L?", TARIFFS, LARGE, "24 months", "24 months"),
        ("What is the price of L?", TARIFFS, LARGE, "19.99 €", None),
        ("When does the flight to Rome arrive?", FLIGHTS, ROME, "08:05", "11:20"),
        ("When does the flight from Rome to Oslo depart?", FLIGHTS, ROME, "08:05", None),
        ("How much did the school use in Q1 2024?", QUARTERS, "School | 610 | 450 | 600 | MWh", "610", "600"),
        ("What does E2 mean?", "", "E2 | Drain blocked", "Drain blocked", "Drain blocked"),
        ("What does E2 mean?", "", "E2 | Drain blocked | Clean it", "Drain blocked", None),
    ],
)
def test_the_cell_asked_for_is_chosen_or_none(
    asked: str, names: str, row: str, read: str, expected: str | None
) -> None:
    assert settle_cell(asked, names, row, row.index(read)) == expected
