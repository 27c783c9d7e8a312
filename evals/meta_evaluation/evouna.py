"""EVOUNA (C. Wang et al., 2023): people judge whether systems' answers to open questions are right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evals.bootstrap import Values
from evals.files import peek_text, read_json, require_field
from evals.judges.matching import exact_match, token_f1
from evals.meta_evaluation.labelled import Judgement, LabelledItem, LabelledSet
from evals.meta_evaluation.plain import holds_reference
from evals.metrics.answer_correctness import VERSION, judge_correctness, short_judge
from evals.types import CORRECT_FROM
from rag.embed.protocol import Embedder

NAME = "evouna"
MIN_OVERLAP = 0.5


@dataclass(frozen=True, slots=True)
class EvounaAnswer:
    """One system's answer to a question, with the right answers and people's verdict."""

    number: int
    question: str
    references: tuple[str, ...]
    text: str
    right: bool


def knows(file: Path) -> bool:
    """Whether the file is a part of EVOUNA."""
    return file.suffix == ".json" and '"golden_answer"' in (start := peek_text(file)) and '"judge_' in start


def labelled(files: Sequence[Path], embedder: Embedder) -> Iterator[LabelledSet]:
    """Yield one set per file and system; improper questions and answers without a verdict are skipped."""
    for file in files:
        data = read_json(file, list[dict[str, Any]])
        systems = sorted(
            {name.removeprefix("judge_") for record in data for name in record if name.startswith("judge_")}
        )
        for system in systems:
            answers = list(system_answers(data, system, file))
            if answers:
                yield _set(f"{NAME}/{file.stem}/{system}", answers, embedder)


def system_answers(data: Sequence[dict[str, Any]], system: str, file: Path) -> Iterator[EvounaAnswer]:
    """Yield a system's answers to the proper questions."""
    for number, record in enumerate(data):
        verdict = record.get(f"judge_{system}")
        if record.get("improper") or not isinstance(verdict, bool):
            continue
        question, golden = (
            require_field(record, "question", str, file),
            require_field(record, "golden_answer", str, file),
        )
        yield EvounaAnswer(number, question, tuple(golden.split("/")), record.get(f"answer_{system}") or "", verdict)


def _set(name: str, answers: Sequence[EvounaAnswer], embedder: Embedder) -> LabelledSet:
    items = [LabelledItem(answer.number, answer.question, float(answer.right)) for answer in answers]
    floor = np.array([holds_reference(answer.text, answer.references) for answer in answers], np.float64)
    scores = np.array(
        [judge_correctness(answer.question, answer.text, answer.references, embedder)[0] for answer in answers]
    )
    return LabelledSet(
        name,
        items,
        [
            Judgement(
                "answer_correctness",
                f"offline v{VERSION}, {embedder.name}",
                "accuracy",
                (scores >= CORRECT_FROM).astype(np.float64),
                floor,
                True,
                short_judge(),
            ),
            Judgement("exact_match", "offline v1", "accuracy", _best(answers, exact_match, MIN_OVERLAP), floor),
            Judgement("token_f1", "offline v1", "accuracy", _best(answers, token_f1, MIN_OVERLAP), floor),
        ],
    )


def _best(answers: Sequence[EvounaAnswer], score: Any, least: float) -> Values:
    values = [max(score(answer.text, reference) for reference in answer.references) for answer in answers]
    return np.array([value >= least for value in values], np.float64)
