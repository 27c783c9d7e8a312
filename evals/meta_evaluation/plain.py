"""Plain word overlap, the baseline for every judge, with SQuAD's tokens."""

from __future__ import annotations

from collections.abc import Sequence

from evals.judges.matching import normalised


def holds(answer: str, references: Sequence[str]) -> bool:
    """Whether a reference occurs in the answer, both normalised."""
    plain = normalised(answer)
    return any(normalised(reference) in plain for reference in references)


def overlap(claim: str, text: str) -> float:
    """Return the share of the claim's tokens that are in the text; 0 for a claim without tokens."""
    wanted, there = normalised(claim).split(), set(normalised(text).split())
    return sum(token in there for token in wanted) / len(wanted) if wanted else 0.0
