from __future__ import annotations

from pathlib import Path

import pytest

from rag.answer.extractive.passage_reader import UNREAD_RELEVANCE, PassageReader, ReadableText
from rag.answer.extractive.sentences import quotable_bounds

TEXT = (
    "Bicycles are kept in the shed behind the gym. Keys to the shed are lent by the porter for a deposit of 15 euros. "
    "The canteen opens at seven. Dogs may be brought to the yard if they are on a lead."
)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> PassageReader:
    return PassageReader(tmp_path_factory.mktemp("models"))


def text_of(body: str) -> ReadableText:
    return ReadableText("House rules", body, tuple(quotable_bounds(body)))


@pytest.mark.parametrize(
    ("question", "place"),
    [("Where can I leave my bike?", 0), ("What does a key cost?", 1), ("Can I take my dog with me?", 3)],
)
def test_the_sentence_that_answers_is_the_most_relevant(reader: PassageReader, question: str, place: int) -> None:
    (readings,) = reader.read(question, [text_of(TEXT)])
    assert len(readings) == 4
    assert max(range(4), key=lambda number: readings[number].relevance) == place


def test_the_span_lies_in_its_sentence(reader: PassageReader) -> None:
    text = text_of(TEXT)
    (readings,) = reader.read("How much is the deposit?", [text])
    for (start, end), reading in zip(text.sentences, readings, strict=True):
        assert start <= reading.span.start <= reading.span.end <= end
    assert "15" in TEXT[readings[1].span.start : readings[1].span.end]


def test_every_sentence_of_a_long_text_is_read_and_those_without_words_are_not_relevant(reader: PassageReader) -> None:
    body = "\n".join(["A line of a list that goes on and on."] * 60 + ["***"])
    (readings,) = reader.read("What goes on?", [text_of(body)])
    assert len(readings) == 61
    assert all(reading.relevance > UNREAD_RELEVANCE for reading in readings[:60])


def test_texts_are_read_in_order_whatever_the_threads(reader: PassageReader, tmp_path: Path) -> None:
    texts = [text_of(TEXT), text_of("The canteen opens at seven.")]
    alone = PassageReader(tmp_path, threads=1)
    assert alone.read("When does the canteen open?", texts) == reader.read("When does the canteen open?", texts)
    assert reader.read("When?", []) == []
