from __future__ import annotations

from pathlib import Path

from tests.evals.exchange.files import answer, document, lines, only, recognised, text


def test_an_example_in_each_form(tmp_path: Path) -> None:
    example = {"input": {"question": "Who?"}, "output": {"answer": "Anna"}, "metadata": {"tags": ["sea"]}}
    table = "example_id,input_question,output_answer,metadata_tags\nx1,Who?,Anna,sea\n"
    for path in (lines(tmp_path / "e.jsonl", example), text(tmp_path / "e.csv", table)):
        found = only(path, "phoenix")
        assert (found.case.question, found.case.reference, found.answer) == ("Who?", "Anna", None)
        assert "metadata.tags" in found.lost


def test_a_run_of_an_experiment(tmp_path: Path) -> None:
    run = {
        "example_id": "x1",
        "input": {"question": "Who?"},
        "reference_output": {"answer": "Anna"},
        "output": "Bo",
        "latency_ms": 1500.0,
    }
    found = only(document(tmp_path / "x.json", [run]), "phoenix")
    assert (found.case.reference, answer(found).text, answer(found).seconds) == ("Anna", "Bo", 1.5)


def test_the_root_of_a_trace_is_read(tmp_path: Path) -> None:
    root = {
        "name": "query",
        "parent_id": None,
        "attributes.input.value": '{"question": "Who?"}',
        "attributes.output.value": "Anna",
        "attributes.retrieval.documents": [{"document.content": "Anna did.", "document.score": 0.7}],
    }
    child = {"name": "llm", "parent_id": "a", "attributes.input.value": "prompt", "attributes.output.value": "Anna"}
    found = recognised(lines(tmp_path / "spans.jsonl", root, child), "phoenix")
    [record] = found.records
    assert (record.case.question, record.case.reference, found.others) == ("Who?", "", 1)
    assert (answer(record).text, [one.text for one in answer(record).contexts]) == ("Anna", ["Anna did."])
