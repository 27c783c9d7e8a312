"""A mistyped word is read as the word of the documents that it is like; all else stays as it was typed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import ModelError
from graph.sqlite.store import SqliteStore
from graph.store import GraphStore
from graph.text.clean import clean
from graph.types import EVERYTHING, Filter, Meta
from rag import spelling
from rag.spelling import correct_spelling, is_english
from rag.types import SpellCorrection
from tests.contract.parts import name_of, part

TEXTS = (
    "Wilf Darnley saw a mink on Quern Beck, on the raft below the ford.",
    "The trustees of the Merrow Foundation renewed the agreement with Callum Strake about the spawning channel.",
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphStore]:
    opened = SqliteStore(tmp_path_factory.mktemp("spelling") / "graph.db")
    for number, text in enumerate(TEXTS):
        one = part(f"{number}.txt", [text])
        opened.replace(name_of(one), one)
    hidden = part("hidden.txt", ["Zebedee Quarrell signed it."], meta=Meta(access=("board",)))
    opened.replace(name_of(hidden), hidden)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Who saw the mnik on Qeurn Beck?", "Who saw the mink on Quern Beck?"),
        ("What did WILF DARNLY see on the raft?", "What did WILF DARNLEY see on the raft?"),
        ("Wehn was the agreemnet with Calum Strake renewed?", "When was the agreement with Callum Strake renewed?"),
        ("who pays for the foundtaion of the Merow?", "who pays for the foundation of the Merrow?"),
        ("What is the  trutsee’s   nmae?", "What is the  trustee’s   name?"),
    ],
)
def test_slips_are_mended_and_told(store: GraphStore, typed: str, meant: str) -> None:
    found = correct_spelling(typed, store, EVERYTHING)
    assert found.text == meant
    for one, other in found.changes:
        typed = typed.replace(one, other)
    assert typed == meant


@pytest.mark.parametrize(
    "text",
    [
        "Who saw the mink on Quern Beck?",
        "Who is the sibling of the employer of the warden?",
        "Who is the mint of the Quern?",
        "What is P-03 and who is AB12?",
        "Who is Xyzzyplugh of the tower?",
        "",
        "?!",
    ],
)
def test_all_else_stays(store: GraphStore, text: str) -> None:
    found = correct_spelling(text, store, EVERYTHING)
    assert found.text == text
    assert found.changes == ()


def test_letters_that_look_alike_or_are_not_seen_are_read_as_they_look(store: GraphStore) -> None:
    found = correct_spelling("Who saw the m\u0456nk on Qu\u00adern B\u0435ck?", store, EVERYTHING)
    assert found.text == "Who saw the mink on Quern Beck?"
    for text in ("Кто видел норку?", "क्\u200dया राम\u200cपुर में है?"):
        assert correct_spelling(text, store, EVERYTHING).text == text


def test_of_words_as_near_the_one_is_meant_that_stands_with_the_others(store: GraphStore) -> None:
    two = part("two.txt", ["The prices of the Ballad rose.", "Princess Baladina is a story by Willa Cather."])
    store.replace(name_of(two), two)
    assert (
        correct_spelling("Who wrote the Pricess Baladina?", store, EVERYTHING).text
        == "Who wrote the Princess Baladina?"
    )
    store.replace(name_of(two), None)


def test_another_language_stays(store: GraphStore) -> None:
    text = "Welcher Mann sah den Minkk bei Qern Beck?"
    assert correct_spelling(text, store, EVERYTHING).text == text


def test_no_word_is_told_of_documents_that_the_reader_may_not_see(store: GraphStore) -> None:
    text = "What did Zebedde Quarell sign in the end?"
    assert "Quarrell" in correct_spelling(text, store, Filter(access=("board",))).text
    assert correct_spelling(text, store, Filter(access=())).text == text


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    class Nothing:
        def search(self, *_: object, **__: object) -> list[tuple[str, float]]:
            return []

        def spellings(self, *_: object) -> list[str]:
            return []

    found = correct_spelling(text, Nothing(), EVERYTHING)  # type: ignore[arg-type]
    assert found.changes or not text.isascii() or found.text == clean(text)


def test_without_the_default_embedder_questions_stay_as_typed(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> Path:
        raise ModelError("the weights are not installed", "install them")

    monkeypatch.setattr(spelling, "weights_folder", missing)
    spelling._vocabulary.cache_clear()
    try:
        text = "Who saw the mnik on Qeurn Beck?"
        assert correct_spelling(text, store, EVERYTHING) == SpellCorrection(text)
    finally:
        spelling._vocabulary.cache_clear()


def test_english_words_are_known() -> None:
    assert all(map(is_english, ("sibling", "employer", "covers", "founded", "summarise", "organisation")))
    assert not any(map(is_english, ("mnik", "agreemnet", "wehn")))
