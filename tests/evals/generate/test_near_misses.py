"""Unanswerable questions over tables and forms: what is asked for is nowhere."""

from __future__ import annotations

from pathlib import Path

from tests.evals.generate.sheets import HARBOUR_CUP, LAKE_CUP, cases_of, lines_document, table_document


def test_a_row_of_another_table_is_asked_of_a_table_that_lacks_it(tmp_path: Path) -> None:
    crew = "Driver | Sponsor | Age\nHal Wynn | Olm Bakery | 31\nIda Moss | Tarn Glass | 27\nKim Dray | Lund Oil | 40"
    parts = (
        table_document("lake-cup-2019-race", LAKE_CUP),
        table_document("harbour-cup-2019-race", HARBOUR_CUP),
        table_document("hill-cup-crews", crew),
    )
    cases = cases_of(tmp_path, "unanswerable", *parts)
    asked = [case.question for case in cases]
    assert any("Hill Cup Crews" in question for question in asked)
    assert not any(case.reference or case.gold for case in cases)
    for name, text in (("Lake", LAKE_CUP), ("Harbour", HARBOUR_CUP), ("Hill", crew)):
        drivers = [cell for line in text.splitlines() for cell in line.split(" | ")]
        own = [question for question in asked if f"“{name} Cup" in question]
        assert not any(driver in question for driver in drivers if " " in driver for question in own)


def test_a_field_of_a_like_form_is_asked_of_one_that_lacks_it(tmp_path: Path) -> None:
    one = lines_document("Order 5521", ("field", "Customer: Elin Tveit"), ("field", "City: Bergen"))
    other = lines_document(
        "Order 5522", ("field", "Customer: Joar Myhre"), ("field", "City: Olm"), ("field", "Due date: 4 March 2024")
    )
    asked = [case.question for case in cases_of(tmp_path, "unanswerable", one, other)]
    assert asked == ["What is the due date in “Order 5521”?"]
