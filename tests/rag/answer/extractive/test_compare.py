"""What a question compares, and by which dates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.text.dates import find_dates
from rag.answer.extractive.compare import (
    Comparison,
    asks_degree,
    find_life_dates,
    parse_comparison,
    parse_options,
)
from rag.answer.extractive.decomposition import find_descriptions
from rag.answer.extractive.rewrite import rewrite_question


@pytest.mark.parametrize(
    ("question", "names", "asked", "later"),
    [
        ("Who is older, Mara Lindt or Odo Brandt?", ("Mara Lindt", "Odo Brandt"), "When was Mara Lindt born?", False),
        ("Which actor was born later, Ann Lee or Bo Re?", ("Ann Lee", "Bo Re"), "When was Ann Lee born?", True),
        ("Was Ann Lee or Bo Re born first?", ("Ann Lee", "Bo Re"), "When was Ann Lee born?", False),
        ("Who died first: Ann Lee or Bo Re?", ("Ann Lee", "Bo Re"), "When did Ann Lee die?", False),
        ("Who was born first out of Ann Lee and Bo Re?", ("Ann Lee", "Bo Re"), "When was Ann Lee born?", False),
        ("Which film came out more recently, Up, Up or Reef?", ("Up, Up", "Reef"), "When was Up, Up released?", True),
        ("Which mill was built earlier, the Old or the New?", ("the Old", "the New"), "When was the Old built?", False),
        (
            "Which film has the director who died later, Up or The Reef?",
            ("Up", "The Reef"),
            "When did the director of the film Up die?",
            True,
        ),
        (
            "Which film whose director is younger, Up or The Reef?",
            ("Up", "The Reef"),
            "When was the director of the film Up born?",
            True,
        ),
        (
            "Which film's producer was born first, Up or The Reef?",
            ("Up", "The Reef"),
            "When was the producer of the film Up born?",
            False,
        ),
        ("Who lived longer, Ann Lee or Bo Re?", ("Ann Lee", "Bo Re"), "When did Ann Lee die?", True),
    ],
)
def test_two_names_and_what_is_asked_of_each(question: str, names: tuple[str, str], asked: str, later: bool) -> None:
    found = parse_comparison(question)
    assert found is not None
    assert (found.names, found.asked[0], found.later) == (names, asked, later)
    assert found.asked[1] == asked.replace(names[0], names[1])


@pytest.mark.parametrize(
    "question",
    [
        "Which is taller, the mast or the tower?",
        "Who was born in Bath or Wells?",
        "When was the older mill built?",
        "Is the pump old or new?",
        "",
    ],
)
def test_other_questions_compare_no_dates(question: str) -> None:
    assert parse_comparison(question) is None


@pytest.mark.parametrize(
    ("sentence", "born", "died"),
    [
        ("Ann Lee (3 May 1921 – March 4, 1990) was a keeper.", (1921, 5, 3), (1990, 3, 4)),
        ("Ann Lee (born 3 May 1921 in Bath) keeps bees.", (1921, 5, 3), None),
        ("In 1963 Ann Lee filmed the reef.", None, None),
        ("He was born in May 1921 and died on 4 March 1990.", (1921, 5, 0), (1990, 3, 4)),
        ("The Reef (1932, 1940) is a film.", None, None),
    ],
)
def test_dates_of_a_life(sentence: str, born: object, died: object) -> None:
    assert find_life_dates(sentence) == (born, died)


def test_a_date_of_another_event_is_not_taken_for_a_birth() -> None:
    born = Comparison(("a", "b"), ("", ""), "born", later=False)
    assert born.day("The film came out in 1950.", "1950") is None
    released = Comparison(("a", "b"), ("", ""), "released", later=False)
    assert released.day("The Reef is a 1932 film of 1931.", "") == (1932, 0, 0)
    assert released.day("The Reef is a 1932 film of 1931.", "1931") == (1931, 0, 0)


def test_ages_are_whole_years() -> None:
    longer = Comparison(("a", "b"), ("", ""), "lived", later=True)
    assert longer.day("Ann (3 May 1921 – 2 May 1990) sang.", "") == (68, 0, 0)
    assert longer.day("Ann (born 3 May 1921) sings.", "") is None


def test_dates_that_do_not_tell_choose_nothing() -> None:
    first, last = (Comparison(("a", "b"), ("", ""), "born", later=later) for later in (False, True))
    assert (first.chosen((1901, 0, 0), (1902, 5, 1)), last.chosen((1901, 0, 0), (1902, 5, 1))) == (0, 1)
    assert first.chosen((1901, 0, 0), (1901, 5, 1)) is None
    assert first.chosen((1901, 5, 2), (1901, 5, 1)) == 1


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which novelist lives in Bath, Ann Lee or Bo Re?", ("Ann Lee", "Bo Re")),
        ("Who filmed The Reef, Ann Lee or  the Re brothers?", ("Ann Lee", "the Re brothers")),
        ("Which mast is taller, P3 or P4?", ("P3", "P4")),
        ("Who pays for it, the Merrow Fund or the Trust?", ("the Merrow Fund", "the Trust")),
        ("Which came out first, the film Reef or Up?", ("Reef", "Up")),
        ("Who repaired the pump, and did it leak or not?", None),
        ("Is it red, green or blue?", None),
        ("", None),
    ],
)
def test_names_to_choose_from(question: str, names: object) -> None:
    assert parse_options(question) == names


def test_long_questions_take_no_time() -> None:
    long = "Who was born first, " + "Ann, Lee's cook or " * 400
    assert parse_comparison(long) is None
    assert parse_options(long) is None
    assert not asks_degree("")
    assert rewrite_question(long) == long
    assert len(find_descriptions(long.replace(" or", ""))) < 1000


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    parse_comparison(text)
    find_life_dates(text)
    parse_options(text)
    asks_degree(text)
    assert all(1000 <= year <= 2099 for year, _, _ in find_dates(text))
