"""What holds of extraction whatever the text is."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.types import Document, Passage, Sentence
from ingest.extract.rules import Extractor
from ingest.split import split, split_sentences
from rag.ner.rules import RuleTagger
from tests.ingest.extract.given import extract_from, taken
from tests.support.growth import assert_grows_with_the_size

pieces = st.sampled_from(
    [
        "Ada Byron", "Tom Byron", "Byron", "Ada", "A. Byron", "Dr. Byron", "Mrs. Byron", "Marlow River Trust", "MRT",
        "(MRT)", "Marlow", "in Marlow", "José García", "Jose Garcia", "O'Hara", "Sean O’Hara", "van Gogh", "Эйнштейн",
        "爱因斯坦", "«Ωδή»", "(born 1815)", ", also known as", "(", ")", ".", ". ", "\n\n", "and", "the", "is a poet",
        "Marlow Inc.", "St. Ives", "Saint Ives", "Byron's", "’", "İ", "ß",
    ]
)  # fmt: skip
texts = st.lists(pieces | st.text(max_size=6), max_size=40).map(" ".join)
titles = st.sampled_from(["", "Ada Byron", "Byron", "Marlow River Trust (charity)", "Jose Garcia"])


def parts(text: str, title: str, size: int) -> tuple[Document, list[Passage], list[Sentence]]:
    document = Document.make("file.txt", title, text)
    passages = split(document, size)
    return document, passages, [sentence for passage in passages for sentence in split_sentences(passage)]


@given(texts, titles, st.sampled_from([60, 1000]))
def test_a_mention_is_words_of_the_document(text: str, title: str, size: int) -> None:
    graph, passages = taken(text, title, size)
    by_id = {passage.id: passage for passage in passages}
    tagged = {passage.id: {(s.start, s.end) for s in RuleTagger().mentions(passage.text)} for passage in passages}
    for mention in graph.mentions:
        passage = by_id[mention.passage_id]
        read = passage.title if mention.in_title else passage.text
        assert 0 <= mention.start < mention.end <= len(read)
        if not mention.in_title:
            surface = read[mention.start : mention.end]
            assert text[passage.start + mention.start : passage.start + mention.end] == surface
            assert (mention.start, mention.end) in tagged[passage.id]
    assert {mention.entity_id for mention in graph.mentions} == {entity.id for entity in graph.entities}


@given(texts, titles, st.integers(0, 9))
def test_the_order_of_passages_and_sentences_does_not_matter(text: str, title: str, seed: int) -> None:
    document, passages, sentences = parts(text, title, 60)

    def taken_in(passages: Sequence[Passage], sentences: Sequence[Sentence]) -> tuple[set[object], ...]:
        graph = extract_from(Extractor(RuleTagger()), document, passages, sentences)
        return set(graph.entities), set(graph.mentions)

    shuffled, mixed = list(passages), list(sentences)
    Random(seed).shuffle(shuffled)
    Random(seed).shuffle(mixed)
    assert taken_in(passages, sentences) == taken_in(shuffled, mixed)


@given(texts, titles)
def test_a_document_read_twice_gives_the_same(text: str, title: str) -> None:
    extract = Extractor(RuleTagger())
    assert extract_from(extract, *parts(text, title, 200)) == extract_from(extract, *parts(text, title, 200))


@given(texts, titles)
def test_every_name_is_linked_once_but_where_it_is_given(text: str, title: str) -> None:
    """A name has one entity, or its own and one more."""
    graph, _ = taken(text, title)
    places: dict[tuple[str, bool, int, int], int] = {}
    for mention in graph.mentions:
        place = (mention.passage_id, mention.in_title, mention.start, mention.end)
        places[place] = places.get(place, 0) + 1
    assert all(count <= 2 for count in places.values())


@pytest.mark.parametrize(
    "piece",
    [
        "Then Ada{n} Byron met Tom{n} Byron. ",
        "Then A{n}. Byron and de Byron{n} la Byron met Byron. ",
        "Name{n}, also known as Name{m}. ",
        "The Marlow{n} River Trust (MRT) and ((((( Byron           met. ",
    ],
)
def test_extraction_takes_time_as_the_text_is_long(piece: str) -> None:
    def work(size: int) -> None:
        given = parts("".join(piece.format(n=n, m=n + 1) for n in range(size)), "", 1000)
        extract_from(Extractor(RuleTagger()), *given)

    assert_grows_with_the_size(work, 60)
