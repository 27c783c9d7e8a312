"""The questions that a tuned part has learned from, by which it must not be judged."""

from __future__ import annotations

from pathlib import Path


def read_trained(folder: Path) -> frozenset[str] | None:
    """Return the folded questions of a folder of training data; None if its files are gone."""
    from evals.files import read_lines
    from evals.tuning.collect import fold
    from evals.tuning.dataset import TRAIN
    from evals.tuning.rows import ChatRow, PairRow

    pairs, chats = (folder / TRAIN / f"{name}.jsonl" for name in ("pairs", "chat"))
    if not pairs.is_file() or not chats.is_file():
        return None
    asked = [row.messages[-2].content.rpartition("\nQuestion: ")[2] for row in read_lines(chats, ChatRow)]
    return frozenset(fold(question) for question in (*asked, *(row.anchor for row in read_lines(pairs, PairRow))))
