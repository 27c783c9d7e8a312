"""Hostile texts: whatever is read, cut, stemmed or asked ends as a value or a refusal, and offsets hold.

`HYPOTHESIS_EXAMPLES=2000 pytest tests/ingest/across/test_fuzz.py` tries more of them.
"""

from __future__ import annotations

import os
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import Refused
from graph.text.clean import clean
from graph.text.sentences import sentence_bounds
from graph.text.stemming import stems
from graph.types import Document, Meta
from ingest.formats import read_texts
from ingest.split import split, split_all_sentences
from rag.answer.claims.polarity import stem_words
from rag.answer.extractive.answer_type import asked_answer_type, has_answer_type
from rag.ner.rules import RuleTagger
from rag.retrieve.multihop.decomposition import find_phrases

_EXAMPLES = int(os.environ.get("HYPOTHESIS_EXAMPLES", "25"))
_slow = settings(max_examples=_EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))

_MARKS = "a e é E ( [ { ' \" \\ | , ; . - 𝔄 字 ל م A.B. Mc [[ [^ $ * _ ` ~ &#x & <!-- {{ 1 1, ² ß ﬁ İ # > \u0301 \u0e31"
_MARKUP = ("<div>", "<table><tr><td>", "<sup>", "<math><msup>", "- ", "> ", "# ", "\n", " ", "=\n", "\u200d", "\u202e")
_RUNS = st.builds(
    lambda piece, count: piece * count,
    st.sampled_from([*_MARKS.split(), *_MARKUP, "👩\u200d👧"]),
    st.sampled_from([1, 2, 7, 300, 1200]),
)
_ODD = st.sampled_from([*"\x00\ud800\udfff\ufeff\u2028\x1c\x85\r\t\U000e0041\uffff"])
_WORDS = st.sampled_from(["The mill", "who", "of", "Joar Myhre", "2024", "3 May", " is ", "Dr.", "isn't", "Straße"])
HOSTILE = st.lists(_RUNS | _ODD | _WORDS | st.text(max_size=5), max_size=8).map("".join)


def _check(document: Document) -> None:
    blocks = document.meta.blocks
    assert all(0 <= one.start < one.end <= len(document.text) for one in blocks)
    assert all(before.end <= after.start for before, after in pairwise(blocks))
    passages = split(document)
    assert all(document.text[one.start : one.end] == one.text for one in passages)
    assert all(before.end <= after.start for before, after in pairwise(passages))
    assert "".join("".join(one.text.split()) for one in passages) == "".join(document.text.split())
    for sentence in split_all_sentences(passages):
        assert sentence.start < sentence.end


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".json", ".jsonl", ".csv", ".tsv", ".eml"])
@_slow
@given(HOSTILE)
def test_any_text_is_read_or_refused(suffix: str, text: str) -> None:
    source = {".html": f"<html><body>{text}", ".json": '{"a": "' + text + '"}'}.get(suffix, text)
    try:
        kind, texts = read_texts(source.encode("utf-8", "surrogatepass"), "file", suffix)
    except Refused:
        return
    for one in texts:
        meta = Meta(kind, one.language, one.pages, hidden=one.hidden, blocks=one.blocks)
        _check(Document.make("file", one.title, one.text, one.locator, meta))


@_slow
@given(HOSTILE)
def test_any_text_is_cut_into_sentences(text: str) -> None:
    text = clean(text)
    bounds = sentence_bounds(text)
    assert all(0 <= start < end <= len(text) for start, end in bounds)
    assert all(before[1] <= after[0] for before, after in pairwise(bounds))


@_slow
@given(HOSTILE)
def test_any_text_has_names_and_stems(text: str) -> None:
    text = clean(text)
    assert all(isinstance(one, str) for one in stems(text))
    spans = RuleTagger().mentions(text)
    assert all(0 <= one.start < one.end <= len(text) for one in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))


@_slow
@given(HOSTILE)
def test_any_question_is_read(text: str) -> None:
    asked_answer_type(text)
    stem_words(text.split())
    find_phrases(text)
    has_answer_type(asked_answer_type("who built it?"), text)
