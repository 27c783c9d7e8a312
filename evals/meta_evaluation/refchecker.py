"""RefChecker (X. Hu et al., 2024): people label whether a reference supports an answer's claims.

The references are not part of the set, so a claim is checked against the other models' answers to the same question.
This is SelfCheckGPT's idea (P. Manakul et al., 2023): true statements recur across samples.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evals.files import peek_text, read_json, require_field
from evals.judges.ngram_consistency import word_consistency
from evals.judges.support import best_support
from evals.meta_evaluation.labelled import Judgement, LabelledItem, LabelledSet
from evals.meta_evaluation.plain import word_overlap
from evals.metrics.selfcheck import VERSION
from evals.metrics.selfcheck_ngram import VERSION as NGRAM
from rag.embed.protocol import Embedder

NAME = "refchecker"
LABELS = ("Entailment", "Neutral", "Contradiction")


@dataclass(frozen=True, slots=True)
class Claim:
    """A triplet as a sentence, the answers of other models to its question, and its label."""

    number: int
    text: str
    others: tuple[str, ...]
    label: str


def knows(file: Path) -> bool:
    """Whether the file holds answers with labelled triplets."""
    return file.suffix == ".json" and all(
        f'"{part}"' in peek_text(file) for part in ("triplet", "human_label", "response")
    )


def labelled(files: Sequence[Path], embedder: Embedder) -> Iterator[LabelledSet]:
    """Yield the sets of each setting; its files share a name prefix."""
    settings: dict[str, list[Path]] = defaultdict(list)
    for file in files:
        settings["_".join(file.stem.split("_")[:4])].append(file)
    for setting, parts in settings.items():
        claims = labelled_claims(parts)
        if not claims:
            continue
        items = [LabelledItem(claim.number, claim.text, float(claim.label == "Entailment")) for claim in claims]
        floor = np.array([_mean([word_overlap(claim.text, other) for other in claim.others]) for claim in claims])
        scores = np.array(
            [_mean([best_support(claim.text, [other], embedder).value for other in claim.others]) for claim in claims]
        )
        wrong = [
            LabelledItem(item.number, item.key, float(claim.label == "Contradiction"))
            for item, claim in zip(items, claims, strict=True)
        ]
        words = np.array([word_consistency(claim.text, claim.others)[0] for claim in claims], np.float64)
        for what, labels, sign in (("entailed", items, 1.0), ("contradicted", wrong, -1.0)):
            judge, counted = f"offline v{VERSION}, {embedder.name}", f"offline v{NGRAM}"
            judgements = [
                Judgement("selfcheck", judge, "auroc", sign * scores, sign * floor, True),
                Judgement("selfcheck_ngram", counted, "auroc", sign * words, sign * floor),
            ]
            yield LabelledSet(f"{NAME}/{setting}/{what}", labels, judgements)


def labelled_claims(files: Sequence[Path]) -> list[Claim]:
    """Return the labelled triplets of one setting, with the other files' answers to the same question."""
    records_by_file = [read_json(file, list[dict[str, Any]]) for file in files]
    answers: dict[object, dict[int, str]] = defaultdict(dict)
    for file_index, (file, data) in enumerate(zip(files, records_by_file, strict=True)):
        for record in data:
            answers[record.get("id")][file_index] = require_field(record, "response", str, file)
    numbers = {name: number for number, name in enumerate(answers)}
    claims = []
    for file_index, data in enumerate(records_by_file):
        for record in data:
            replies = answers[record.get("id")]
            others = tuple(text for other, text in replies.items() if other != file_index and text.strip())
            for triplet in _triplets(record):
                if others and triplet.get("human_label") in LABELS:
                    text = " ".join(str(part).strip("'\" ") for part in triplet["triplet"])
                    claims.append(Claim(numbers[record.get("id")], text, others, str(triplet["human_label"])))
    return claims


def _triplets(record: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the claims of an answer, whichever model extracted them: the field's name begins with that model's."""
    lists = (value for name, value in record.items() if name.endswith("_response_kg") and isinstance(value, list))
    return [
        triplet
        for value in lists
        for triplet in value
        if isinstance(triplet, dict) and isinstance(triplet.get("triplet"), list)
    ]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
