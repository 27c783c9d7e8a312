"""Names of one thing match for a reason that can be read, and names of two things do not."""

from __future__ import annotations

import pytest

from graph.resolution.name_form import NameForm
from graph.resolution.name_rules import blocking_keys, match_names

COMMON = frozenset("agenda card form president".split())
SAME = [
    ("Acme Inc.", "Acme", "legal form"),
    ("Jetstar Airways Pte Ltd", "Jetstar Airways", "legal form"),
    ("Johnson & Johnson", "Johnson and Johnson", "both are called"),
    ("Marks & Spencer", "Marks Spencer", "punctuation"),
    ("Wal-Mart", "Walmart", "punctuation"),
    ("St. Ives", "Saint Ives", "punctuation"),
    ("GSA’s Payroll", "GSA Payroll", "called"),
    ("Dr. Ada Byron", "Ada Byron", "a title"),
    ("Ian Holm", "Sir Ian Holm CBE", "a title"),
    ("WHO", "World Health Organization", "initials"),
    ("U.N.E.P.", "United Nations Environment Programme", "initials"),
    ("USDA", "United States Department of Agriculture", "initials"),
    ("J. Smith", "John Smith", "same initials"),
    ("J.R.R. Tolkien", "John Ronald Reuel Tolkien", "same initials"),
    ("Glen A. Froseth", "Glen Froseth", "like first names"),
    ("Jeff Porcaro", "Jeffrey Thomas Porcaro", "like first names"),
    ("Bill Clinton", "William Clinton", "like first names"),
    ("Dick Stafford", "Richard Calvert Stafford", "like first names"),
    ("Paul Mantz", "Albert Paul Mantz", "like first names"),
    ("Marion Teauge", "Marion Teague", "one letter"),
    ("Kubernetis", "Kubernetes", "one letter"),
    ("Landover, Maryland", "Landover", "says where"),
    ("Hawai'i", "Hawaii", "punctuation"),
    ("T-2544", "T2544", "punctuation"),
    ("MKPs", "MKP", "plural"),
    ("Authorised Persons", "Authorised Person", "plural"),
    ("Duty Officers", "Duty Officer", "plural"),
]
DIFFERENT = [
    ("Form 10", "Form 12"),
    ("Form 10 Inc.", "Form 12"),
    ("Henry IV", "Henry V"),
    ("Henry IV of France", "Henry V of France"),
    ("First Army", "Second Army"),
    ("Terry Henderson Jr.", "Terry Henderson"),
    ("Acme GmbH", "Acme Inc."),
    ("John Smith", "Jane Smith"),
    ("J. Smith", "K. Smith"),
    ("J. Smith", "J. Smythe"),
    ("A. Smith", "John A. Smith"),
    ("Ada Moss", "Ada Reed"),
    ("Smith", "John Smith"),
    ("North Dakota", "South Dakota"),
    ("Wembley Stadium", "W. Max Finley Stadium"),
    ("The Lego Movie", "The Lego Batman Movie"),
    ("University of Michigan", "University of Northern Michigan"),
    ("America", "American"),
    ("Carter", "Garter"),
    ("Moss", "Mass"),
    ("Isabella of Aragon, Queen of Germany", "Isabella of Aragon"),
    ("WHO", "World Heritage Site"),
    ("General Rules of Behavior", "Rules of behavior"),
    ("BUs", "Bus"),
    ("TTS Accessibility Guild", "Accessibility Guild"),
    ("GSA Travel Card", "Travel Card"),
    ("Suggested Agenda", "Sam Agenda"),
    ("Section 1.2", "Section 12"),
    ("IL4", "ImageQuant LAS-4000"),
    ("Sponsors", "Sponsor"),
]


def form(name: str) -> NameForm:
    return NameForm.of(name, COMMON)


@pytest.mark.parametrize(("first", "second", "why"), SAME)
def test_names_of_one_thing_match(first: str, second: str, why: str) -> None:
    match = match_names(form(first), form(second))
    assert match is not None
    assert why in match.reason
    assert 0.7 <= match.score <= 1
    assert match == match_names(form(second), form(first))
    assert set(blocking_keys(form(first))) & set(blocking_keys(form(second)))


@pytest.mark.parametrize(("first", "second"), DIFFERENT)
def test_names_of_two_things_do_not(first: str, second: str) -> None:
    assert match_names(form(first), form(second)) is None
    assert match_names(form(second), form(first)) is None


def test_two_letters_are_too_few_to_be_shown() -> None:
    match = match_names(form("SE"), form("Skerry Engineers"))
    assert match is not None
    assert match.score < 0.7


def test_a_sentence_may_name_a_thing_and_its_initials() -> None:
    for first, second, why in SAME:
        match = match_names(form(first), form(second))
        assert match is not None
        assert match.may_name_both == (why not in ("same initials", "like first names", "one letter"))


def test_a_name_without_words_has_none() -> None:
    assert form("…").words == ()
    assert not form("…").is_part_of(form("John Smith"))
    assert form("Smith").is_part_of(form("John Smith"))
    assert not form("John Smith").is_part_of(form("Smith"))
