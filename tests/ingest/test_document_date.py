"""The day that a document states: read as it is written, taken where it speaks of the document, and never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document_date import find_field_date, find_stated_date, read_date
from ingest.types import LoadedText


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("1 March 2024", "2024-03-01"),
        ("1st of March, 2024", "2024-03-01"),
        ("March 1, 2024 at noon", "2024-03-01"),
        ("Mon, 4 Mar 2024 10:00:00 +0100", "2024-03-04"),
        ("2024-03-01T10:00:00Z", "2024-03-01"),
        ("2024/3/1", "2024-03-01"),
        ("01.03.2024", "2024-03-01"),
        ("1. März 2024", "2024-03-01"),
        ("1 de mayo de 2023", "2023-05-01"),
        ("13/04/2024", "2024-04-13"),
        ("March 2024", "2024-03"),
        ("2024", "2024"),
        ("03/04/2024", "2024"),
        ("31 June 2024", ""),
        ("12 people in 1987", ""),
        ("5000 units", ""),
        ("the year 2024", ""),
        ("", ""),
    ],
)
def test_a_date_is_read_as_it_is_written(written: str, date: str) -> None:
    assert read_date(written) == date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Fees\nValid from 1 March 2024 to 2 May 2025", "2024-03-01"),
        ("These rules come into force on 1 January 2025.", "2025-01-01"),
        ("Stand: 01.02.2024\n\nGültig ab 1. März 2024", "2024-03-01"),
        ("Report (as of 31 December 2023)", "2023-12-31"),
        ("Policy\nLast updated: March 5, 2024", "2024-03-05"),
        ("Owner | Effective date | 1 March 2024", "2024-03-01"),
        ("Published: 2019", "2019"),
        ("The novel was published 3 May 1987.", ""),
        ("As of 2023, we have many.", ""),
        ("An effective 2024 campaign.", ""),
        ("Nothing of the kind.\n" * 100 + "Valid from 1 March 2024", ""),
    ],
)
def test_the_day_is_taken_where_the_text_states_it_of_itself(text: str, date: str) -> None:
    assert find_stated_date(LoadedText("t", text)) == date


def test_a_date_that_readers_do_not_see_is_not_taken() -> None:
    text = "Fees.\nValid from 1 March 2024\nStand: 2023-05-06"
    assert find_stated_date(LoadedText("t", text, hidden=((6, 30),))) == "2023-05-06"


def test_fields_give_their_date_in_order_of_their_meaning() -> None:
    assert find_field_date({"Modified": "2024-05-01", "Date": '"2024-03-01"'}) == "2024-03-01"
    assert find_field_date({"date": None, "created": "soon"}) == ""


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="0123456789.-/ aprilMayde\n٣", max_size=30))
def test_any_text_gives_a_date_of_the_calendar_or_none(text: str) -> None:
    assert read_date(read_date(text)) == read_date(text)
    find_stated_date(LoadedText("t", f"valid from {text}"))
