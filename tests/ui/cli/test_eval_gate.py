"""Comparing runs and holding one against another on the command line, as a CI job does."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.support.command import Home, home, is_one_fault
from tests.ui.conftest import KEEPER, LIGHTHOUSE


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Home:
    """A home with a good run, and one that finds a single passage by dense search alone."""
    made = home(tmp_path_factory.mktemp("gated"), model_cache)
    (made.folder / "lighthouse.txt").write_text(LIGHTHOUSE)
    (made.folder / "keepers.md").write_text(KEEPER)
    assert made.run("ingest", "lighthouse.txt", "keepers.md").code == 0
    assert made.run("eval", "generate", "--count", "8").code == 0
    for name, k in (("good", "8"), ("narrow", "1")):
        assert made.run("eval", "run", "--name", name, "--retriever", "dense", "-k", k).code == 0
    return made


def broken(judged: Home, share: float) -> Path:
    """A file of the good run in which a share of the answers is scored 0."""
    assert judged.run("eval", "save", "good", judged.folder / "good.jsonl").code == 0
    first, *rest = (judged.folder / "good.jsonl").read_text().splitlines()
    copies = [json.loads(line) for _ in range(8) for line in rest]
    for place, line in enumerate(copies):
        line["result"]["case"]["id"] = f"case {place}"
    baseline = judged.folder / "baseline.jsonl"
    baseline.write_text("\n".join(map(json.dumps, (json.loads(first), *copies))) + "\n")
    for place, line in enumerate(copies):
        for score in line["result"]["scores"]:
            score["value"] = 0.0 if place < share * len(copies) and score["value"] is not None else score["value"]
    worse = judged.folder / "worse.jsonl"
    worse.write_text("\n".join(map(json.dumps, (json.loads(first), *copies))) + "\n")
    return worse


def test_a_comparison_lists_what_changed(judged: Home) -> None:
    found = judged.run("eval", "compare", "good", "narrow", "--metric", "contextual_relevancy", "--json").data
    assert [one["metric"] for one in found["contrasts"]] == ["contextual_relevancy"]
    (contrast,) = found["contrasts"]
    assert contrast["wins"] + contrast["losses"] == len(found["changes"]) > 0
    assert contrast["corrected"] == contrast["interval"]["p_value"]
    shown = judged.run("eval", "compare", "good", "narrow", "--metric", "contextual_relevancy")
    assert found["changes"][0]["question"].split()[0] in shown.out
    is_one_fault(judged.run("eval", "compare", "good", "narrow", "--metric", "wit"), 2, "wit")


def test_a_run_passes_against_its_own_file(judged: Home) -> None:
    file = judged.folder / "kept.jsonl"
    assert judged.run("eval", "save", "good", file).code == 0
    ran = judged.run("eval", "gate", "good", "--baseline", file)
    assert ran.code == 0, ran
    assert "gate passed" in ran.out
    is_one_fault(judged.run("eval", "save", "good", "kept.csv"), 2, ".jsonl")


def test_a_run_that_became_worse_fails_with_four_and_says_where(judged: Home) -> None:
    worse, baseline = broken(judged, 0.4), judged.folder / "baseline.jsonl"
    outputs = ("--markdown", "out/gate.md", "--junit", "out/gate.xml")
    ran = judged.run("eval", "gate", worse, "--baseline", baseline, *outputs)
    assert ran.code == 4, ran
    assert "gate failed" in ran.out
    assert "Traceback" not in ran.err
    assert "❌" in (judged.folder / "out" / "gate.md").read_text("utf-8")
    root = ElementTree.fromstring((judged.folder / "out" / "gate.xml").read_text("utf-8"))
    assert int(root.get("failures", "0")) > 0
    spared = judged.run("eval", "gate", worse, "--baseline", baseline, "--least-drop", "0.9", "--json")
    assert (spared.code, spared.data["failed"]) == (0, False)


def test_a_case_that_must_pass(judged: Home) -> None:
    cases = judged.folder / "must.jsonl"
    assert judged.run("eval", "cases", "--export", cases).code == 0
    ran = judged.run("eval", "gate", "good", "--baseline", "good", "--must-pass", cases, "--must-score", "0", "--json")
    assert ran.code == 0, ran
    assert len(ran.data["demands"]) == len(cases.read_text().splitlines())
    strict = judged.run("eval", "gate", "good", "--baseline", "good", "--must-pass", cases, "--must-score", "1.1")
    assert strict.code == 4
    assert judged.run("eval", "gate", "good", "--baseline", "good", "--must-pass", "nosuchcase").code == 4


def test_what_a_gate_needs_is_said(judged: Home) -> None:
    is_one_fault(judged.run("eval", "gate", "good"), 2, "--baseline")
    is_one_fault(judged.run("eval", "gate", "good", "--baseline", "good", "--metric", "wit"), 2, "wit")
    is_one_fault(judged.run("eval", "gate", "good", "--baseline", "good", "--metric", "token_f1=lots"), 2, "lots")
    is_one_fault(judged.run("eval", "gate", "good", "--baseline", "absent.jsonl"), 2, "absent.jsonl")
