"""MultiRC: each answer of a question is judged over the passage; whole questions count once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from evals.benchmarks.sets import find_benchmark
from graph.errors import UsageError
from rag.embed.protocol import Embedder
from tests.evals.benchmarks.published import figure, measured, system, write_lines
from tests.support.servers import Reply, Request, chat, scripted
from ui.bench import sample_items


def asked(number: int, question: str, answers: tuple[tuple[str, int], ...]) -> dict[str, Any]:
    told = [{"text": text, "idx": 10 * number + place, "label": label} for place, (text, label) in enumerate(answers)]
    return {"question": question, "answers": told, "idx": number}


LINES = [
    {
        "idx": 3,
        "version": 1.1,
        "passage": {
            "text": "Nora mended two clocks, and then she sold the larger one to Piet.",
            "questions": [
                asked(0, "What did Nora do?", (("Mended clocks", 1), ("Sold a clock", 1), ("Bought a clock", 0))),
                asked(1, "Who has a clock of hers?", (("Piet", 1), ("The mayor", 0))),
            ],
        },
    },
    {
        "idx": 4,
        "version": 1.1,
        "passage": {
            "text": "The mill burnt down in spring.",
            "questions": [asked(2, "When did the mill burn?", (("In autumn", 0), ("At night", 0)))],
        },
    },
]


def judge(request: Request, right: tuple[str, ...]) -> Reply:
    """Says yes to some answers, and to others no."""
    prompt = request.body["messages"][-1]["content"]
    answer = re.search(r'right answer to the question\? "(.*)"', prompt)
    assert answer
    wanted = "yes" if answer.group(1) in right else "no"
    letter = re.search(rf"^([A-Z])\. {wanted}$", prompt, re.MULTILINE)
    assert letter
    return Reply(body=chat(letter.group(1)))


def test_answers_and_whole_questions_are_scored(minilm: Embedder, tmp_path: Path) -> None:
    said = ("Mended clocks", "Piet", "The mayor")
    with scripted(lambda request: judge(request, said)) as server:
        found = measured("multirc", write_lines(tmp_path / "val.jsonl", LINES), system(minilm, url=server.url))
        prompts = [one.body["messages"][-1]["content"] for one in server.requests]
    assert (found.how, len(found.replies)) == ("letter", 7)
    assert figure(found, "accuracy") == pytest.approx(5 / 7)
    assert figure(found, "guessing") == pytest.approx(1 / 2)
    assert figure(found, "always the most frequent") == pytest.approx(4 / 7)
    assert figure(found, "F1a") == pytest.approx(2 * 2 / (3 + 3))  # two hits of three said and three right
    assert figure(found, "F1a, always yes") == pytest.approx(2 * 3 / (3 + 7))
    assert figure(found, "questions with all answers right") == pytest.approx(1 / 3)
    (questions,) = [one for one in found.figures if one.measure.startswith("questions")]
    assert (questions.items, questions.low is not None) == (3, True)
    assert [reply.item for reply in found.replies[:4]] == ["3/0/0", "3/0/1", "3/0/2", "3/1/10"]
    assert [reply.right for reply in found.replies] == [1, 0, 1, 1, 0, 1, 1]
    assert all(("mill burnt" in prompt) == ("When did the mill" in prompt) for prompt in prompts)


def test_a_question_that_lost_an_answer_to_a_fault_is_left_out(minilm: Embedder, tmp_path: Path) -> None:
    def reply(request: Request) -> Reply:
        if "Sold a clock" in request.body["messages"][-1]["content"]:
            return Reply(400, {"error": {"message": "no"}})
        return judge(request, ("Mended clocks", "Piet"))

    with scripted(reply) as server:
        found = measured("multirc", write_lines(tmp_path / "val.jsonl", LINES), system(minilm, url=server.url))
    assert found.faults == 1
    assert figure(found, "F1a") == 1
    (questions,) = [one for one in found.figures if one.measure.startswith("questions")]
    assert (questions.value, questions.items) == (1.0, 2)


def test_a_sample_holds_whole_questions(tmp_path: Path) -> None:
    items = find_benchmark("multirc").read(write_lines(tmp_path / "val.jsonl", LINES))
    assert [len(item.choices) for item in items] == [3, 2, 2]
    assert [len(item.choices) for item in sample_items(items, "odd")] == [2]


def test_answers_need_a_language_model(minilm: Embedder, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"language model.*llm\.base_url"):
        measured("multirc", write_lines(tmp_path / "val.jsonl", LINES), system(minilm))


UNLABELLED = {"question": "Who?", "answers": [{"text": "Nora", "idx": 0}], "idx": 0}


@pytest.mark.parametrize(
    ("questions", "told"),
    [([], "holds no items"), ([UNLABELLED], "line 1: passage.questions.0.answers.0.label")],
)
def test_a_part_without_labels_is_told(questions: list[dict[str, Any]], told: str, tmp_path: Path) -> None:
    line = {"idx": 0, "passage": {"text": "Nora left.", "questions": questions}}
    with pytest.raises(UsageError) as fault:
        find_benchmark("multirc").read(write_lines(tmp_path / "test.jsonl", [line]))
    assert told in fault.value.message
    assert fault.value.hint
