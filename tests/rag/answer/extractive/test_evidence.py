from __future__ import annotations

import numpy as np
import pytest

from graph.types import Passage
from rag.answer.extractive.answer_type import answer_spans, asked_answer_type, has_answer_type
from rag.answer.extractive.evidence import SENTENCE_FEATURES, candidates, focus_stem, measure_features
from rag.answer.extractive.links import FOLLOW_UP_FEATURES, follow_up_features

PASSAGES = [
    Passage("a", "d", "Priya Mallick runs the River Network. The office is in Hatherby.", 0),
    Passage("b", "d", "The extension of Priya Mallick is 214. Lunch is at noon.", 0, title="Staff"),
]
QUESTION = "What is the extension of the person who runs the River Network?"


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who wrote it?", "person"),
        ("In what year did it open?", "time"),
        ("How many pumps are there?", "number"),
        ("Which city is it in?", "place"),
        ("Why did it fail?", "reason"),
        ("What is a weir?", "any"),
    ],
)
def test_the_question_says_what_kind_of_answer_it_wants(question: str, kind: str) -> None:
    assert asked_answer_type(question) == kind


def test_spans_of_a_kind() -> None:
    text = "On 3 May 1912 Ann Lee paid $4.5 million in Rome."
    assert [text[start:end] for start, end in answer_spans("time", text)] == ["3 May 1912"]
    assert "$4.5 million" in [text[start:end] for start, end in answer_spans("number", text)]
    assert "Ann Lee" in [text[start:end] for start, end in answer_spans("person", text)]
    assert has_answer_type("reason", "It fell because of rust.")
    assert not has_answer_type("number", "It fell.")


def test_the_focus_is_the_first_word_asked_for() -> None:
    assert focus_stem("What is Ann Lee's salary?").startswith("salar")
    assert focus_stem("What is the price of the Torrent 80?").startswith("pric")
    assert focus_stem("Quoi?") == focus_stem("") == ""


def test_sentences_that_say_more_of_the_question_measure_higher() -> None:
    found = candidates(PASSAGES)
    rows = measure_features("Who runs the River Network?", found, np.zeros((len(found), 2), np.float32))
    column = rows[:, SENTENCE_FEATURES.index("covered")]
    assert [candidate.text for candidate in found][int(column.argmax())] == "Priya Mallick runs the River Network."
    assert rows[1, SENTENCE_FEATURES.index("covered with neighbours")] > column[1]


def test_a_sentence_goes_on_from_another_by_a_name_that_the_question_lacks() -> None:
    found = candidates(PASSAGES)
    rows = measure_features(QUESTION, found, np.zeros((len(found), 2), np.float32))
    linked = follow_up_features(QUESTION, found, rows, np.array([3, 0, 2, 0], np.float32), 0)
    bridge, gain = linked[:, FOLLOW_UP_FEATURES.index("bridge")], linked[:, FOLLOW_UP_FEATURES.index("gain")]
    assert bridge[2] > 0
    assert bridge[1] == bridge[3] == 0
    assert gain[2] > 0
    assert gain[3] == 0
