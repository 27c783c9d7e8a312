from __future__ import annotations

import pytest

from graph.types import Passage
from rag.answer.extractive.acronyms import answer_from_acronyms, long_forms


@pytest.mark.parametrize(
    ("acronym", "text", "long"),
    [
        ("HRS", "In 1988 the Harbour Rescue Service (HRS) was founded.", "Harbour Rescue Service"),
        ("ToC", "The Ministry of Coasts, or Table of Charts (ToC), lists them.", "Table of Charts"),
        ("TCs", "Every turning circle (TC) is marked.", "turning circle"),
        ("HRS", "The HRS (Harbour Rescue Service) has two boats.", "Harbour Rescue Service"),
        ("SNP", "A ship-to-shore network plan (“SSNP”) or a snow plough (SNP)", ""),
    ],
)
def test_the_words_before_the_bracket_are_the_long_form(acronym: str, text: str, long: str) -> None:
    assert list(long_forms(acronym, text)) == ([long] if long else [])


def test_an_abbreviation_is_written_out_with_its_sentence() -> None:
    passage = Passage("p", "d", "Boats are blue. The Harbour Rescue Service (HRS) has two. One is old.", 0)
    answer = answer_from_acronyms("What does HRS stand for?", [passage])
    assert answer is not None
    assert answer.short == "Harbour Rescue Service"
    assert [quote.text for quote in answer.quotes] == ["The Harbour Rescue Service (HRS) has two."]


def test_two_long_forms_give_no_short_answer() -> None:
    passages = [
        Passage("p", "d", "The Harbour Rescue Service (HRS) has two boats.", 0),
        Passage("q", "e", "The Hull Repair Shop (HRS) is closed.", 0),
    ]
    answer = answer_from_acronyms("What does HRS mean?", passages)
    assert answer is not None
    assert answer.short == ""
    assert len(answer.quotes) == 2


def test_other_words_are_no_abbreviations() -> None:
    passage = Passage("p", "d", "The Harbour Rescue Service (HRS) has two boats.", 0)
    assert answer_from_acronyms("What is a harbour?", [passage]) is None
    assert answer_from_acronyms("Who founded the HRS?", [passage]) is None
