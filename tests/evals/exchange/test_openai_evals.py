from __future__ import annotations

from pathlib import Path

from rag.types import Turn
from tests.evals.exchange.files import answer, document, lines, only, recognised


def test_a_sample(tmp_path: Path) -> None:
    messages = [
        {"role": "system", "content": "Answer in one word."},
        {"role": "user", "content": "Who lit the lamp?"},
        {"role": "assistant", "content": "Anna Brodie"},
        {"role": "user", "content": "For how long?"},
    ]
    found = only(
        lines(tmp_path / "s.jsonl", {"input": messages, "ideal": ["31 years", "thirty-one years"]}), "openai-evals"
    )
    assert (found.case.question, found.case.reference) == ("For how long?", "31 years")
    assert found.case.aliases == ("thirty-one years",)
    assert found.case.history == (Turn("user", "Who lit the lamp?"), Turn("assistant", "Anna Brodie"))
    assert (found.case.kind, found.lost, found.answer) == ("imported", ("system messages",), None)


def test_a_data_item_with_a_sample(tmp_path: Path) -> None:
    record = {
        "item": {"question": "Who lit the lamp?", "ground_truth": "Anna Brodie", "topic": "sea"},
        "sample": {"output_text": "It was Anna Brodie.", "model": "m-1"},
    }
    found = only(lines(tmp_path / "d.jsonl", record), "openai-evals")
    assert (found.case.question, found.case.reference) == ("Who lit the lamp?", "Anna Brodie")
    assert (answer(found).text, answer(found).system) == ("It was Anna Brodie.", "m-1")
    assert found.lost == ("item.topic",)


def test_output_items_as_the_api_lists_them(tmp_path: Path) -> None:
    def item(number: int, output: object, error: object = None) -> dict[str, object]:
        return {
            "object": "eval.run.output_item",
            "datasource_item": {"input": f"Question {number}?", "answer": "Yes"},
            "results": [{"name": "match", "passed": True}],
            "sample": {
                "input": [{"role": "user", "content": f"Question {number}?"}],
                "output": output,
                "error": error,
                "temperature": 1.0,
            },
        }

    said = [{"role": "assistant", "content": "Yes"}]
    failed = {"code": "server_error", "message": "overloaded"}
    listed = {"object": "list", "data": [item(1, said), item(2, [], failed)], "has_more": False}
    first, second = (found := recognised(document(tmp_path / "o.json", listed), "openai-evals")).records
    assert (first.case.question, first.case.reference, answer(first).text) == ("Question 1?", "Yes", "Yes")
    assert (answer(second).text, answer(second).fault) == ("", "overloaded")
    assert {(lost.name, lost.records) for lost in found.lost} >= {("results", 2), ("sample.temperature", 2)}
    assert found.beside == ("object",)
