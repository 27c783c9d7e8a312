from __future__ import annotations

from pathlib import Path

from tests.evals.exchange.files import answer, document, only, text


def test_an_item(tmp_path: Path) -> None:
    item = {
        "id": "1",
        "input": {"query": "Who?", "locale": "en"},
        "expectedOutput": {"answer": "Anna"},
        "metadata": None,
        "sourceTraceId": "t1",
    }
    found = only(document(tmp_path / "i.json", {"data": [item], "meta": {"page": 1}}), "langfuse")
    assert (found.case.question, found.case.reference, found.answer) == ("Who?", "Anna", None)
    assert found.lost == ("id", "input.locale", "sourceTraceId")


def test_a_table_of_items(tmp_path: Path) -> None:
    table = 'id,input,expectedOutput,metadata\n1,"{""question"": ""Who?""}","""Anna""",\n'
    found = only(text(tmp_path / "i.csv", table), "langfuse")
    assert (found.case.question, found.case.reference) == ("Who?", "Anna")


def test_an_item_with_the_output_of_a_run(tmp_path: Path) -> None:
    item = {
        "input": "Who?",
        "expected_output": "Anna",
        "dataset_name": "d",
        "output": {"answer": "Bo", "contexts": ["C."]},
    }
    found = only(document(tmp_path / "i.json", [item]), "langfuse")
    assert (answer(found).text, [one.text for one in answer(found).contexts]) == ("Bo", ["C."])
