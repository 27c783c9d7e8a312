"""TruthfulQA (S. Lin et al., 2022): answers to misleading questions, labelled right or wrong.

The set's best answer is the reference; its other answers are judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from evals.files import csv_header, read_table
from evals.judges.matching import normalise_answer, token_f1
from evals.meta_evaluation.labelled import Judgement, LabelledItem, LabelledSet
from evals.metrics.answer_correctness import VERSION, judge_correctness
from evals.types import CORRECT_FROM
from rag.embed.protocol import Embedder

NAME = "truthfulqa"
COLUMNS = {"Question", "Best Answer", "Correct Answers", "Incorrect Answers"}
MIN_TOKEN_F1 = 0.5


def knows(file: Path) -> bool:
    """Whether the file has the set's columns."""
    return file.suffix == ".csv" and set(csv_header(file)) >= COLUMNS


def labelled(files: Sequence[Path], embedder: Embedder) -> Iterator[LabelledSet]:
    """Yield one set per file, with one item per answer that differs from the reference."""
    for file in files:
        answers = [
            (number, row["Question"], row["Best Answer"], answer, right)
            for number, row in enumerate(read_table(file))
            for right, column in ((True, "Correct Answers"), (False, "Incorrect Answers"))
            for answer in _parts(row[column])
            if normalise_answer(answer) != normalise_answer(row["Best Answer"])
        ]
        if answers:
            yield _set(f"{NAME}/{file.stem}", answers, embedder)


def _set(name: str, answers: Sequence[tuple[int, str, str, str, bool]], embedder: Embedder) -> LabelledSet:
    items = [LabelledItem(number, question, float(right)) for number, question, _, _, right in answers]
    scores = np.array(
        [judge_correctness(question, answer, (best,), embedder)[0] for _, question, best, answer, _ in answers]
    )
    floor = np.array([token_f1(answer, best) for _, _, best, answer, _ in answers], np.float64)
    judge = f"offline v{VERSION}, {embedder.name}"
    yes, floor_yes = (scores >= CORRECT_FROM).astype(np.float64), (floor >= MIN_TOKEN_F1).astype(np.float64)
    return LabelledSet(
        name,
        items,
        [
            Judgement("answer_correctness", judge, "auroc", scores.astype(np.float64), floor, True),
            Judgement("answer_correctness", judge, "balanced_accuracy", yes, floor_yes, True),
        ],
    )


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]
