"""Cases, runs, comparisons and feedback on the command line."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from evals.human.feedback import FeedbackBook, make_feedback
from graph.types import Passage
from rag.types import Answer, Citation, Hit
from tests.support.command import Home, home, is_one_fault
from tests.ui.conftest import KEEPER, LIGHTHOUSE

WANTED = {"contextual_relevancy", "faithfulness", "answer_correctness", "retrieval_recall", "latency"}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Home:
    """A home with documents, generated cases, and two runs over them."""
    made = home(tmp_path_factory.mktemp("judged"), model_cache)
    (made.folder / "lighthouse.txt").write_text(LIGHTHOUSE)
    (made.folder / "keepers.md").write_text(KEEPER)
    assert made.run("ingest", "lighthouse.txt", "keepers.md").code == 0
    generated = made.run("eval", "generate", "--count", "6", "--json")
    assert generated.code == 0, generated
    assert 1 <= len(generated.data) <= 6
    for name, retriever in (("first", "graph"), ("second", "bm25")):
        ran = made.run("eval", "run", "--name", name, "--retriever", retriever)
        assert ran.code == 0, ran
    return made


def test_the_same_seed_gives_the_same_cases(judged: Home) -> None:
    known = judged.run("eval", "cases", "--json").data
    again = judged.run("eval", "generate", "-n", "6", "--json").data
    assert [case["id"] for case in again] == [case["id"] for case in known]


def test_a_run_is_scored_by_every_metric(judged: Home) -> None:
    summary = judged.run("eval", "show", "first", "--json").data
    overall = {one["metric"]: one for one in summary["averages"] if one["kind"] == ""}
    assert overall.keys() >= WANTED
    assert summary["faults"] == 0
    assert summary["cases"] == len(judged.run("eval", "cases", "--json").data)
    assert 0 <= overall["retrieval_recall"]["mean"] <= 1
    shown = judged.run("eval", "show", "first", "--cases")
    assert "retrieval_recall" in shown.out
    assert "expected: " in shown.out


def test_runs_are_listed_with_what_decided_them(judged: Home) -> None:
    runs = judged.run("eval", "list", "--json").data
    assert [run["name"] for run in runs[-2:]] == ["second", "first"]
    settings = dict(runs[-1]["settings"])
    assert (settings["retriever"], settings["k"], settings["model"]) == ("graph", "8", "offline")
    assert "first" in judged.run("eval", "list").out


def test_two_runs_are_compared(judged: Home) -> None:
    found = judged.run("eval", "compare", "first", "second", "--json").data
    assert (found["a"], found["b"]) == ("first", "second")
    assert {one["metric"] for one in found["contrasts"]} >= WANTED
    table = judged.run("eval", "compare", "first", "second").out
    assert "95% interval" in table
    assert "faithfulness" in table


def test_a_finished_run_is_not_asked_again(judged: Home) -> None:
    before = judged.run("eval", "show", "first", "--cases", "--json").data["run"]
    resumed = judged.run("eval", "run", "--resume", "first", "--json")
    assert resumed.code == 0, resumed
    assert judged.run("eval", "show", "first", "--cases", "--json").data["run"] == before


def test_answers_are_judged_anew(judged: Home) -> None:
    ran = judged.run("eval", "rescore", "first", "--metric", "faithfulness", "--name", "anew", "--json")
    assert ran.code == 0, ran
    assert {one["metric"] for one in ran.data["averages"]} == {"faithfulness"}
    found = judged.run("eval", "compare", "first", "anew", "--metric", "faithfulness", "--json").data
    assert found["contrasts"][0]["wins"] == found["contrasts"][0]["losses"] == 0
    assert found["contrasts"][0]["scored"] > 0


def test_cases_go_out_to_a_file_and_come_in_again(judged: Home, empty: Home) -> None:
    file = judged.folder / "cases.jsonl"
    assert judged.run("eval", "cases", "--export", file).code == 0
    written = [json.loads(line) for line in file.read_text().splitlines()]
    ran = empty.run("eval", "cases", "--import", file, "--json")
    assert [case["id"] for case in ran.data] == [case["id"] for case in written]
    gone = empty.run("eval", "cases", "--remove", written[0]["id"], "--json")
    assert len(gone.data) == len(written) - 1


def test_only_the_metrics_that_are_named(judged: Home) -> None:
    ran = judged.run("eval", "run", "--metric", "retrieval_recall", "--name", "one metric", "--json")
    assert {one["metric"] for one in ran.data["averages"]} == {"retrieval_recall"}


def test_a_metric_that_is_not_known_begins_no_run(judged: Home) -> None:
    before = judged.run("eval", "list", "--json").data
    is_one_fault(judged.run("eval", "run", "--metric", "cleverness"), 2, "cleverness")
    assert judged.run("eval", "list", "--json").data == before


def test_a_run_without_cases(library: Home) -> None:
    ran = library.run("eval", "run", "--kind", "feedback")
    assert ran.code == 2
    assert "graphloop eval generate" in ran.err


def test_feedback_is_listed_exported_and_promoted(empty: Home) -> None:
    book = FeedbackBook(empty.data / "journal.db")
    passage = Passage("p", "d", "Alasdair Finch kept the light.", 0, source="keepers.md")
    answer = Answer(
        "Finch [1]", (Citation(1, "p", "Alasdair Finch", 0, 14, True),), (Hit(passage, 1.0),), model="offline"
    )
    book.add(make_feedback("Who kept the light?", answer, "down", ("incomplete",), expected="Alasdair Finch"))
    book.add(make_feedback("When was it built?", answer, "down", ("outdated",)))
    withdrawn = replace(make_feedback("Which reef?", answer, "up", expected="the northern"), withdrawn=True)
    book.add(withdrawn)
    book.close()
    listed = empty.run("feedback", "list", "--json").data
    assert [(one["question"], one["withdrawn"]) for one in listed] == [
        ("Who kept the light?", False),
        ("When was it built?", False),
        ("Which reef?", True),
    ]
    table = empty.run("feedback", "list").out
    assert "incomplete" in table
    assert table.count("withdrawn") == 1
    lines = empty.run("feedback", "export").out.splitlines()
    assert [json.loads(line)["rating"] for line in lines] == ["down", "down"]
    assert empty.run("feedback", "export", "out.csv").code == 0
    with (empty.folder / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["expected"] for row in csv.DictReader(file)] == ["Alasdair Finch", ""]
    assert empty.run("feedback", "export", "out.xml").code == 2
    promoted = empty.run("feedback", "promote", "--json")
    assert [case["reference"] for case in promoted.data] == ["Alasdair Finch"]
    assert "skipped" in promoted.err
    assert [case["kind"] for case in empty.run("eval", "cases", "--json").data] == ["feedback"]
    assert empty.run("feedback", "promote", listed[1]["id"]).code == 2
    assert empty.run("feedback", "promote", withdrawn.id).code == 2
    assert f"removed {withdrawn.id}" in empty.run("feedback", "remove", withdrawn.id).out
    assert len(empty.run("feedback", "list", "--json").data) == 2
