"""STS-B (D. Cer et al., 2017) in GLUE: human similarity scores of sentence pairs, from 0 to 5."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evals.benchmarks.sets.glue import GLUE_URL
from evals.benchmarks.types import Benchmark, BenchmarkReply, BenchmarkResult, BenchmarkSystem, Measurement
from evals.bootstrap import Values
from evals.files import TableRow, read_delimited
from evals.judges.matching import token_f1
from evals.meta_evaluation.agreement import AgreementStatistic, measure_agreement
from graph.errors import GraphloopError
from rag.embed.protocol import Embedder
from rag.llm.map_concurrent import Progress, map_or_fault

MAX_SIMILARITY = 5.0
CORRELATIONS: tuple[tuple[str, AgreementStatistic], ...] = (("Pearson", "pearson"), ("Spearman", "spearman"))


@dataclass(frozen=True, slots=True)
class SentencePair:
    """Two sentences and their human similarity score, 0..5."""

    id: str
    first: str
    second: str
    score: float


def read_stsb(path: Path) -> list[SentencePair]:
    """Read the pairs of a file with scores."""
    table = read_delimited(path, "\t", needed=("sentence1", "sentence2", "score"), quoted=False)
    return [
        SentencePair(str(number), row["sentence1"].strip(), row["sentence2"].strip(), _score(row))
        for number, row in enumerate(table)
    ]


def _score(row: TableRow) -> float:
    try:
        value = float(row["score"])
    except ValueError:
        raise row.fault(f"score is {row['score']!r}, which is not a number")
    if not 0.0 <= value <= MAX_SIMILARITY:
        raise row.fault(f"score is {row['score']!r}, which is not from 0 to 5")
    return value


def measure_stsb(
    published: Benchmark, items: Sequence[SentencePair], system: BenchmarkSystem, progress: Progress
) -> BenchmarkResult:
    """Measure the correlation of the embedder's cosines with human scores, beside that of word overlap."""
    embedder = system.embedder
    outcomes = map_or_fault(items, lambda pair: pair_similarity(pair, embedder), system.workers, progress)
    replies = tuple(_reply(pair, outcome) for pair, outcome in zip(items, outcomes, strict=True))
    scored = [(pair, outcome) for pair, outcome in zip(items, outcomes, strict=True) if isinstance(outcome, float)]
    gold = np.array([pair.score for pair, _ in scored])
    overlap = np.array([token_f1(pair.first, pair.second) for pair, _ in scored])
    figures = (
        *_figures(gold, np.array([similarity for _, similarity in scored])),
        *_figures(gold, overlap, " of word overlap"),
    )
    notes = (
        f"by the cosine of the two sentences' vectors from {embedder.name}; no language model is used",
        "word overlap is token F1 of the two sentences: a floor that ignores their meaning",
    )
    return BenchmarkResult(published.name, embedder.name, "likeness", figures, replies, notes)


def pair_similarity(pair: SentencePair, embedder: Embedder) -> float:
    """Return the cosine similarity of the two sentences' vectors."""
    first, second = embedder.embed([pair.first, pair.second])
    return float(first @ second)


def _reply(pair: SentencePair, similarity: float | GraphloopError) -> BenchmarkReply:
    question = f"{pair.first} / {pair.second}"
    if isinstance(similarity, GraphloopError):
        return BenchmarkReply(pair.id, question, f"{pair.score:g}", "", fault=str(similarity))
    return BenchmarkReply(pair.id, question, f"{pair.score:g}", f"{similarity:.4f}")


def _figures(gold: Values, scores: Values, what: str = "") -> list[Measurement]:
    figures = []
    for name, kind in CORRELATIONS:
        agreement = measure_agreement(kind, gold, scores, np.arange(len(gold)))
        value, low, high = (agreement.value, agreement.low, agreement.high) if agreement else (None, None, None)
        figures.append(Measurement(f"{name}{what}", value, len(gold), low, high))
    return figures


SETS = (
    Benchmark(
        "stsb",
        "GLUE: how alike two sentences are, from 0 to 5",
        "the task's dev.tsv (STS-B)",
        GLUE_URL,
        read_stsb,
        measure_stsb,
    ),
)
