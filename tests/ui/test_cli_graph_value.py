"""`graphloop eval graph-value` on the command line."""

from __future__ import annotations

import json

from tests.ui.command import Home, is_one_fault


def test_it_says_which_to_use_and_how_fast_each_is(library: Home) -> None:
    ran = library.run("eval", "graph-value", "-n", "6")
    assert ran.code == 0, ran
    lines = ran.out.splitlines()
    assert lines[0].startswith(("Use graph: over ", "Use hybrid: over ", "No difference shown: over "))
    assert lines[1].startswith("Median time per question: graph ")
    assert "95% interval" in ran.out
    assert [line.split()[0] for line in lines if line.strip().startswith(("all", "single"))] == ["all", "single"]


def test_programs_read_the_same(library: Home) -> None:
    ran = library.run("eval", "graph-value", "-n", "5", "-k", "2", "--seed", "3", "--json")
    found = ran.data
    assert (found["k"], found["left_out"]) == (2, 0)
    overall, *kinds = found["contrasts"]
    assert overall["kind"] == ""
    assert 1 <= overall["questions"] <= 5
    assert sum(one["questions"] for one in kinds) == overall["questions"]
    assert overall["verdict"] in ("graph", "hybrid", "no difference shown")
    assert 0 <= overall["hybrid"] <= 1
    assert overall["interval"]["low"] <= overall["interval"]["difference"] <= overall["interval"]["high"]
    assert found["graph_milliseconds"] > 0
    assert found["hybrid_milliseconds"] > 0
    again = library.run("eval", "graph-value", "-n", "5", "-k", "2", "--seed", "3", "--json").data
    assert again["contrasts"] == found["contrasts"]


def test_it_keeps_nothing(library: Home) -> None:
    before = library.run("eval", "cases", "--json").data
    assert library.run("eval", "graph-value", "-n", "3", "--json").code == 0
    assert library.run("eval", "cases", "--json").data == before


def test_the_cases_of_a_file(library: Home) -> None:
    gold = {"passage_id": "", "quote": "Oona Petrie", "source": "register.csv"}
    lines = [
        {"question": "Who is the harbour master of Portmellin?", "reference": "Oona Petrie", "gold": [gold]},
        {"question": "Who is the harbour master of Portmellin?", "reference": "Oona Petrie", "gold": [gold]},
        {"question": "Who is the pilot of Mars?"},
    ]
    file = library.folder / "own.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)))
    ran = library.run("eval", "graph-value", "--cases", file, "--json")
    assert ran.code == 0, ran
    assert [(one["kind"], one["questions"]) for one in ran.data["contrasts"]] == [("", 1), ("imported", 1)]
    assert ran.data["left_out"] == 1
    assert "1 case skipped" in library.run("eval", "graph-value", "--cases", file).err


def test_cases_of_other_documents_are_told(library: Home) -> None:
    file = library.folder / "other.jsonl"
    gold = {"passage_id": "gone", "quote": "nothing of the kind"}
    file.write_text(json.dumps({"question": "Who kept the light?", "gold": [gold]}))
    ran = library.run("eval", "graph-value", "--cases", file)
    assert ran.code == 0
    assert "may belong to other documents" in ran.err


def test_no_documents(empty: Home) -> None:
    is_one_fault(empty.run("eval", "graph-value"), 2, "there are no documents", "graphloop ingest")


def test_documents_that_yield_no_question(empty: Home) -> None:
    (empty.folder / "prices.txt").write_text("Brot 3,20\nMilch 1,40\nButter 2,90\n")
    assert empty.run("ingest", "prices.txt").code == 0
    is_one_fault(empty.run("eval", "graph-value"), 2, "no questions can be generated", "--cases FILE")


def test_a_file_that_cannot_be_used(library: Home) -> None:
    is_one_fault(library.run("eval", "graph-value", "--cases", "nowhere.jsonl"), 2, "nowhere.jsonl")
    file = library.folder / "bare.jsonl"
    file.write_text(json.dumps({"question": "Who kept the light?"}))
    is_one_fault(library.run("eval", "graph-value", "--cases", file), 2, "has gold passages")
    is_one_fault(library.run("eval", "graph-value", "-n", "0"), 2, "--count")
