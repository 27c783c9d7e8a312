"""Which of several values of a sentence is asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.extractive.rivals import settle_value

MEMBERS = "In 2022 the club had 210 members, in 2023 it had 238, and 61 of them were juniors."
PLANTS = "The plant in Lyon has 140 employees, the one in Turin 95 and the one in Graz 60."
TURNOVER = "In 2021 the turnover was 4.1 million euros; in 2022 it rose to 4.8 million euros."
PRESIDENTS = "The president is Sofia Lind, elected in 2023; before her, Karl Beck was president from 2015 to 2023."
CONTACTS = "Contact Jo Field for payroll, Mia Stone for health insurance and Sam Reed for the pension."
HOURS = "The library is open Tuesday to Friday from 10:00 to 18:00 and on Saturday from 9:00 to 13:00."
NOTICE = "§ 3 The tenant gives a notice of three months; the landlord six months after five years of tenancy."
BUILDING = "The building was designed by Mikael Storm and opened in 1972 by Mayor Ruth Keller."


@pytest.mark.parametrize(
    ("asked", "sentence", "read", "expected"),
    [
        ("How many members did the club have in 2023?", MEMBERS, "210", "238"),
        ("How many members did the club have in 2022?", MEMBERS, "238", "210 members"),
        ("How many members does the club have?", MEMBERS, "210", None),
        ("How many juniors does the club have?", MEMBERS, "210", "61"),
        (
            "What is the rate after 400 miles?",
            "It is 45 cents for the first 400 miles and 25 cents after that.",
            "45",
            "25 cents",
        ),
        ("What do members over 30 pay?", "Members pay €60 until 30, €90 after that.", "€60", "€90"),
        ("What do members under 30 pay?", "Members pay €60 until 30, €90 after that.", "€60", "€60"),
        ("How many employees does Turin have?", PLANTS, "140", "95"),
        ("How many employees does Lyon have?", PLANTS, "140", "140"),
        ("How much was the turnover in 2022?", TURNOVER, "4.1 million", "4.8 million euros"),
        ("Who is the president?", PRESIDENTS, "Sofia Lind", "Sofia Lind"),
        ("Who was president before Sofia Lind?", PRESIDENTS, "Karl Beck", "Karl Beck"),
        ("Who do I contact for health insurance?", CONTACTS, "Jo Field", "Mia Stone"),
        ("When is the library open on Saturday?", HOURS, "10:00 to 18:00", "9:00 to 13:00"),
        ("When is the library open?", HOURS, "Tuesday", None),
        ("What is the notice period for the tenant?", NOTICE, "three months", "three months"),
        ("What is the notice period for the landlord?", NOTICE, "three months", "six months"),
        ("Who opened the building?", BUILDING, "Mikael Storm", "Mayor Ruth Keller"),
        ("Who designed the building?", BUILDING, "Mikael Storm", "Mikael Storm"),
        (
            "How high is the bonus?",
            "Before 2020 the bonus was 3 percent; now it is 5 percent.",
            "3 percent",
            "5 percent",
        ),
        (
            "How high was the bonus?",
            "Before 2020 the bonus was 3 percent; now it is 5 percent.",
            "3 percent",
            "3 percent",
        ),
        (
            "Where is the office?",
            "Until March the office was at 7 Mill Lane; since April it is at 22 Harbour Street.",
            "7 Mill Lane",
            "22 Harbour Street",
        ),
        (
            "How long does the pie keep in the freezer?",
            "Keeps for 2 days in the fridge, or 3 months in the freezer.",
            "2 days in the fridge, or 3 months",
            "3 months",
        ),
        ("When do tours start?", "Tours start at 10:00 on weekdays and at 11:30 on Sundays.", "11:30 on Sundays", None),
        ("How much is the fee?", "The fee is 20 euros; students pay 10 euros.", "20 euros", "20 euros"),
        ("How much is the fee for students?", "The fee is 20 euros; students pay 10 euros.", "20 euros", "10 euros"),
        ("When was the club founded?", "Founded in 1921, the club moved in 1958.", "1921", "1921"),
        (
            "When was the camp sold?",
            "The camp was bought by Ida Lind in 1998 and sold to the town in 2016.",
            "1998 and sold to the town in 2016",
            "2016",
        ),
        ("When was it made?", "It was made on 3 May 2020 at 1801 Park Street.", "3 May 2020", "3 May 2020"),
        ("When are visiting hours?", "Visiting hours are 14:00–20:00 from 1 June.", "14:00–20:00", "14:00–20:00"),
        ("What is the speed?", "It runs.", "runs", "runs"),
    ],
)
def test_the_value_asked_for_is_chosen_or_none(asked: str, sentence: str, read: str, expected: str | None) -> None:
    start = sentence.index(read)
    bounds = settle_value(asked, sentence, (start, start + len(read)))
    assert (sentence[slice(*bounds)] if bounds else None) == expected


@given(st.text("ab 12,;:and.", max_size=60), st.text("ab 12,;:and.€%", min_size=1, max_size=60), st.data())
def test_any_text_gives_bounds_within_it(asked: str, sentence: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(sentence) - 1))
    end = data.draw(st.integers(start + 1, len(sentence)))
    bounds = settle_value(asked, sentence, (start, end))
    assert bounds is None or 0 <= bounds[0] < bounds[1] <= len(sentence)


def test_a_later_statement_that_is_asked_for_keeps_a_name_open() -> None:
    sentence = "Decisions need a simple majority; changes of the statutes need two thirds of the votes."
    value = (sentence.index("simple"), sentence.index("simple") + len("simple"))
    assert settle_value("What majority is needed to change the statutes?", sentence, value) is None
    assert settle_value("What majority do decisions need?", sentence, value) == value
