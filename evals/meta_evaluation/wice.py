"""WiCE (R. Kamoi et al., 2023): people label how far a cited page supports a claim of Wikipedia.

In an oracle file a row's evidence is a chunk narrowed to roughly the supporting text; in a retrieval file it is the
page. A partially supported claim counts as not supported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evals.files import peek_text, read_lines, require_field
from evals.judges.support import SUPPORT_THRESHOLD, parse_evidence, score_support
from evals.meta_evaluation.labelled import Judgement, LabelledItem, LabelledSet
from evals.meta_evaluation.plain import word_overlap
from evals.metrics.faithfulness import VERSION
from rag.embed.protocol import Embedder

NAME = "wice"
MIN_WORD_OVERLAP = 0.7
"""The share of a claim's tokens from which plain overlap says yes; the best on even-numbered claims of WiCE."""


def knows(file: Path) -> bool:
    """Whether the file holds claims with evidence; files of unsupported words are excluded by their claim tokens."""
    start = peek_text(file) if file.suffix == ".jsonl" else ""
    return all(f'"{part}"' in start for part in ("claim", "evidence", "label")) and '"claim_tokens"' not in start


def labelled(files: Sequence[Path], embedder: Embedder) -> Iterator[LabelledSet]:
    """Yield one set per file."""
    for file in files:
        rows = [record for record in read_lines(file, dict[str, Any]) if isinstance(record.get("label"), str)]
        if rows:
            yield _set(f"{NAME}/{file.stem}", rows, file, embedder)


def _set(name: str, rows: Sequence[dict[str, Any]], file: Path, embedder: Embedder) -> LabelledSet:
    numbers: dict[object, int] = {}
    items, scores, plain = [], [], []
    for record in rows:
        claim, evidence = (
            require_field(record, "claim", str, file),
            tuple(map(str, require_field(record, "evidence", list, file))),
        )
        number = numbers.setdefault(record.get("meta", {}).get("id", claim), len(numbers))
        items.append(LabelledItem(number, claim, float(record["label"] == "supported")))
        scores.append(score_support(claim, [parse_evidence(evidence)], embedder).value)
        plain.append(word_overlap(claim, " ".join(evidence)))
    support, floor = np.array(scores), np.array(plain)
    judge = f"offline v{VERSION}, {embedder.name}"
    yes, floor_yes = (support >= SUPPORT_THRESHOLD).astype(np.float64), (floor >= MIN_WORD_OVERLAP).astype(np.float64)
    return LabelledSet(
        name,
        items,
        [
            Judgement("faithfulness", judge, "auroc", support, floor, True),
            Judgement("faithfulness", judge, "balanced_accuracy", yes, floor_yes, True),
            Judgement("word overlap", "offline v1", "auroc", floor, floor),
        ],
    )
