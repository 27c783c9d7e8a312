from __future__ import annotations

from graph.types import Passage
from rag.answer.extractive.notes import answer_from_notes

PASSAGE = Passage(
    "p", "d", "The tower is 84 m high.[1]\n\n[1] The survey office corrected the figure of the tower in 2021.", 0
)


def test_a_note_is_read_with_its_sentence() -> None:
    answer = answer_from_notes("Who corrected the figure of the tower?", [PASSAGE])
    assert answer is not None
    assert answer.quotes[0].text.startswith("[1] The survey office")
    assert answer.quotes[1].text == "The tower is 84 m high.[1]"


def test_a_note_on_something_else_does_not_answer() -> None:
    assert answer_from_notes("Who painted the bridge of the town?", [PASSAGE]) is None
