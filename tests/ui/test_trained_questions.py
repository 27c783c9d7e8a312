"""Which questions a folder of training data holds."""

from __future__ import annotations

from pathlib import Path

from evals.jsonl import write_lines
from evals.tuning.rows import ChatRow, PairRow
from evals.tuning.templates import chat_messages
from rag.llm.protocol import Message
from tests.evals.tuning.parts import town_passage
from ui.trained_questions import read_trained


def test_the_questions_of_pairs_and_chats_are_read(tmp_path: Path) -> None:
    assert read_trained(tmp_path) is None
    asked = chat_messages("Who rules Tarn?", [town_passage("Tarn")])
    write_lines(tmp_path / "train" / "chat.jsonl", [ChatRow((*asked, Message("assistant", "nobody")))])
    write_lines(tmp_path / "train" / "pairs.jsonl", [PairRow("What does Tarn live on?", "Tarn lives on sheep.")])
    assert read_trained(tmp_path) == frozenset({"who rules tarn", "what does tarn live on"})
