from __future__ import annotations

import numpy as np
import pytest

from graph.types import Passage
from rag.answer.extractive.answer_type import asked_kind, has_kind, spans_of
from rag.answer.extractive.evidence import FEATURES, candidates, focus, measure
from rag.answer.extractive.links import LINKED, links

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
    assert asked_kind(question) == kind


def test_spans_of_a_kind() -> None:
    text = "On 3 May 1912 Ann Lee paid $4.5 million in Rome."
    assert [text[start:end] for start, end in spans_of("time", text)] == ["3 May 1912"]
    assert "$4.5 million" in [text[start:end] for start, end in spans_of("number", text)]
    assert "Ann Lee" in [text[start:end] for start, end in spans_of("person", text)]
    assert has_kind("reason", "It fell because of rust.")
    assert not has_kind("number", "It fell.")


def test_the_focus_is_the_first_word_asked_for() -> None:
    assert focus("What is Ann Lee's salary?").startswith("salar")
    assert focus("What is the price of the Torrent 80?").startswith("pric")
    assert focus("Quoi?") == focus("") == ""


def test_sentences_that_say_more_of_the_question_measure_higher() -> None:
    found = candidates(PASSAGES)
    rows = measure("Who runs the River Network?", found, np.zeros((len(found), 2), np.float32))
    column = rows[:, FEATURES.index("covered")]
    assert [candidate.text for candidate in found][int(column.argmax())] == "Priya Mallick runs the River Network."
    assert rows[1, FEATURES.index("covered with neighbours")] > column[1]


def test_a_sentence_goes_on_from_another_by_a_name_that_the_question_lacks() -> None:
    found = candidates(PASSAGES)
    rows = measure(QUESTION, found, np.zeros((len(found), 2), np.float32))
    linked = links(QUESTION, found, rows, np.array([3, 0, 2, 0], np.float32), 0)
    bridge, gain = linked[:, LINKED.index("bridge")], linked[:, LINKED.index("gain")]
    assert bridge[2] > 0
    assert bridge[1] == bridge[3] == 0
    assert gain[2] > 0
    assert gain[3] == 0
