"""Times of day, versions, codes and weekdays."""

from __future__ import annotations

import pytest

from evals.judges.value_codes import read_clocks, read_codes, read_versions, read_weekdays


@pytest.mark.parametrize("text", ["17:30", "5:30 pm", "5.30 p.m.", "17.30 Uhr"])
def test_a_time_of_day_is_one_code(text: str) -> None:
    assert [value.code for value in read_clocks(f"at {text} today")] == ["clock:17:30:00.000"]


def test_noon_and_midnight_are_times() -> None:
    assert [value.code for value in read_clocks("noon, midnight, 12 am")] == [
        "clock:12:00:00.000",
        "clock:00:00:00.000",
        "clock:00:00:00.000",
    ]


@pytest.mark.parametrize(
    ("text", "codes"), [("2.1.3", 1), ("version 2.10", 1), ("1.234.567", 0), ("2.1", 0), ("12.03.2021 is a day", 1)]
)
def test_versions_are_told_from_numbers(text: str, codes: int) -> None:
    assert len(list(read_versions(text))) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [("H7N9", ["code:h7n9"]), ("F-150", ["code:f150"]), ("5th", []), ("COVID-19", []), ("mid-10th", [])],
)
def test_words_with_digits_are_codes(text: str, codes: list[str]) -> None:
    assert [value.code for value in read_codes(text)] == codes


def test_weekdays_in_any_number() -> None:
    assert [value.code for value in read_weekdays("on Tuesdays and Friday")] == ["weekday:tue", "weekday:fri"]
