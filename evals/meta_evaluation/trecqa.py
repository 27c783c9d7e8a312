"""TrecQA (M. Wang et al., 2007): people label whether a newspaper sentence answers a question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from evals.files import csv_header, read_table
from evals.judges.relevance import relevance, relevance_judge
from evals.meta_evaluation.labelled import Judgement, LabelledItem, LabelledSet
from evals.meta_evaluation.plain import word_overlap
from evals.metrics.contextual_relevancy import VERSION
from rag.embed.protocol import Embedder

NAME = "trecqa"

_BEFORE = re.compile(r"\s+([.,;:?!%)]|['’](?:s|re|ve|ll|d|m)\b|n['’]t\b)")
_AFTER = re.compile(r"([($])\s+")
_QUOTES = re.compile(r"``\s*|\s*''(?=\s|$)")


def knows(file: Path) -> bool:
    """Whether the file has the set's columns."""
    return file.suffix == ".csv" and {"qtext", "label", "atext"} <= set(csv_header(file))


def labelled(files: Sequence[Path], embedder: Embedder) -> Iterator[LabelledSet]:
    """Yield one set per file."""
    for file in files:
        rows = [row for row in read_table(file) if row["label"] in ("0", "1")]
        if not rows:
            continue
        numbers = {question: number for number, question in enumerate(dict.fromkeys(row["qtext"] for row in rows))}
        items = [LabelledItem(numbers[row["qtext"]], row["qtext"], float(row["label"])) for row in rows]
        scores = np.array(
            [relevance(join_tokens(row["qtext"]), [("", join_tokens(row["atext"]))], embedder)[0] for row in rows],
            np.float64,
        )
        floor = np.array([word_overlap(row["qtext"], row["atext"]) for row in rows])
        name = f"offline v{VERSION}, {embedder.name}"
        yield LabelledSet(
            f"{NAME}/{file.stem}",
            items,
            [
                Judgement("contextual_relevancy", name, "auroc", scores, floor, True, relevance_judge()),
                Judgement("word overlap", "offline v1", "auroc", floor, floor),
            ],
        )


def join_tokens(tokens: str) -> str:
    """Join space-separated tokens to a sentence."""
    return _AFTER.sub(r"\1", _QUOTES.sub('"', _BEFORE.sub(r"\1", tokens)))
