"""`graphloop eval stress` and `graphloop eval bench` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.ui.command import Home, home, is_one_fault
from tests.ui.conftest import KEEPER, LIGHTHOUSE


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Home:
    """A home with documents and a few cases written by hand."""
    made = home(tmp_path_factory.mktemp("stressed"), model_cache)
    (made.folder / "lighthouse.txt").write_text(LIGHTHOUSE)
    (made.folder / "keepers.md").write_text(KEEPER)
    assert made.run("ingest", "lighthouse.txt", "keepers.md").code == 0
    lines = [
        {"question": "Who built the Skerry Light?", "reference": "Marion Teague"},
        {"question": "When was the harbour of Portmellin opened?", "reference": "4 May 1861"},
        {"question": "Who kept the Skerry Light from 1911 to 1938?", "reference": "Alasdair Finch"},
    ]
    (made.folder / "cases.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert made.run("eval", "cases", "--import", "cases.jsonl").code == 0
    return made


def test_the_kept_cases_under_stress(asked: Home) -> None:
    before = (asked.data / "graph.db").read_bytes()
    names = ("--suite", "casing", "--suite", "missing-evidence", "--suite", "swapped_name", "--suite", "other-language")
    ran = asked.run("eval", "stress", *names, "--json")
    assert ran.code == 0, ran
    assert ran.data["load"] is None
    found = {one["suite"]: one for one in ran.data["stress"]["outcomes"]}
    assert ran.data["stress"]["cases"] == 3
    assert found["casing"]["asked"] == 3
    assert found["casing"]["right_before"] == ran.data["stress"]["right"] > 0
    assert "llm.base_url" in found["other_language"]["skipped"]
    assert (asked.data / "graph.db").read_bytes() == before, "the store is only read"
    shown = asked.run("eval", "stress", "--suite", "casing", "--count", "2")
    assert "2 cases" in shown.out
    assert "robust" in shown.out


def test_a_load_profile(asked: Home) -> None:
    ran = asked.run("eval", "stress", "--suite", "load", "--users", "2", "--seconds", "1", "--json")
    assert ran.code == 0, ran
    load = ran.data["load"]
    assert ran.data["stress"] is None
    assert (load["users"], load["faults"]) == (2, 0)
    assert load["answers"] > 0
    assert 0 < load["p50"] <= load["p95"] <= load["p99"]
    assert load["peak"] > 50
    assert "peak memory" in asked.run("eval", "stress", "--suite", "load", "--seconds", "0.5").out


def test_stress_that_cannot_be(asked: Home, empty: Home) -> None:
    is_one_fault(asked.run("eval", "stress", "--suite", "haste"), 2, "haste")
    is_one_fault(empty.run("eval", "stress"), 2, "no cases")


def test_benchmarks_are_listed_with_where_to_get_them(empty: Home) -> None:
    listed = {one["name"]: one for one in empty.run("eval", "bench", "--json").data}
    assert {"squad", "mmlu", "bbq"} <= set(listed)
    is_one_fault(empty.run("eval", "bench", "squad"), 2, "not shipped")
    assert listed["squad"]["page"] in empty.run("eval", "bench", "squad").err
    is_one_fault(empty.run("eval", "bench", "riddles", "--data", "x"), 2, "riddles")


def test_a_benchmark_is_asked_and_kept(empty: Home) -> None:
    line = "Which animal swims in the sea?,a fish in the sea,a tax form,a verb,a sum,A\n"
    (empty.folder / "animals_test.csv").write_text(line * 4)
    ran = empty.run(
        "eval", "bench", "mmlu", "--data", "animals_test.csv", "--limit", "3", "--answers", "said.jsonl", "--json"
    )
    assert ran.code == 0, ran
    assert (ran.data["how"], ran.data["asked"]) == ("likeness", 3)
    assert [one["value"] for one in ran.data["figures"] if one["measure"] == "accuracy"] == [1.0]
    assert len((empty.folder / "said.jsonl").read_text().splitlines()) == 3
    shown = empty.run("eval", "bench", "mmlu", "--data", "animals_test.csv", "--part", "odd")
    assert "2 items asked" in shown.out
    (empty.folder / "bad.csv").write_text("only,three,columns\n")
    is_one_fault(empty.run("eval", "bench", "mmlu", "--data", "bad.csv"), 2, "bad.csv, line 1")
    is_one_fault(empty.run("eval", "bench", "crows_pairs", "--data", "absent.csv"), 2, "absent.csv")
