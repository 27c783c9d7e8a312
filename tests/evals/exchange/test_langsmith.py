from __future__ import annotations

from pathlib import Path

from tests.evals.exchange.files import answer, document, lines, only, text


def test_an_example(tmp_path: Path) -> None:
    example = {"inputs": {"question": "Who?"}, "outputs": {"answer": "Anna"}, "metadata": {"tags": ["sea"]}, "id": "1"}
    found = only(lines(tmp_path / "e.jsonl", example), "langsmith")
    assert (found.case.question, found.case.reference, found.answer) == ("Who?", "Anna", None)
    assert found.lost == ("metadata.tags", "id")


def test_a_row_of_an_experiment_with_documents(tmp_path: Path) -> None:
    row = {
        "inputs": {"messages": [{"role": "user", "content": "Who?"}]},
        "outputs": {"output": "Bo", "documents": [{"page_content": "Bo sang.", "metadata": {"source": "song.txt"}}]},
        "reference_outputs": {"answer": "Anna"},
    }
    found = only(document(tmp_path / "x.json", [row]), "langsmith")
    assert (found.case.question, found.case.reference) == ("Who?", "Anna")
    [context] = answer(found).contexts
    assert (answer(found).text, context.text, context.source) == ("Bo", "Bo sang.", "song.txt")
    assert found.lost == ()


def test_the_data_frame_of_an_experiment(tmp_path: Path) -> None:
    table = "inputs.question,outputs.answer,reference.answer,error,feedback.score\nWho?,Bo,Anna,,0.5\n"
    found = only(text(tmp_path / "x.csv", table), "langsmith")
    assert (found.case.question, found.case.reference, answer(found).text) == ("Who?", "Anna", "Bo")
    assert found.lost == ("feedback.score",)
