"""RAGChecker's meta-evaluation (D. Ru et al., 2024): people compare two long answers, given a reference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evals.files import peek_text, read_json, require_field
from evals.judges.long_answers import completeness_score, correctness_score, precision_score, reference_overlap
from evals.judges.matching import token_f1
from evals.meta_evaluation.labelled import Judgement, LabelledItem, LabelledSet
from evals.metrics import answer_completeness, answer_correctness, answer_precision
from graph.text.citation_markers import strip_markers
from rag.embed.protocol import Embedder

NAME = "ragchecker"
ASPECTS = {
    "correctness": ("answer_precision", answer_precision.VERSION, precision_score),
    "completeness": ("answer_completeness", answer_completeness.VERSION, completeness_score),
    "overall": ("answer_correctness", answer_correctness.VERSION, correctness_score),
}
"""The aspect people judged, the corresponding metric, and its version and formula."""


@dataclass(frozen=True, slots=True)
class ComparedAnswers:
    """Two answers to a question, the reference, and one person's labels: above 0 if the second is better."""

    pair: int
    question: str
    reference: str
    first: str
    second: str
    labels: tuple[float, ...]


def knows(file: Path) -> bool:
    """Whether the file holds labelled pairs."""
    return file.suffix == ".json" and all(
        f'"{part}"' in peek_text(file) for part in ("gt_answer", "correctness_label", "model2")
    )


def labelled(files: Sequence[Path], embedder: Embedder) -> Iterator[LabelledSet]:
    """Yield one set per aspect; items are single labels, of which a pair has several."""
    for file in files:
        pairs = [pair for pair in read_compared_answers(file) if len(pair.labels) == len(ASPECTS)]
        if not pairs:
            continue
        shares = {text: reference_overlap(*text, embedder) for pair in pairs for text in _texts(pair)}
        plain = np.array(
            [token_f1(pair.second, pair.reference) - token_f1(pair.first, pair.reference) for pair in pairs]
        )
        for index, (aspect, (metric, version, formula)) in enumerate(ASPECTS.items()):
            items = [LabelledItem(pair.pair, pair.question, pair.labels[index]) for pair in pairs]
            pair_scores = [[formula(shares[text]) for text in _texts(pair)] for pair in pairs]
            scores = np.array([second - first for first, second in pair_scores], np.float64)
            judge = f"offline v{version}, {embedder.name}"
            yield LabelledSet(
                f"{NAME}/{aspect}",
                items,
                [
                    Judgement(metric, judge, "pearson", scores, plain, True),
                    Judgement("token_f1", "offline v1", "pearson", plain, plain),
                ],
            )


def read_compared_answers(file: Path) -> Iterator[ComparedAnswers]:
    """Yield every person's labels, with pairs numbered in order."""
    numbers: dict[object, int] = {}
    for record in read_json(file, list[dict[str, Any]]):
        labels = tuple(record.get(f"{aspect}_label") for aspect in ASPECTS)
        if not all(isinstance(label, int | float) for label in labels):
            continue
        texts = [
            require_field(require_field(record, name, dict, file), "response", str, file)
            for name in ("model1", "model2")
        ]
        question, reference = require_field(record, "query", str, file), require_field(record, "gt_answer", str, file)
        number = numbers.setdefault(record.get("instance_id", question), len(numbers))
        yield ComparedAnswers(number, question, reference, texts[0], texts[1], labels)  # type: ignore[arg-type]


def _texts(pair: ComparedAnswers) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    reference = strip_markers(pair.reference)
    return (pair.question, strip_markers(pair.first), reference), (pair.question, strip_markers(pair.second), reference)
