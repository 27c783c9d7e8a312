from __future__ import annotations

from graph.types import Passage
from rag.answer.extractive.evidence import candidates
from rag.summary.speakers import find_speakers, name_speaker

TURNS = (
    "Ines Varga: The pump is broken again. It will be repaired by the firm.\nTom Reed: Who pays for the repair?\n"
    "Ines Varga: The firm pays for it.\nTom Reed: That is good to hear.\n"
    "Ines Varga: So we go on with the next item.\nTom Reed: The next item is the sluice. It leaks.\nNote: all agreed."
)


def test_a_sentence_is_said_by_the_name_above_it() -> None:
    passage = Passage("p", "d", TURNS, 0)
    speakers = find_speakers([passage])
    assert speakers == {"Ines Varga", "Tom Reed"}
    said = {one.text: name_speaker(one, speakers) for one in candidates([passage])}
    assert said["It will be repaired by the firm."] == "Ines Varga"
    assert said["It leaks."] == "Tom Reed"
    assert said["Ines Varga: The pump is broken again."] == ""


def test_texts_that_are_no_transcripts_have_no_speakers() -> None:
    text = "Note: the office is closed.\nstep: one\nIt is open on Monday.\nIt is shut on Friday.\nNobody is there."
    passages = [Passage(f"p{i}", "d", text, 200 * i) for i in range(4)]
    assert find_speakers(passages) == frozenset()
    assert {name_speaker(one, frozenset()) for one in candidates(passages)} == {""}
