from __future__ import annotations

import re

import pytest

from graph.text.negation import (
    NOT_PATTERN,
    fold_token,
    hints_at_negation,
    is_negated,
    is_negation_cue,
    remove_negating_idioms,
)


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("He did not go.", True),
        ("He didn’t go.", True),
        ("Nobody went.", True),
        ("He failed to go.", True),
        ("He never did nothing.", False),
        ("He knows it.", False),
        ("The knot is nothingness.", False),
    ],
)
def test_an_odd_number_of_negations_negates(text: str, negated: bool) -> None:
    assert is_negated(text) is negated


@pytest.mark.parametrize(
    "text", ["Everyone except Ann", "an unusual mill", "It lacks a roof", "They won't", "NOT here"]
)
def test_words_that_may_negate_are_hints(text: str) -> None:
    assert hints_at_negation(text)


@pytest.mark.parametrize("text", ["Everyone and Ann", "under the mill", "It has a roof"])
def test_other_words_are_no_hints(text: str) -> None:
    assert not hints_at_negation(text)


@pytest.mark.parametrize(
    ("tokens", "cue"),
    [
        (["not", "open"], True),
        (["Isn’t", "open"], True),
        (["jamás", "abierto"], True),
        (["failed", "to", "open"], True),
        (["failed", "it"], False),
        (["Free", "from", "rust"], True),
        (["no", "open"], True),
        (["No", ".", "7"], False),
        (["NO", "gas"], False),
        (["free"], False),
    ],
)
def test_cues_negate_what_follows(tokens: list[str], cue: bool) -> None:
    assert is_negation_cue(tokens, 0) is cue


def test_idioms_negate_nothing() -> None:
    assert remove_negating_idioms("It is not only old; no doubt.").split() == ["It", "is", "old;", "."]
    assert remove_negating_idioms("It is not old.") == "It is not old."


def test_not_is_found_as_a_word_or_an_ending() -> None:
    assert re.findall(NOT_PATTERN, "He has not, never, didn't; knot nevertheless") == ["not", "never", "n't"]


def test_tokens_are_folded() -> None:
    assert fold_token("N’Était") == "n'etait"
