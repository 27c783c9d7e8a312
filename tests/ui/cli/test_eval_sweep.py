"""Setups and runs against each other on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.command import Home, home, is_one_fault
from tests.support.loopback_model import loopback_model
from tests.ui.conftest import KEEPER, LIGHTHOUSE


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Home:
    """A home with documents and a few cases."""
    made = home(tmp_path_factory.mktemp("swept"), model_cache)
    (made.folder / "lighthouse.txt").write_text(LIGHTHOUSE)
    (made.folder / "keepers.md").write_text(KEEPER)
    assert made.run("ingest", "lighthouse.txt", "keepers.md").code == 0
    assert made.run("eval", "generate", "--count", "5").code == 0
    return made


def test_every_setup_is_a_run_over_passages_of_its_size(swept: Home) -> None:
    before = swept.run("store", "info", "--json").data
    ran = swept.run("eval", "sweep", "--size", "120", "--size", "2000", "--retriever", "bm25", "-k", "2", "--json")
    assert ran.code == 0, ran
    sizes = {point["setup"]["size"]: point for point in ran.data}
    assert sizes[120]["passages"] > sizes[2000]["passages"]
    assert any(point["best"] for point in ran.data)
    runs = {run["id"]: dict(run["settings"]) for run in swept.run("eval", "list", "--json").data}
    assert runs[sizes[120]["run"]]["passage_size"] == "120"
    found = swept.run("eval", "compare", sizes[120]["run"], sizes[2000]["run"], "--json").data
    assert found["cases"] == sizes[120]["cases"]
    assert swept.run("store", "info", "--json").data == before


def test_the_store_as_it_is(swept: Home) -> None:
    ran = swept.run("eval", "sweep", "--retriever", "bm25", "--retriever", "rrf", "--metric", "retrieval_recall")
    assert ran.code == 0, ran
    assert "as stored" in ran.out
    assert "retrieval_recall" in ran.out


def test_answers_of_a_model_and_of_none(swept: Home) -> None:
    with loopback_model() as server:
        set_up = {"GRAPHLOOP_LLM__BASE_URL": server.url, "GRAPHLOOP_LLM__MODEL": "m"}
        asked = ("--retriever", "bm25", "--model", "offline", "--model", "other")
        ran = swept.run("eval", "sweep", *asked, "--json", more=set_up)
    assert ran.code == 0, ran
    by = {
        point["setup"]["model"]: {
            result["answer"]["model"]
            for result in swept.run("eval", "show", point["run"], "--cases", "--json").data["run"]["results"]
        }
        for point in ran.data
    }
    assert all(name.startswith("offline") for name in by["offline"])
    assert by["other"]
    assert not any(name.startswith("offline") for name in by["other"])


def test_what_cannot_be_swept_is_said_before_anything_is_asked(swept: Home, empty: Home) -> None:
    before = swept.run("eval", "list", "--json").data
    is_one_fault(swept.run("eval", "sweep", "--retriever", "magic"), 2, "magic")
    is_one_fault(swept.run("eval", "sweep", "--metric", "wit"), 2, "wit")
    is_one_fault(swept.run("eval", "sweep", "--model", "big"), 2, "llm.base_url")
    assert swept.run("eval", "list", "--json").data == before
    is_one_fault(empty.run("eval", "sweep"), 2, "no documents")


def test_an_arena_of_two_runs_and_of_peoples_ballots(swept: Home) -> None:
    for name, k in (("wide", "8"), ("narrow", "1")):
        assert swept.run("eval", "run", "--name", name, "--retriever", "bm25", "-k", k).code == 0
    found = swept.run("eval", "arena", "wide", "narrow", "--by", "contextual_relevancy", "--json").data
    assert {one["name"] for one in found["standings"]} == {"wide", "narrow"}
    assert "Elo" in swept.run("eval", "arena", "wide", "narrow").out
    ballot = {"question": "Who?", "left": "a", "right": "b", "winner": "left", "case_id": "1", "runs": ["x", "y"]}
    file = swept.folder / "ballots.jsonl"
    file.write_text(json.dumps(ballot) + "\n")
    assert len(swept.run("eval", "arena", "--votes", file, "--json").data["votes"]) == 1
    is_one_fault(swept.run("eval", "arena", "wide"), 2, "two runs")
    is_one_fault(swept.run("eval", "arena", "wide", "narrow", "--by", "model"), 2, "model")
    is_one_fault(swept.run("eval", "arena", "wide", "narrow", "--by", "feedback"), 2, "no vote")
