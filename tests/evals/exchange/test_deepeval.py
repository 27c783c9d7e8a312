from __future__ import annotations

from pathlib import Path

from tests.evals.exchange.files import answer, document, only, text


def test_a_golden(tmp_path: Path) -> None:
    golden = {
        "input": "Who?",
        "expected_output": "Anna",
        "context": ["Anna did."],
        "actual_output": None,
        "comments": "x",
    }
    found = only(document(tmp_path / "g.json", [golden]), "deepeval")
    assert (found.case.question, found.case.reference, found.answer) == ("Who?", "Anna", None)
    assert [gold.quote for gold in found.case.gold] == ["Anna did."]
    assert found.lost == ("comments",)


def test_a_test_case_of_a_saved_run(tmp_path: Path) -> None:
    case = {
        "input": "Who?",
        "actualOutput": "Bo",
        "expectedOutput": "Anna",
        "retrievalContext": ["Bo sang."],
        "success": True,
    }
    found = only(document(tmp_path / "run.json", {"testCases": [case]}), "deepeval")
    assert (answer(found).text, [one.text for one in answer(found).contexts]) == ("Bo", ["Bo sang."])
    assert found.lost == ("success",)


def test_a_table_separates_contexts_by_bars(tmp_path: Path) -> None:
    table = "input,actual_output,expected_output,retrieval_context\nWho?,Bo,Anna,One.|Two.\n"
    found = only(text(tmp_path / "t.csv", table), "deepeval")
    assert [one.text for one in answer(found).contexts] == ["One.", "Two."]
