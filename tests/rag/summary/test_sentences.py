from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.types import Passage
from rag.embed.protocol import Embedder
from rag.summary.sentences import select_sentences, summary_candidates, topic_similarity

TEXTS = (
    "The library lends books for three weeks to every reader with a card. Thank you very much for that, that was it.",
    "A reader with a library card may keep books for three weeks and renew them. What about films for children, then?",
    "The car park behind the station costs two euros an hour on weekdays. Members of staff park there without a fee.",
)
PASSAGES = [Passage(f"p{i}", "d", text, 200 * i) for i, text in enumerate(TEXTS)]


def test_questions_lead_ins_and_short_sentences_do_not_stand_in_a_summary() -> None:
    text = (
        "These are the rules that hold for everybody in the house:\n\nNo dogs. Why should one keep a dog in the yard?"
    )
    kept = summary_candidates([*PASSAGES, Passage("q", "d", text, 900)])
    assert not [one for one in kept if one.passage.id == "q"]
    cut = Passage("c", "d", "keys to the shed are lent by the porter to everybody who asks.", 0)
    assert summary_candidates([cut]) == []
    assert all(8 <= len(one.text.split()) <= 60 for one in kept)


def test_what_several_passages_say_is_chosen_first_and_once() -> None:
    chosen = select_sentences(summary_candidates(PASSAGES), PASSAGES, 40)
    assert next(one.passage.id for one in chosen) in ("p0", "p1")
    assert [one.passage.id for one in chosen][1] == "p2"


def test_sentences_on_the_topic_are_chosen(minilm: Embedder) -> None:
    found = summary_candidates(PASSAGES)
    similarity = topic_similarity(found, "parking", minilm)
    chosen = select_sentences(found, PASSAGES, 30, similarity)
    assert chosen
    assert {one.passage.id for one in chosen} == {"p2"}


@pytest.mark.parametrize("budget", [0, 10, 20, 60])
def test_the_words_stay_within_the_budget(budget: int) -> None:
    chosen = select_sentences(summary_candidates(PASSAGES), PASSAGES, budget)
    assert sum(len(one.text.split()) for one in chosen) <= budget
    assert len({(one.passage.id, one.start) for one in chosen}) == len(chosen)


@given(st.lists(st.text(alphabet="abc .\n", max_size=80), max_size=4), st.integers(0, 50))
def test_any_texts_are_chosen_from_as_they_stand(texts: list[str], budget: int) -> None:
    passages = [Passage(f"p{i}", "d", text, 0) for i, text in enumerate(texts)]
    found = summary_candidates(passages)
    chosen = select_sentences(found, passages, budget, np.ones(len(found), np.float32))
    assert all(one.text == texts[one.rank][one.start : one.end] for one in chosen)
