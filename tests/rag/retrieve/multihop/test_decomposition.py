"""What a question describes: where phrases begin and end, and what is left of the question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.extractive.rewrite import MAX_PARSED_CHARS
from rag.retrieve.multihop.decomposition import MAX_PHRASES, find_phrases


def named(question: str, name: str = "X") -> list[str]:
    return [phrase.named(name) for phrase in find_phrases(question)]


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("Where was the director of Copper Lantern born?", "Where was X born?"),
        ("Who covers for the colleague who found the leak in Hall 4?", "Who covers for X?"),
        ("What is the seat of the county where Van Hook Township is located?", "What is the seat of X?"),
        ("When did Marta Lindt's first husband leave the navy?", "When did X leave the navy?"),
        ("When was the sibling of Alice de Lusignan crowned?", "When was X crowned?"),
        ("Which river flows past the city in which Ada Lund lives?", "Which river flows past X?"),
    ],
)
def test_a_name_takes_the_place_of_what_is_described(question: str, left: str) -> None:
    assert left in named(question)


@pytest.mark.parametrize(
    "question",
    ["How is bread made?", "Who is Ada Lund?", "the of and", "?", "", "where was the director of the film born?"],
)
def test_nothing_is_described_without_a_name_or_without_anything_left_to_ask(question: str) -> None:
    assert find_phrases(question) == []


def test_other_languages_describe_nothing_by_english_rules() -> None:
    assert find_phrases("¿Cuántos puntos permitió a los Broncos la defensa de Carolina?") == []


def test_only_phrases_that_hold_a_text_are_told() -> None:
    question = "Which county borders the county where the largest city of Georgia lies?"
    assert all("Georgia" in phrase.asked for phrase in find_phrases(question, "Georgia"))
    assert find_phrases(question, "Atlanta") == []


def test_a_text_too_long_for_a_question_describes_nothing() -> None:
    assert find_phrases("Who is the mother of Ada Lund? " * (MAX_PARSED_CHARS // 20)) == []


@given(
    st.lists(st.sampled_from("the a of Ada Lund Georgia city where was who's is , ' ? born in 4".split()), max_size=40)
)
def test_any_words_make_few_phrases_each_with_one_place_for_a_name(parts: list[str]) -> None:
    question = " ".join(parts)
    found = find_phrases(question)
    assert len(found) <= MAX_PHRASES
    assert len({(phrase.before, phrase.after) for phrase in found}) == len(found)
    for phrase in found:
        assert question.startswith(phrase.before)
        assert phrase.asked.endswith("?")
