"""Records that do not have the field that is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.answer.extractive.fields import asked_field, contains_field_words, lacks_field, record_fields
from rag.embed.minilm import MiniLM

RECORD = "car: Fiat 500; price: £9,000; phone: 0123 456; supplier: Motor Barn; notes: It has a mass of 900 kg."
PROSE = "The price of the car is £9,000."


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> MiniLM:
    return MiniLM(Path(tmp_path_factory.mktemp("models")), threads=1)


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("What is the engine number of the Fiat?", "engine number"),
        ("What's the price for a day?", "price"),
        ("What is the name of the car?", ""),
        ("Who sold the car?", ""),
        ("What did the car cost?", ""),
    ],
)
def test_the_field_that_is_asked_for(question: str, field: str) -> None:
    assert asked_field(question) == field


def test_the_names_of_fields_are_read() -> None:
    assert record_fields(RECORD) == ["car", "price", "phone", "supplier", "notes"]
    assert record_fields("At noon: nothing. He said: go; come: both.") != record_fields(RECORD)


@pytest.mark.parametrize("asked", ["engine number", "top speed", "warranty period"])
def test_a_record_does_not_tell_what_it_does_not_name(asked: str, embedder: MiniLM) -> None:
    assert lacks_field(asked, RECORD, embedder)
    assert not lacks_field(asked, PROSE, embedder)


@pytest.mark.parametrize("asked", ["price", "cost", "telephone number", "manufacturer", "mass"])
def test_a_field_may_be_asked_for_in_other_words(asked: str, embedder: MiniLM) -> None:
    assert not lacks_field(asked, RECORD, embedder)


def test_questions_for_no_field_leave_records_alone(embedder: MiniLM) -> None:
    assert not lacks_field(asked_field("Which company sold the Fiat 500?"), RECORD, embedder)


def test_a_sentence_says_a_field_by_all_its_words() -> None:
    assert contains_field_words("engine number", "The number of the engine is 7.")
    assert not contains_field_words("engine number", "The number of the plate is 7.")
