"""Rows for a language model: prompts become the messages they were written from, and questions get others' passages."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.jsonl import write_lines
from evals.tuning.model_rows import hold_back, read_pairs, read_questions, read_rows, require_method
from evals.tuning.rows import ChatRow, ContextRow, PreferenceRow, RatingRow
from evals.tuning.templates import TEMPLATES, chat_messages, read_messages
from graph.errors import UsageError
from rag.answer.abstain import ABSTAIN
from rag.llm.protocol import Message
from tests.evals.tuning.parts import TOWNS, town_passage

NAMES = list(TOWNS)


def asked(name: str, shown: str = "", brief: bool = True) -> tuple[Message, ...]:
    return chat_messages(f"Who was the first mayor of {name}?", [town_passage(shown or name)], brief)


@pytest.mark.parametrize(("template", "brief"), [("grounded", False), ("brief", True)])
def test_a_prompt_is_read_back_into_its_messages(template: str, brief: bool) -> None:
    prompt = TEMPLATES[template]("Who was the first mayor of Tarn?", [town_passage("Tarn")])
    assert read_messages(prompt) == asked("Tarn", brief=brief)


def test_other_prompts_are_one_message() -> None:
    assert read_messages(TEMPLATES["question"]("Why?", [])) == (Message("user", "Question: Why?\nAnswer: "),)


def test_held_out_questions_are_asked_with_their_own_passages_and_with_others(tmp_path: Path) -> None:
    mayors = {name: TOWNS[name][2] for name in NAMES[:4]}
    rows = [ChatRow((*asked(name), Message("assistant", f"{mayor} [1]"))) for name, mayor in mayors.items()]
    rows.append(ChatRow((*asked("Nowhere", "Tarn"), Message("assistant", ABSTAIN))))
    write_lines(tmp_path / "held_out" / "chat.jsonl", rows)
    questions = read_questions(tmp_path)
    assert [question.reference for question in questions] == [*mayors.values(), *[""] * 5]
    assert [question.messages for question in questions[4:]] == [
        *(asked(name, NAMES[(place + 2) % 4]) for place, name in enumerate(mayors)),
        asked("Nowhere", "Tarn"),
    ]


def test_each_method_reads_its_files(tmp_path: Path) -> None:
    prompt = TEMPLATES["brief"]("Why?", [town_passage("Tarn")])
    train, held_out = tmp_path / "train", tmp_path / "held_out"
    chat = ChatRow((*read_messages(prompt), Message("assistant", "So [1]")))
    write_lines(train / "chat.jsonl", [chat] * 9)
    with pytest.raises(UsageError, match=r"9 rows in chat\.jsonl or raft\.jsonl"):
        read_rows(tmp_path, "sft")
    write_lines(train / "raft.jsonl", [ContextRow(prompt, ABSTAIN, False)])
    rows = read_rows(tmp_path, "sft")
    assert {row.answer for row in rows} == {"So [1]", ABSTAIN}
    assert {row.messages for row in rows} == {read_messages(prompt)}
    write_lines(held_out / "ratings.jsonl", [RatingRow(prompt, text, text == "yes") for text in ("yes", "no", "yes")])
    assert [(pair.better.answer, pair.worse.answer) for pair in read_pairs(tmp_path)] == [("yes", "no")] * 2
    write_lines(held_out / "preferences.jsonl", [PreferenceRow(prompt, "good", "bad")])
    assert [(pair.better.answer, pair.worse.answer) for pair in read_pairs(tmp_path)] == [("good", "bad")]


def test_rows_of_one_question_are_held_back_together(tmp_path: Path) -> None:
    write_lines(
        tmp_path / "train" / "ratings.jsonl",
        [RatingRow(f"Question: {name}?\nAnswer: ", text, True) for name in NAMES for text in ("one", "other")],
    )
    train, held = hold_back(read_rows(tmp_path, "kto"), 0.25, seed=1)
    assert (len(train), len(held)) == (24, 8)
    assert not {row.messages for row in train} & {row.messages for row in held}


def test_an_unknown_method_is_refused() -> None:
    assert require_method("kto") == "kto"
    with pytest.raises(UsageError, match="no method 'ppo'"):
        require_method("ppo")
