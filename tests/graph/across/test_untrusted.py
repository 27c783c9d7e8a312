"""No text, however it is made, costs cleaning, splitting or tagging more than time in proportion to its length."""

from __future__ import annotations

import time

import pytest

from graph.text.clean import clean
from graph.text.names import strip_disambiguation
from graph.text.sentences import sentence_bounds
from tests.support.growth import grows_with_the_size
from tests.support.shared import DATA, needs_data
from tests.support.untrusted import PATTERNS, WORK

SIZE = 750


@pytest.mark.parametrize("name", WORK)
def test_time_grows_with_the_length_of_every_pattern(name: str) -> None:
    work = WORK[name]
    above = {}
    for pattern, make in PATTERNS.items():
        told = grows_with_the_size(lambda size, make=make: work(make(size)), SIZE)  # type: ignore[misc]
        if told:
            above[pattern] = told
    assert not above


@needs_data
def test_an_attack_by_dots_and_one_by_blanks_are_read_at_once() -> None:
    for name in ("redos_dots.txt", "redos_spaces.txt"):
        text = (DATA / "badinput" / "attacks" / name).read_text()
        begin = time.process_time()
        assert sentence_bounds(clean(text))
        # It took 110 seconds.
        assert time.process_time() - begin < 20


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ('Wait... what? Yes!! "No." he said.', ["Wait... what?", "Yes!!", '"No." he said.']),
        ("One...... Two", ["One......", "Two"]),
        ("一。。」二．三", ["一。。」", "二．", "三"]),
        ("One.Two.. Three", ["One.Two..", "Three"]),
        ("A。. B", ["A。", ".", "B"]),
    ],
)
def test_runs_of_marks_end_a_sentence_as_before(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_bounds(text)] == sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a  \t\nb \u00a0\n\n\n\n c  ", "a\nb\n\n c"),
        ("\n\n  a", "  a"),
        ("א\u200d\u200dא", "א\u200d\u200dא"),
        ("a\u200dא", "aא"),
        ("א\u200d", "א"),
        ("\u200dא", "א"),
        ("א" + "\u05b0" * 60, "א" + "\u05b0" * 30),
    ],
)
def test_cleaning_keeps_what_is_seen(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Ida (film)", "Ida"),
        ("Ida (film) ", "Ida"),
        ("Ida (a) (b)", "Ida (a)"),
        ("Ida (a (b))", "Ida (a (b))"),
        ("(film)", "(film)"),
        ("Ida (film) x", "Ida (film) x"),
        ("Ida film)", "Ida film)"),
        ("f(x)", "f"),
    ],
)
def test_a_title_loses_the_brackets_at_its_end(title: str, plain: str) -> None:
    assert strip_disambiguation(title) == plain
