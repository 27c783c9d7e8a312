"""Plain word overlap, the baseline for every judge, with SQuAD's tokens."""

from __future__ import annotations

from collections.abc import Sequence

from evals.judges.matching import normalise_answer


def holds_reference(answer: str, references: Sequence[str]) -> bool:
    """Whether a reference occurs in the answer, both normalised."""
    plain = normalise_answer(answer)
    return any(normalise_answer(reference) in plain for reference in references)


def word_overlap(claim: str, text: str) -> float:
    """Return the share of the claim's tokens that are in the text; 0 for a claim without tokens."""
    claim_tokens, text_tokens = normalise_answer(claim).split(), set(normalise_answer(text).split())
    return sum(token in text_tokens for token in claim_tokens) / len(claim_tokens) if claim_tokens else 0.0
