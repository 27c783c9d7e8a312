"""What the untidy forms of a corpus keep and lose."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given as any_
from hypothesis import strategies as some

from ingest.types import LoadedText
from tests.bench.corpus import Asked, Given, embedder, put_in
from tests.bench.untidy import cuts, recut, sharing, untitled

TEXTS = (
    LoadedText("Ada Lovelace", "Ada Lovelace wrote the first program. She was the daughter of Lord Byron.", "a"),
    LoadedText("Lord Byron", "Lord Byron was a poet. He died at Missolonghi in Greece.", "b"),
    LoadedText("Missolonghi", "Missolonghi is a town.", "c"),
)
TIDY = Given("three", TEXTS, (Asked("Where did the father of Ada Lovelace die?", frozenset("ab"), "Missolonghi"),))


@any_(some.text("ab \u00e4", max_size=200), some.integers(1, 50))
def test_cuts_hold_all_of_a_text_in_order_and_none_is_too_long(text: str, size: int) -> None:
    found = list(cuts(text, size))
    assert "".join(text[start:end] for start, end in found) == text
    assert all(end - start <= size for start, end in found)


@any_(some.text("ab ", min_size=1, max_size=200), some.integers(1, 50), some.data())
def test_every_stretch_has_a_cut_that_holds_half_of_the_shorter_or_most(
    text: str, size: int, data: some.DataObject
) -> None:
    start = data.draw(some.integers(0, len(text) - 1))
    end = data.draw(some.integers(start + 1, len(text)))
    bounds = list(cuts(text, size))
    found = sharing(bounds, start, end)
    common = [min(end, right) - max(start, left) for left, right in bounds]
    half = [i for i, (left, right) in enumerate(bounds) if 2 * common[i] >= min(end - start, right - left)]
    assert found == half or (not half and len(found) == 1 and common[found[0]] > 0)


def test_a_cut_falls_between_words_where_there_is_a_blank() -> None:
    assert list(cuts("one two three", 9)) == [(0, 8), (8, 13)]
    assert list(cuts("unbroken", 3)) == [(0, 3), (3, 6), (6, 8)]


def test_the_gold_of_a_recut_question_are_the_cuts_of_its_gold_texts() -> None:
    found = recut(TIDY, 40)
    assert all(text.title == "" and len(text.text) <= 40 for text in found.texts)
    assert " ".join(text.text for text in found.texts) == " ".join(text.text for text in TEXTS)
    held = " ".join(text.text for text in found.texts if text.locator in found.questions[0].gold)
    assert "first program" in held
    assert "died at Missolonghi" in held
    assert "is a town" not in held


@pytest.mark.parametrize("given", [untitled(TIDY), recut(TIDY, 1000)], ids=["untitled", "recut"])
def test_a_text_without_a_title_is_stored_without_one(given: Given, tmp_path: Path) -> None:
    corpus = put_in(given, tmp_path, embedder())
    try:
        assert [document.title for document in corpus.store.documents()] == [""] * len(given.texts)
        assert set(corpus.records.values()) == {text.locator for text in given.texts}
        assert all(not mention.in_title for mention in corpus.store.read(corpus.records).mentions)
    finally:
        corpus.store.close()
