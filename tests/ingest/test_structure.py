"""Passages of a structured document: what is not parted, and the context of what is."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from graph.blocks import MAX_CONTEXT_CHARS
from graph.types import Document, Meta, Passage
from ingest.split import split, split_all_sentences
from ingest.text_builder import TextBuilder

KINDS = st.sampled_from(("heading", "paragraph", "item", "code", "note", "field"))
TEXTS = st.sampled_from(("Leave", "It is so. It is not.", "You may:", "x" * 90, "one\ntwo\nthree", "京。都。"))
PARTS = st.lists(st.tuples(KINDS, TEXTS, st.integers(1, 3)), max_size=25)
LONG = "The mill stands on the river and grinds oats and wheat for the whole village. " * 3


def document(builder: TextBuilder, title: str = "Rules") -> Document:
    text, blocks = builder.build()
    return Document.make("a.md", title, text, meta=Meta(blocks=blocks))


@given(PARTS, st.integers(20, 200))
def test_every_letter_is_in_one_passage_and_in_one_sentence(parts: list[tuple[str, str, int]], size: int) -> None:
    builder = TextBuilder()
    for kind, text, level in parts:
        builder.add(kind, text, level)  # type: ignore[arg-type]
    made = document(builder)
    passages = split(made, size)
    assert "".join("".join(passage.text.split()) for passage in passages) == "".join(made.text.split())
    assert all(left.end <= right.start for left, right in pairwise(passages))
    assert all(len(passage.text) <= size and len(passage.context) <= MAX_CONTEXT_CHARS for passage in passages)
    texts = {passage.id: passage.text for passage in passages}
    sentences = split_all_sentences(passages)
    said = "".join(texts[sentence.passage_id][sentence.start : sentence.end] for sentence in sentences)
    assert "".join(said.split()) == "".join(made.text.split())


def test_a_later_piece_of_a_table_has_its_columns_and_a_row_is_one_sentence() -> None:
    builder = TextBuilder()
    builder.add("heading", "Rules", 1)
    builder.add("heading", "Days off", 2)
    builder.add_table([["Name", "Days"], *([f"Mr. No. {row}", str(row)] for row in range(120))], True, "By person")
    made = document(builder)
    first, *rest = split(made, 500)
    assert first.context == ""
    assert first.text.startswith("Rules\n\nDays off\n\nBy person\nName | Days\nMr. No. 0 | 0")
    assert {passage.context for passage in rest} == {"Days off\nBy person\nName | Days"}
    assert all(passage.text.startswith("Mr. No.") for passage in rest)
    texts = {passage.id: passage.text for passage in rest}
    sentences = [one for one in split_all_sentences([first, *rest]) if one.passage_id in texts]
    rows = [texts[one.passage_id][one.start : one.end] for one in sentences]
    assert rows == [f"Mr. No. {row} | {row}" for row in range(120)][-len(rows) :]


def test_a_list_is_not_parted_from_what_introduces_it_and_a_heading_from_what_follows() -> None:
    builder = TextBuilder()
    for _ in range(4):
        builder.add("paragraph", LONG)
        builder.add("heading", "When you may leave", 2)
        builder.add("paragraph", "You may leave when:")
        for number in range(9):
            builder.add("item", f"- reason number {number} that takes some words to tell", 1)
    for passage in split(document(builder), 400):
        assert not passage.text.endswith(("leave", "when:"))
        if passage.text.startswith("- reason"):
            assert passage.context == "When you may leave\nYou may leave when:"


def test_what_is_not_structured_has_no_context() -> None:
    made = Document.make("a.txt", "A", LONG * 20)
    assert {passage.context for passage in split(made, 300)} == {""}
    assert Passage("p", "d", "Text.", 0, title="A", context="B").heading == "A\nB"
