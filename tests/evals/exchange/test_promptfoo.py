from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import UsageError
from tests.evals.exchange.files import answer, document, only, recognised, text

CONFIG = """
prompts: ["{{question}}"]
providers: [echo]
tests:
  - vars: {question: "Who lit the lamp?", context: "Anna Brodie lit it."}
    assert:
      - {type: contains-any, value: [Anna Brodie, Brodie]}
      - {type: latency, threshold: 900}
  - vars: {question: "When?", expected: "1874"}
    description: the year
    assert: [{type: equals, value: "{{expected}}"}]
"""


def test_a_configuration(tmp_path: Path) -> None:
    found = recognised(text(tmp_path / "promptfooconfig.yaml", CONFIG), "promptfoo")
    first, second = found.records
    assert (first.case.reference, first.case.aliases) == ("Anna Brodie", ("Brodie",))
    assert [gold.quote for gold in first.case.gold] == ["Anna Brodie lit it."]
    assert (second.case.question, second.case.reference) == ("When?", "1874")
    assert {lost.name: lost.records for lost in found.lost} == {"assertions": 1, "description": 1}
    assert found.beside == ("prompts", "providers")


def test_results_of_two_systems(tmp_path: Path) -> None:
    def result(system: str, output: object, error: str = "") -> dict[str, object]:
        test = {"vars": {"question": "Who?"}, "assert": [{"type": "icontains", "value": "Anna"}]}
        return {
            "vars": {"question": "Who?", "context": ["Anna did."]},
            "testCase": test,
            "provider": {"id": "p", "label": system},
            "response": {"output": output} if output else None,
            "error": error,
            "latencyMs": 250,
            "promptIdx": 0,
        }

    results = [result("one", "Anna"), result("two", {"name": "Bo"}), result("two", None, "timed out")]
    found = recognised(document(tmp_path / "r.json", {"results": {"results": results, "version": 3}}), "promptfoo")
    one, two, failed = (answer(record) for record in found.records)
    assert (one.text, one.system, one.seconds, [context.text for context in one.contexts]) == (
        "Anna",
        "one",
        0.25,
        ["Anna did."],
    )
    assert (two.text, two.system) == ('{"name":"Bo"}', "two")
    assert (failed.text, failed.fault, failed.system) == ("", "timed out", "two")
    assert {record.case.reference for record in found.records} == {"Anna"}


def test_a_table_of_tests(tmp_path: Path) -> None:
    found = recognised(text(tmp_path / "t.csv", "question,__expected\nWho?,icontains: Anna\nWhen?,1874\n"), "promptfoo")
    assert [record.case.reference for record in found.records] == ["Anna", "1874"]


def test_an_assertion_that_compares_with_nothing_is_no_right_answer(tmp_path: Path) -> None:
    test = {"vars": {"question": "Who?"}, "assert": [{"type": "llm-rubric", "value": "is polite"}]}
    found = only(document(tmp_path / "t.json", {"tests": [test]}), "promptfoo")
    assert (found.case.reference, found.lost) == ("", ("assertions",))


def test_tests_elsewhere_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"in another file, file://cases\.csv"):
        recognised(text(tmp_path / "c.yaml", "tests: file://cases.csv\n"), "promptfoo")
