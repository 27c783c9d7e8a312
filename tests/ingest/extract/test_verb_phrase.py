"""The words of verbs, and who acts."""

from __future__ import annotations

import pytest

from ingest.extract.verb_phrase import is_asserted, is_passive, read_subjects, verb_phrase
from rag.dependency_parser import Token, parse_texts


def verb(text: str, form: str) -> Token:
    return next(token for tokens in parse_texts([text]) for token in tokens if token.text == form)


@pytest.mark.parametrize(
    ("text", "form", "words"),
    [
        ("Ada can't sell the mill.", "sell", "can not sell"),
        ("Ada won't be paid.", "paid", "will not be paid"),
        ("Ada set up the mill.", "set", "set up"),
        ("Ada stopped selling mills.", "selling", "stop selling"),
        ("Ada may buy and sell mills.", "sell", "may sell"),
    ],
)
def test_a_verb_phrase_has_modal_negation_and_particle(text: str, form: str, words: str) -> None:
    assert " ".join(verb_phrase(verb(text, form))) == words


@pytest.mark.parametrize(
    ("text", "form", "subjects"),
    [
        ("Ada, who owns the mill, left.", "owns", ["Ada"]),
        ("Ada came and saw the mill.", "saw", ["Ada"]),
        ("Ada wants to sell the mill.", "sell", ["Ada"]),
        ("The mill, built by Ada, burned.", "built", ["mill"]),
        ("Ada, whose office is the mill, left.", "is", []),
        ("Ada asked Byron to sell it.", "asked", ["Ada"]),
    ],
)
def test_subjects_are_found_where_a_verb_has_none_of_its_own(text: str, form: str, subjects: list[str]) -> None:
    assert [noun.text for noun in read_subjects(verb(text, form))] == subjects


def test_the_passive_is_known_by_its_helper_or_its_agent() -> None:
    assert is_passive(verb("The mill was sold.", "sold"))
    assert is_passive(verb("The mill, built by Ada, burned.", "built"))
    assert not is_passive(verb("Ada has sold the mill.", "sold"))


@pytest.mark.parametrize(
    ("text", "form", "is_it"),
    [
        ("Ada sold the mill.", "sold", True),
        ("They left because Ada sold the mill.", "sold", True),
        ("Unless Ada sold the mill, we stay.", "sold", False),
        ("We hope that Ada sold the mill.", "sold", False),
        ("We know that Ada sold the mill.", "sold", True),
        ("When Ada sells the mill, we leave.", "sells", False),
    ],
)
def test_what_is_assumed_or_hoped_is_not_asserted(text: str, form: str, is_it: bool) -> None:
    assert is_asserted(verb(text, form)) is is_it
