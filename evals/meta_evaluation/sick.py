"""SICK (M. Marelli et al., 2014): people label entailment and relatedness of sentence pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from evals.files import peek_text, read_tab_separated
from evals.judges.support import best_support
from evals.meta_evaluation.labelled import Judgement, LabelledItem, LabelledSet
from evals.meta_evaluation.plain import word_overlap
from evals.meta_evaluation.similarity import similarity_set
from evals.metrics.faithfulness import VERSION
from evals.metrics.hallucination import VERSION as HALLUCINATION
from rag.embed.protocol import Embedder

NAME = "sick"
COLUMNS = ("sentence_A", "sentence_B", "relatedness_score", "entailment_judgment")
LABELS = ("ENTAILMENT", "NEUTRAL", "CONTRADICTION")


def knows(file: Path) -> bool:
    """Whether the file's first line has the set's columns."""
    return file.suffix in (".tsv", ".txt") and set(COLUMNS) <= set(
        peek_text(file).partition("\n")[0].strip().split("\t")
    )


def labelled(files: Sequence[Path], embedder: Embedder) -> Iterator[LabelledSet]:
    """Yield three sets per file: relatedness, entailment, and contradiction."""
    for file in files:
        header, *rows = [row for row in read_tab_separated(file) if row]
        columns = [header.index(name) for name in COLUMNS]
        pairs = [
            (float(row[columns[2]]), row[columns[0]], row[columns[1]], row[columns[3]])
            for row in rows
            if len(row) > max(columns) and row[columns[3]] in LABELS
        ]
        if pairs:
            name = f"{NAME}/{file.stem}"
            yield similarity_set(
                f"{name}/related", [(score, first, second) for score, first, second, _ in pairs], embedder
            )
            yield from _entailment_sets(name, [(first, second, label) for _, first, second, label in pairs], embedder)


def _entailment_sets(name: str, rows: Sequence[tuple[str, str, str]], embedder: Embedder) -> Iterator[LabelledSet]:
    embedder.embed([text for first, second, _ in rows for text in (first, second)])
    support = np.array([best_support(second, [first], embedder).value for first, second, _ in rows], np.float64)
    floor = np.array([word_overlap(second, first) for first, second, _ in rows], np.float64)
    for what, label, metric, version, sign in (
        ("entailed", "ENTAILMENT", "faithfulness", VERSION, 1.0),
        ("contradicted", "CONTRADICTION", "hallucination", HALLUCINATION, -1.0),
    ):
        items = [
            LabelledItem(number, first, float(row_label == label)) for number, (first, _, row_label) in enumerate(rows)
        ]
        judge = f"offline v{version}, {embedder.name}"
        judgement = Judgement(metric, judge, "auroc", sign * support, sign * floor, True)
        yield LabelledSet(f"{name}/{what}", items, [judgement])
