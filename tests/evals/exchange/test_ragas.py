from __future__ import annotations

from pathlib import Path

from evals.exchange.spec import GivenContext
from tests.evals.exchange.files import answer, lines, only, text


def test_a_sample(tmp_path: Path) -> None:
    record = {
        "user_input": "Who lit the lamp?",
        "reference": "Anna Brodie",
        "response": "Anna Brodie did.",
        "retrieved_contexts": ["The lamp was lit by Anna Brodie."],
        "reference_contexts": ["Its lamp was lit by Anna Brodie."],
        "rubrics": {"score1": "bad"},
    }
    found = only(lines(tmp_path / "r.jsonl", record), "ragas")
    assert (found.case.question, found.case.reference) == ("Who lit the lamp?", "Anna Brodie")
    assert [gold.quote for gold in found.case.gold] == ["Its lamp was lit by Anna Brodie."]
    assert answer(found).contexts == (GivenContext("The lamp was lit by Anna Brodie."),)
    assert found.lost == ("rubrics.score1",)


def test_a_sample_of_the_former_form(tmp_path: Path) -> None:
    record = {"question": "Who?", "answer": "Anna", "contexts": ["Anna did."], "ground_truths": ["Anna", "A. Brodie"]}
    found = only(lines(tmp_path / "r.jsonl", record), "ragas")
    assert (found.case.reference, found.case.aliases) == ("Anna", ("A. Brodie",))
    assert (answer(found).text, found.lost) == ("Anna", ())


def test_a_conversation_asks_last(tmp_path: Path) -> None:
    said = [
        {"type": "human", "content": "Hi"},
        {"type": "ai", "content": "Hello"},
        {"type": "human", "content": "Who?"},
    ]
    found = only(lines(tmp_path / "r.jsonl", {"user_input": said, "reference": "Anna"}), "ragas")
    assert (found.case.question, len(found.case.history)) == ("Who?", 2)


def test_lists_in_cells_as_pandas_writes_them(tmp_path: Path) -> None:
    table = "user_input,response,retrieved_contexts,reference\nWho?,Anna,\"['It''s Anna', 'Not Bo']\",Anna\n"
    found = only(text(tmp_path / "r.csv", table.replace("''", " i")), "ragas")
    assert [context.text for context in answer(found).contexts] == ["It is Anna", "Not Bo"]
