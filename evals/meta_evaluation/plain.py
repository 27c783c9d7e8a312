"""Plain word overlap: the floor that every judge is held against. Tokens are SQuAD's."""

from __future__ import annotations

from collections.abc import Sequence

from evals.judges.matching import normalised


def holds(answer: str, references: Sequence[str]) -> bool:
    """Whether a reference stands in the answer, both normalised."""
    plain = normalised(answer)
    return any(normalised(reference) in plain for reference in references)


def overlap(claim: str, text: str) -> float:
    """The share of the claim's tokens that are in the text; 0 for a claim without any."""
    wanted, there = normalised(claim).split(), set(normalised(text).split())
    return sum(token in there for token in wanted) / len(wanted) if wanted else 0.0
