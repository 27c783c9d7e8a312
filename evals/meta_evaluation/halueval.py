"""HaluEval's general part (J. Li et al., 2023): people label whether a ChatGPT answer contains hallucinations.

There are no sources: this evaluates the judge of answers without passages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evals.files import peek_text, read_lines, require_field
from evals.judges.style_features import fabrication_likelihood, style_judge
from evals.meta_evaluation.labelled import Judgement, LabelledItem, LabelledSet
from evals.meta_evaluation.plain import word_overlap
from evals.metrics.style_risk import VERSION
from rag.embed.protocol import Embedder

NAME = "halueval"


def knows(file: Path) -> bool:
    """Whether the file holds requests with ChatGPT's answers and people's verdicts."""
    parts = ("user_query", "chatgpt_response", "hallucination")
    return file.suffix in (".jsonl", ".json") and all(f'"{part}"' in peek_text(file) for part in parts)


def labelled(files: Sequence[Path], _: Embedder) -> Iterator[LabelledSet]:
    """Yield one set per file; the floor is the share of the answer's words missing from the request."""
    for file in files:
        rows = [record for record in read_lines(file, dict[str, Any]) if record.get("hallucination") in ("yes", "no")]
        if not rows:
            continue
        pairs = [
            (require_field(row, "user_query", str, file), require_field(row, "chatgpt_response", str, file))
            for row in rows
        ]
        items = [
            LabelledItem(number, request, float(row["hallucination"] == "yes"))
            for number, (row, (request, _)) in enumerate(zip(rows, pairs, strict=True))
        ]
        scores = np.array([fabrication_likelihood(request, answer) for request, answer in pairs], np.float64)
        floor = np.array([1 - word_overlap(answer, request) for request, answer in pairs], np.float64)
        name = f"offline v{VERSION}"
        yield LabelledSet(
            f"{NAME}/{file.stem}", items, [Judgement("style_risk", name, "auroc", scores, floor, True, style_judge())]
        )
