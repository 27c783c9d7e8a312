"""Whether a short answer is about what a question names, and of the form that it asks for."""

from __future__ import annotations

import pytest

from rag.answer.extractive.grounding import AnswerPlace, ground_answer, has_asked_form, missing_codes


@pytest.mark.parametrize(
    ("asked", "text", "missing"),
    [
        ("How often is the oil of pump P7 changed?", "Pump P5 The oil is changed every 250 hours.", True),
        ("How often is the oil of pump P7 changed?", "Chapter 7: Pump P7 The oil is changed.", False),
        ("How many members did it have in 2021?", "In 2022 it had 210 members.", True),
        ("When is the roof of Block B repaired?", "The roof of Block A is repaired in May.", True),
        ("I have a key. Who opens the door?", "Ida opens the door.", False),
        ("What is it?", "", False),
    ],
)
def test_a_year_or_a_code_that_is_not_there_is_seen(asked: str, text: str, missing: bool) -> None:
    assert missing_codes(asked, text) is missing


@pytest.mark.parametrize(
    ("asked", "text", "sentence", "has"),
    [
        ("When are visiting hours?", "1 June", "Visiting hours change from 1 June.", False),
        ("When are visiting hours?", "14:00–20:00", "Visiting hours are 14:00–20:00.", True),
        ("What time does it open?", "9 am", "It opens at 9 am.", True),
        ("How often must it be cleaned?", "three", "Clean it every three months.", False),
        ("How often must it be cleaned?", "every three months", "Clean it every three months.", True),
        ("How long is the warranty?", "2023", "Machines sold before 2023 keep it.", False),
        ("How long is the pier?", "90 m", "The pier is 90 m long.", True),
        ("When was it opened?", "Tuesday", "It is open on Tuesday.", False),
        ("Who may drive?", "holders", "It may be driven by holders of a licence.", False),
        ("Who runs it?", "His deputy", "His deputy runs it.", False),
        ("Who brings it?", "I'll", "Ida: I'll bring it.", False),
        ("Who runs it?", "the line manager", "The line manager runs it.", True),
        ("Who is the chairman?", "Otto Lenz", "The chairman, Otto Lenz, resigned in June.", False),
        ("Who was the chairman?", "Otto Lenz", "The chairman, Otto Lenz, resigned in June.", True),
        ("Who chairs the board?", "Finally", "3. Finally, ask the chair of the board, Dr Nils Aker.", False),
        ("Who chairs the board?", "Emily", "Emily chairs the board.", False),
        ("Who chairs the board?", "Emily Aker", "Emily Aker chairs the board.", True),
        ("What rate is paid on arrears?", "bears", "Arrears bears rate 4%.", False),
        ("How many rooms are there?", "seven", "The inn has seven rooms.", True),
        ("How can I leave?", "notice", "You may leave with a notice of one month.", False),
        ("On which days is the class?", "Monday", "It is on Monday and Friday for beginners.", False),
        ("On which days is the class?", "Monday and Friday", "It is on Monday and Friday.", True),
        ("Who is Paula Beck?", "Nurse", "Nurse Paula Beck answers the phone.", False),
    ],
)
def test_an_answer_has_the_form_that_the_question_asks_for(asked: str, text: str, sentence: str, has: bool) -> None:
    assert has_asked_form(asked, text, sentence) is has


def test_a_place_gives_what_is_asked_of_it_or_nothing() -> None:
    place = AnswerPlace("The oil is changed every 250 hours.", 25, 34, "Pumps\nPump P5")
    assert ground_answer("How often is the oil of pump P5 changed?", place) == "every 250 hours"
    assert ground_answer("How often is the oil of pump P7 changed?", place) is None
    fair = "The fair takes place from 10 to 12 July."
    day = AnswerPlace(fair, fair.index("12 July"), len(fair) - 1, "")
    assert ground_answer("When does the fair take place?", day) == "10 to 12 July"
    moved = AnswerPlace("The meeting point is now the station.", 21, 36, "")
    assert ground_answer("Where is the meeting point?", moved) == "the station"
    row = AnswerPlace("M | 10 GB | 9.99 €", 4, 9, "Tariffs", "Tariff | Data | Price")
    assert ground_answer("How much data has tariff M?", row) == "10 GB"


def test_how_long_an_act_takes_is_not_said_by_another_one() -> None:
    place = AnswerPlace("Rinsing takes 5 minutes.", 14, 23, "Pumps\nDescaling")
    assert ground_answer("How long does descaling take?", place) is None
    assert ground_answer("How long does rinsing take?", place) == "5 minutes"
