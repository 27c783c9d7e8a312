"""How the path to a passage is told and drawn."""

from __future__ import annotations

import pytest

from graph.types import Passage
from rag.types import Answer, Citation, Hit, Provenance, ProvenanceStep, Seed
from tests.support.command import Home
from ui.answers import describe_step, print_provenance
from ui.settings import load_settings
from ui.web.draw import draw_answer
from ui.workspace import Workspace

NAMED = ProvenanceStep("a", "Copper Lantern", 0.5)
LED = ProvenanceStep("b", "Ines Varga", 0.2, "p1", "Copper Lantern", "Copper Lantern is a film directed by Ines Varga.")


def hit(passage_id: str, *steps: ProvenanceStep) -> Hit:
    return Hit(
        Passage(passage_id, "d", "A text.", 0, source="notes.txt"), 1.0, Provenance((Seed("bm25", 1, 2.0),), steps)
    )


def test_a_step_tells_where_its_name_was_met() -> None:
    assert describe_step(NAMED) == "which the question names"
    assert describe_step(LED) == "of which Copper Lantern says “Copper Lantern is a film directed by Ines Varga.”"
    assert describe_step(ProvenanceStep("b", "Ines Varga", 0.2, "p1")) == "of which another passage speaks"


def test_a_long_sentence_is_cut_around_the_name() -> None:
    sentence = "It was long. " * 40 + "Then came Ines Varga of Holmsund, " + "and so on " * 40
    told = describe_step(ProvenanceStep("b", "Ines Varga", 0.2, "p1", "Notes", sentence))
    assert "Then came Ines Varga of Holmsund" in told
    assert "“… " in told
    assert len(told) < 260
    begun = describe_step(ProvenanceStep("b", "Ines Varga", 0.2, "p1", "Notes", "Ines Varga " + sentence))
    assert "“Ines Varga It was long." in begun


def test_what_a_terminal_would_obey_is_not_told() -> None:
    told = describe_step(ProvenanceStep("b", "B", 0.2, "p1", "a\x1b[31m\ntitle", "B\x1b]0;x\x07 said\r\nso"))
    assert told == "of which a[31m title says “B]0;x said so”"


def test_a_path_is_printed_in_order(capsys: pytest.CaptureFixture[str]) -> None:

    print_provenance(Answer("x", hits=(hit("p2", NAMED, LED), hit("p3"))))
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    first = lines.index("through: Copper Lantern, which the question names")
    assert lines[first + 1].startswith("then: Ines Varga, of which Copper Lantern says “")
    assert sum(line.startswith("found by: bm25 #1") for line in lines) == 2
    assert sum(line.startswith(("through", "then")) for line in lines) == 2


def test_a_path_is_drawn_from_passage_to_passage(library: Home) -> None:
    with Workspace(load_settings(library.data)) as space:
        answer = Answer("x", (Citation(1, "p2", "q"),), (hit("p2", NAMED, LED), hit("p1", NAMED)))
        made = draw_answer(answer, space.store, space.where)
    assert [node.id for node in made.nodes] == ["p2", "p1", "a", "b"]
    assert {(edge.source, edge.target) for edge in made.edges if edge.bold} == {("a", "p1"), ("p1", "b"), ("b", "p2")}


def test_every_hit_tells_its_path_on_the_command_line(library: Home) -> None:
    question = "Where was the keeper of the Skerry Light from 1911 to 1938 born?"
    ran = library.run("ask", question, "--why", "--retriever", "graph")
    assert ran.code == 0, ran
    assert "through: Skerry Light, which the question names" in ran.out
