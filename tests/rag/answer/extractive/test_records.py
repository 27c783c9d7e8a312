from __future__ import annotations

import pytest

from graph.types import Passage
from rag.answer.extractive.records import answer_from_records, read_records
from rag.answer.extractive.structured import read_all_lines

MAIL = Passage(
    "m",
    "m",
    "From: Runa Dahl <runa@example.org>\nTo: Emil Voss <emil@example.org>\nCc: Ines Karr\n"
    "Date: Mon, 03 Mar 2025 08:15:00 +0100\nSubject: Survey of the roof\n\nDear Emil, the survey is done. Runa",
    0,
    title="Survey of the roof",
)
FORM = Passage("f", "f", "Guest | Otto Lind\nRoom | 117\nNights | 3", 0, title="Reservation")
SETTINGS = Passage("s", "s", "port: 9100\nowner: Ada Brun", 0, title="settings")
SCHOOL = Passage(
    "k", "k", "Director: Mrs Osei. Deputy: Mr Lund. Office: Ms Dee (a@b.example).\nFee: £310, held by the Trust", 0
)
CAR = Passage("c", "c", "model: Kia Niro\nprice: 29,000 euros\nrange: 460 km", 0, title="cars")


@pytest.mark.parametrize(
    ("question", "passage", "short"),
    [
        ("Who sent the survey?", MAIL, "Runa Dahl"),
        ("Who wrote the mail about the roof?", MAIL, "Runa Dahl"),
        ("To whom was the survey of the roof sent?", MAIL, "Emil Voss"),
        ("Who received the survey?", MAIL, "Emil Voss"),
        ("When was the survey sent?", MAIL, "Mon, 03 Mar 2025 08:15:00 +0100"),
        ("Which room does Otto Lind have?", FORM, "117"),
        ("Who is the guest of room 117?", FORM, "Otto Lind"),
        ("What is the price of the Kia Niro?", CAR, "29,000 euros"),
        ("Who is the director?", SCHOOL, "Mrs Osei"),
        ("How much is the fee?", SCHOOL, "£310"),
    ],
)
def test_the_value_of_the_field_that_is_asked_for(question: str, passage: Passage, short: str) -> None:
    answer = answer_from_records(question, [passage])
    assert answer is not None
    assert answer.short == short
    assert answer.quotes[0].text in passage.text


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("What is the price of the Nissan Leaf?", CAR),
        ("When was the room cleaned?", FORM),
        ("Who sent the invoice?", FORM),
        ("How many guests are there?", MAIL),
        ("Does the Kia Niro have a price?", CAR),
        ("Who holds the fee?", SCHOOL),
        (
            "Which risks does Project Heron have?",
            Passage("t", "t", "Project Heron: risk report, May", 0, title="Project Heron: risk report, May"),
        ),
    ],
)
def test_a_record_of_another_thing_does_not_answer(question: str, passage: Passage) -> None:
    assert answer_from_records(question, [passage]) is None


def test_a_record_that_names_nothing_is_shown_without_a_short_answer() -> None:
    answer = answer_from_records("Who is the owner of the print service?", [SETTINGS])
    assert answer is not None
    assert (answer.short, answer.quotes[0].text) == ("", "owner: Ada Brun")


def test_two_records_that_differ_do_not_answer() -> None:
    other = Passage("o", "o", "model: Kia Niro\nprice: 31,000 euros", 0, title="cars")
    assert answer_from_records("What is the price of the Kia Niro?", [CAR, other]) is None


def test_a_blank_line_ends_a_record() -> None:
    lines = read_all_lines([Passage("p", "d", "a: 1\nb: 2\n\nc: 3\nprose without fields\nd: 4", 0)])[0]
    assert [[field.name for field in record] for record in read_records(lines)] == [["a", "b"], ["c"], ["d"]]
