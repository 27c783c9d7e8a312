from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from graph.errors import ModelError
from rag.answer.extractive.pairs import MAX_PAIR_TOKENS, SHARED_SEGMENT, encode_pair
from rag.answer.extractive.reader import READER_FILE, Reader, best_span

SENTENCE = "Radium was discovered by Marie and Pierre Curie in 1898."


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return Reader(tmp_path_factory.mktemp("models"))


def test_it_finds_the_words_that_answer(reader: Reader) -> None:
    when, elsewhere = reader.read(
        "When was radium discovered?", [(SENTENCE, 0), ("The river is deep and slow and has no fish.", 0)]
    )
    assert "1898" in SENTENCE[when.start : when.end]
    assert when.margin > elsewhere.margin


def test_an_answer_starts_at_the_offset_or_after(reader: Reader) -> None:
    text = f"In 1867 she was born. {SENTENCE}"
    offset = text.index(SENTENCE)
    (reading,) = reader.read("When was radium discovered?", [(text, offset)])
    assert offset <= reading.start < reading.end <= len(text)


@pytest.mark.parametrize(("text", "start"), [("", 0), ("  ", 0), ("word", 4)])
def test_where_there_is_nothing_to_read_there_is_no_answer(reader: Reader, text: str, start: int) -> None:
    (reading,) = reader.read("Who?", [(text, start)])
    assert reading.margin == -np.inf
    assert reading.start == reading.end == start


def test_the_kept_graph_gives_the_same_reading_as_the_one_in_memory(tmp_path: Path) -> None:
    texts = [(SENTENCE, 0)]
    kept = Reader(tmp_path)
    first = kept.read("Who discovered radium?", texts)
    assert [file.suffix for file in tmp_path.iterdir()] == [".onnx"]
    assert Reader(tmp_path).read("Who discovered radium?", texts) == first
    assert Reader().read("Who discovered radium?", texts) == first


def test_long_texts_and_odd_characters_are_read_up_to_the_limit(reader: Reader) -> None:
    readings = reader.read("Who? " * 200, [("a " * 5000, 0), ("x" * 9000, 0), ("\ud800 Ann \U0001f600", 0)])
    assert len(readings) == 3


def test_the_row_marks_words_of_the_question_and_points_into_the_text(reader: Reader) -> None:
    tokenizer = reader.tokenizer
    row = encode_pair(tokenizer, "Who discovers radium?", SENTENCE)
    marks = row.segments[row.first : -1]
    marked = {
        SENTENCE[start:end] for (start, end), mark in zip(row.bounds, marks, strict=True) if mark == SHARED_SEGMENT
    }
    assert "discovered" in marked
    assert "1898" not in marked
    assert len(encode_pair(tokenizer, "Who?", "word " * 900).tokens) == MAX_PAIR_TOKENS


def test_the_best_span_is_the_highest_sum_in_order_and_of_bounded_length(reader: Reader) -> None:
    row = encode_pair(reader.tokenizer, "Who?", "a b c d")
    scores = np.zeros((len(row.tokens), 2), np.float32)
    scores[row.first + 2, 0] = 5
    scores[row.first + 1, 1] = 4
    scores[row.first + 3, 1] = 3
    scores[0] = 1
    reading = best_span(row, scores)
    assert (reading.start, reading.end, reading.margin) == (4, 7, 6.0)


def test_missing_weights_are_a_failure_with_a_hint(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ModelError, match="pip install"):
        Reader(tmp_path).read("Who?", [(SENTENCE, 0)])


def test_the_correction_is_small_and_names_its_data() -> None:
    from safetensors import safe_open

    with safe_open(READER_FILE, "np") as tensors:
        about = tensors.metadata()
    assert "QAMR" in about["data"]
    assert READER_FILE.stat().st_size < 4_000_000
