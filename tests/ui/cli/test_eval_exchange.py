"""Datasets and results of other tools on the command line: imported, run, compared and exported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import Home, home, is_one_fault

QUESTION, RIGHT, WRONG = "Who lit the lamp at Skerry Point?", "Anna Brodie", "It was Tom Aldery."
CONTEXT = "The lamp at Skerry Point was lit by Anna Brodie for 31 years."
ITEM = {"question": QUESTION, "reference": RIGHT}
TEST = {"vars": {"question": QUESTION}, "assert": [{"type": "icontains", "value": RIGHT}]}
FORMS: dict[str, Any] = {
    "openai-evals": {"datasource_item": ITEM, "sample": {"output": [{"role": "assistant", "content": WRONG}]}},
    "ragas": {"user_input": QUESTION, "reference": RIGHT, "response": WRONG, "retrieved_contexts": [CONTEXT]},
    "deepeval": {"input": QUESTION, "expected_output": RIGHT, "actual_output": WRONG, "retrieval_context": [CONTEXT]},
    "promptfoo": {"vars": TEST["vars"], "testCase": TEST, "response": {"output": WRONG}},
    "langsmith": {
        "inputs": {"question": QUESTION},
        "outputs": {"answer": WRONG},
        "reference_outputs": {"answer": RIGHT},
    },
    "phoenix": {"input": {"question": QUESTION}, "output": WRONG, "reference_output": {"answer": RIGHT}},
    "langfuse": {"input": QUESTION, "expectedOutput": RIGHT, "output": WRONG},
}


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Home:
    """A home without documents."""
    return home(tmp_path_factory.mktemp("doors"), model_cache)


def write(home_: Home, name: str, *records: Any) -> str:
    """Write records as JSON Lines into the home's folder."""
    (home_.folder / name).write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return name


@pytest.mark.parametrize("tool", FORMS)
def test_what_a_tool_holds_is_imported_scored_and_compared(tool: str, doors: Home) -> None:
    metrics = ("--metric", "exact_match", "--metric", "answer_correctness", "--metric", "retrieval_recall")
    file = write(doors, f"{tool}.jsonl", {**FORMS[tool], "tags": ["sea"]})
    imported = doors.run("eval", "import", file, "--name", tool, *metrics)
    assert imported.code == 0, imported
    assert f"{tool}: 1 case from {file}" in imported.err
    assert "not carried over: tags (1 record)" in imported.err
    answers = write(doors, "ours.jsonl", {"question": QUESTION.upper(), "answer": RIGHT, "contexts": [CONTEXT]})
    ours = doors.run("eval", "run", "--answers", answers, "--name", f"ours {tool}", *metrics, "--json")
    assert (ours.code, ours.data["cases"]) == (0, 1), ours
    compared = doors.run("eval", "compare", tool, f"ours {tool}", "--json")
    assert compared.code == 0, compared
    [exact] = [one for one in compared.data["contrasts"] if one["metric"] == "exact_match"]
    assert (exact["scored"], exact["mean_a"], exact["mean_b"]) == (1, 0.0, 1.0), exact
    [case] = doors.run("eval", "cases", "--json").data
    assert (case["question"], case["reference"], case["kind"]) == (QUESTION, RIGHT, "imported")


def test_a_run_of_another_system_is_explained_and_reported(doors: Home) -> None:
    answers = {"question": QUESTION, "answer": WRONG, "contexts": [CONTEXT], "reference": RIGHT}
    ran = doors.run("eval", "run", "--answers", write(doors, "theirs.jsonl", answers), "--name", "theirs", "--json")
    assert ran.code == 0, ran
    overall = {one["metric"]: one for one in ran.data["averages"] if one["kind"] == ""}
    assert overall["faithfulness"]["mean"] is not None
    assert overall["latency"]["mean"] is None
    causes = doors.run("eval", "causes", "theirs", "--json")
    assert (causes.code, causes.data["judged"]) == (0, 1), causes
    assert [len(group["wrong"]) for group in causes.data["groups"]] == [1]
    report = doors.run("eval", "report", "theirs", "-o", "report.html")
    assert report.code == 0, report
    assert WRONG in (doors.folder / "report.html").read_text(encoding="utf-8")
    is_one_fault(doors.run("eval", "run", "--resume", "theirs"), 2, "other settings")


def test_answers_without_a_case_are_left_out_and_failures_are_faults(doors: Home) -> None:
    records = (
        {"question": "What is the tide?", "answer": "High."},
        {"question": "When was it built?", "reference": "1874"},
        {"question": QUESTION, "answer": RIGHT, "reference": RIGHT},
        {"question": QUESTION, "answer": WRONG, "reference": RIGHT},
    )
    ran = doors.run(
        "eval", "run", "--answers", write(doors, "some.jsonl", *records), "--metric", "exact_match", "--json"
    )
    assert (ran.code, ran.data["cases"], ran.data["faults"]) == (1, 2, 1), ran
    assert "left out: 1 record without a reference" in ran.err
    assert "left out: 1 further answer to the same case" in ran.err
    assert "the file holds no answer" in ran.err


def test_cases_are_exported_and_come_back(doors: Home) -> None:
    written = doors.run("eval", "export", "out.jsonl", "--to", "ragas")
    assert written.code == 0, written
    again = doors.run("eval", "import", "out.jsonl", "--json")
    assert (again.code, again.data["tool"], again.data["new"], again.data["answers"]) == (0, "ragas", 0, 0), again


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("import", "unknown.jsonl"), "of no known tool"),
        (("import", "broken.jsonl"), "line 2"),
        (("import", "nowhere.json"), "nowhere.json"),
        (("import", "unknown.jsonl", "--from", "excel"), "no tool 'excel'"),
        (("export", "out.json", "--to", "phoenix"), "phoenix"),
        (("run", "--answers", "unknown.jsonl"), "line 1"),
        (("run", "--answers", "nobody.jsonl"), "nobody.jsonl"),
        (("run", "--answers", "nobody.jsonl", "--resume", "latest"), "--answers"),
    ],
)
def test_wrong_use_is_one_line(doors: Home, arguments: tuple[str, ...], words: str) -> None:
    write(doors, "unknown.jsonl", {"colour": "red"})
    write(doors, "broken.jsonl", {"user_input": "Who?", "reference": "Anna"}, {"user_input": ""})
    write(doors, "nobody.jsonl", {"question": "What is nobody asking?", "answer": "Nothing."})
    before = doors.run("eval", "cases", "--json").data
    is_one_fault(doors.run("eval", *arguments), 2, words)
    assert doors.run("eval", "cases", "--json").data == before
