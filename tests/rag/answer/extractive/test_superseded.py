"""Which of two values holds when a sentence replaces one by the other."""

from __future__ import annotations

import pytest

from rag.answer.extractive.superseded import current_bounds, current_value

CHANGES = [
    ("When is it to be done?", "The date, 30 May 2024, is replaced by 2 June 2025.", "30 May 2024", "2 June 2025"),
    ("When is the report due?", "The deadline was extended from 1 May to 1 July 2023.", "1 May", "1 July 2023"),
    ("When does the fair open?", "The opening on 3 May has been postponed to 10 June.", "3 May", "10 June"),
    ("By when must they pay?", "They must pay by 10 June 2024 instead of 3 May 2024.", "3 May 2024", "10 June 2024"),
    ("How much is the fee?", "The fee of £20 was raised to £25 in April.", "£20", "£25"),
    ("What does a ticket cost?", "A ticket costs £7 rather than £5.", "£5", "£7"),
    ("How many seats are there?", "There are no longer 40 seats but 52 seats.", "40", "52"),
    ("What is the limit?", "The limit has been reduced from 60 to 50 miles an hour.", "60", "50"),
    ("Who chairs the board?", "The chair, Ann Lowe, has been replaced by Tom Reed.", "Ann Lowe", "Tom Reed"),
    ("Who chairs the board?", "Tom Reed replaces Ann Lowe as chair.", "Ann Lowe", "Tom Reed"),
    ("When is it due, now that the plan was changed?", "The day, 1 May, is superseded by 2 June.", "1 May", "2 June"),
]  # fmt: skip

LEFT = [
    ("When was it due before?", "The date of completion, 30 May 2024, is replaced by 2 June 2025.", "30 May 2024"),
    ("What was the original fee?", "The fee of £20 was raised to £25 in April.", "£20"),
    ("How much did a ticket cost?", "A ticket costs £7 rather than £5.", "£5"),
    ("Whom does Tom Reed replace?", "Tom Reed replaces Ann Lowe as chair.", "Ann Lowe"),
    ("Which date gives way to 2 June?", "The day, 1 May, is superseded by 2 June.", "1 May"),
    ("When does the shop open?", "The shop is open from 1 May to 2 June.", "1 May"),
    ("How many came?", "On Friday 30 guests came, and 40 followed on Sunday.", "30"),
    ("How long is the fence?", "The fence is 30 metres long; it was moved to plot 7.", "30"),
    ("When does the season start?", "From May 2020. The rule was changed to help boats from June 2021 on.", "May 2020"),
    ("When does it run?", "In 1990 the old pump was replaced by a new one of 1999.", "1990"),
    ("When is it due?", "The day, 1 May, is superseded by 2 June.", "2 June"),
]  # fmt: skip


def read(sentence: str, value: str) -> tuple[int, int]:
    return sentence.index(value), sentence.index(value) + len(value)


@pytest.mark.parametrize(("question", "sentence", "old", "new"), CHANGES)
def test_the_value_in_force_is_preferred(question: str, sentence: str, old: str, new: str) -> None:
    assert sentence[slice(*current_bounds(question, sentence, read(sentence, old)))] == new


@pytest.mark.parametrize(("question", "sentence", "value"), LEFT)
def test_what_was_read_is_left_where_nothing_is_replaced_or_the_past_is_asked_for(
    question: str, sentence: str, value: str
) -> None:
    assert current_bounds(question, sentence, read(sentence, value)) == read(sentence, value)


def test_another_sentence_may_replace_a_value() -> None:
    told = ["The weir is old.", "The date in clause 4, 1 May 2024, is replaced by 2 June 2025."]
    assert current_value("By when must it be finished?", "1 May 2024", told) == "2 June 2025"
    assert current_value("By when must it be finished?", "3 May 2024", told) == "3 May 2024"
    assert current_value("By when was it to be finished at first?", "1 May 2024", told) == "1 May 2024"
    assert current_value("By when must it be finished?", "", told) == ""
