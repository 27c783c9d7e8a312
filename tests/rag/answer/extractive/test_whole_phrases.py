"""A short answer is widened to the phrase it is part of."""

from __future__ import annotations

import pytest

from rag.answer.extractive.whole_phrases import widen_to_phrase


@pytest.mark.parametrize(
    ("asked", "sentence", "answer", "phrase"),
    [
        ("Which roofer was chosen?", "The committee chose Marlow Roofing.", "Marlow", "Marlow Roofing"),
        ("Who chairs it?", "It is chaired by Dr Ruth Okafor.", "Okafor", "Dr Ruth Okafor"),
        ("Who pays?", "On Monday Ruth pays.", "Ruth", "Ruth"),
        ("How often is it done?", "Descale it every three months.", "three months", "every three months"),
        ("How often is it done?", "Do it every year, or after 300 cups.", "year", "every year, or after 300 cups"),
        ("How often is it done?", "It is done twice a year by hand.", "twice", "twice a year"),
        ("What does Mei have to do?", "Mei will book the medals.", "book", "book the medals"),
        ("What does Mei do for a living?", "Mei is a nurse.", "nurse", "nurse"),
        ("When is paper collected?", "It is collected every second Tuesday.", "Tuesday", "every second Tuesday"),
        ("When is it?", "It is on the first Monday of each month.", "Monday", "first Monday of each month"),
        ("When is it?", "It is the first Monday of each month.", "Monday of each month", "first Monday of each month"),
        ("When does it open?", "It opens on Monday in the month of May.", "Monday", "Monday"),
        ("When does it open?", "It opens in May after Easter.", "May", "May"),
    ],
)
def test_an_answer_is_widened(asked: str, sentence: str, answer: str, phrase: str) -> None:
    start = sentence.index(answer)
    first, last = widen_to_phrase(asked, sentence, (start, start + len(answer)))
    assert sentence[first:last] == phrase
