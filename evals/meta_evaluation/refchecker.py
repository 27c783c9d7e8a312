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
        found = labelled_claims(parts)
        if not found:
            continue
        items = [LabelledItem(one.number, one.text, float(one.label == "Entailment")) for one in found]
        floor = np.array([_mean([word_overlap(one.text, other) for other in one.others]) for one in found])
        scores = np.array(
            [_mean([best_support(one.text, [other], embedder).value for other in one.others]) for one in found]
        )
        wrong = [
            LabelledItem(item.number, item.key, float(one.label == "Contradiction"))
            for item, one in zip(items, found, strict=True)
        ]
        words = np.array([word_consistency(one.text, one.others)[0] for one in found], np.float64)
        for what, labels, sign in (("entailed", items, 1.0), ("contradicted", wrong, -1.0)):
            judge, counted = f"offline v{VERSION}, {embedder.name}", f"offline v{NGRAM}"
            said = [
                Judgement("selfcheck", judge, "auroc", sign * scores, sign * floor, True),
                Judgement("selfcheck_ngram", counted, "auroc", sign * words, sign * floor),
            ]
            yield LabelledSet(f"{NAME}/{setting}/{what}", labels, said)


def labelled_claims(files: Sequence[Path]) -> list[Claim]:
    """Return the labelled triplets of one setting, with the other files' answers to the same question."""
    read = [read_json(file, list[dict[str, Any]]) for file in files]
    answers: dict[object, dict[int, str]] = defaultdict(dict)
    for place, (file, data) in enumerate(zip(files, read, strict=True)):
        for record in data:
            answers[record.get("id")][place] = require_field(record, "response", str, file)
    numbers = {name: number for number, name in enumerate(answers)}
    found = []
    for place, data in enumerate(read):
        for record in data:
            said = answers[record.get("id")]
            others = tuple(text for other, text in said.items() if other != place and text.strip())
            for triplet in _triplets(record):
                if others and triplet.get("human_label") in LABELS:
                    text = " ".join(str(part).strip("'\" ") for part in triplet["triplet"])
                    found.append(Claim(numbers[record.get("id")], text, others, str(triplet["human_label"])))
    return found


def _triplets(record: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the claims of an answer, whichever model extracted them: the field's name begins with that model's."""
    lists = (value for name, value in record.items() if name.endswith("_response_kg") and isinstance(value, list))
    return [one for value in lists for one in value if isinstance(one, dict) and isinstance(one.get("triplet"), list)]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
