"""Passages cut down to what matters: lead-ins and column names stay, and so do the numbers of the passages."""

from __future__ import annotations

import pytest

from graph.types import Passage
from rag.answer.condense import ReadHits, condense_overview, is_overview, read_hits
from rag.answer.extractive.passage_reader import PassageReader
from rag.answer.prompt import fit_passages
from rag.types import Hit, Provenance, Question, Seed

WEATHER = "The weather was mild all week. Nobody complained about the rain."
TALK = "The committee talked about the new pumps for the garden and their prices in spring."
PUMPS = (
    "Pump prices were last changed in spring.\n\nModel | Flow | Price (EUR)\nP-100 | 120 | 410\nP-200 | 240 | 690\n"
    "P-300 | 380 | 1,050\n\nThe garden is closed in winter."
)
STEPS = "The office is on the second floor.\n\nTo start the pump:\n\n1. Close the valve.\n2. Press the green button."


@pytest.fixture(scope="module")
def reader() -> PassageReader:
    return PassageReader()


def read(reader: PassageReader, question: str, *texts: str) -> ReadHits:
    hits = [Hit(Passage(f"p{n}", "d", text, 0), 1.0) for n, text in enumerate(texts)]
    return read_hits(Question(question), hits, reader)


def test_rows_keep_their_column_names_and_passages_their_numbers(reader: PassageReader) -> None:
    found = read(reader, "What is the price of the P-300?", WEATHER, PUMPS).condense(20)
    assert "Model | Flow | Price (EUR)" in found[1].passage.text
    assert "P-300 | 380 | 1,050" in found[1].passage.text
    assert found[1].passage.text.index("Model") < found[1].passage.text.index("P-300")
    assert "garden" not in found[1].passage.text
    fitted = fit_passages(found, 400)
    assert "[2]\n" in fitted.text
    assert fitted.left_out == sum(not hit.passage.text for hit in found)


def test_items_are_shown_with_what_introduces_them(reader: PassageReader) -> None:
    text = read(reader, "How do I start the pump?", STEPS).condense(24)[0].passage.text
    assert text.startswith("To start the pump:")
    assert text.index("Close the valve.") < text.index("Press the green button.")


def test_passages_stay_whole_where_nothing_stands_out(reader: PassageReader) -> None:
    found = read(reader, "Who composed the opera Fidelio?", WEATHER)
    assert [hit.passage.text for hit in found.condense(40)] == [WEATHER]
    assert ReadHits((), ()).condense(40) == []


def test_the_evidence_keeps_within_its_room(reader: PassageReader) -> None:
    many = [f"The toll of bridge {n} is {n} crowns. It was built in 19{n}." for n in range(20, 40)]
    found = read(reader, "What is the toll of bridge 31?", *many).condense(30)
    assert "31 crowns" in found[11].passage.text
    assert sum(bool(hit.passage.text) for hit in found) < 5


def test_an_overview_is_cut_to_the_sentences_that_stand_for_all() -> None:
    hits = [
        Hit(Passage(f"p{n}", "d", text, 0), 1.0, Provenance((Seed("summary", 1, 1.0),)))
        for n, text in enumerate((" ".join([WEATHER] * 9), " ".join([TALK] * 9)))
    ]
    assert is_overview(hits)
    assert condense_overview(hits, 10_000) == hits
    texts = [hit.passage.text for hit in condense_overview(hits, 60)]
    assert texts[1] == TALK
    assert len(texts[0]) < len(hits[0].passage.text)
    assert not is_overview([Hit(Passage("p", "d", WEATHER, 0), 1.0)])
