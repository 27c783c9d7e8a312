"""The answering passages removed: the remaining ones do not answer, and the system should abstain."""

from __future__ import annotations

from collections.abc import Sequence

from evals.robustness.evidence import is_gold
from evals.robustness.types import Material, Perturbation, Trial
from evals.types import Case
from rag.types import Hit

NAME = "missing_evidence"

EXTRA_PASSAGES = 3
"""Extra passages to retrieve beyond those removed, so that as many are read as before."""


def trial(case: Case, material: Material) -> Trial | None:
    """Remove gold passages from the hits; a right answer from other passages still passes."""
    baseline_hits = material.before[case.id].hits
    if not case.reference or not any(is_gold(case, hit) for hit in baseline_hits):
        return None
    depth = len(baseline_hits)

    def change(hits: Sequence[Hit]) -> list[Hit]:
        return [hit for hit in hits if not is_gold(case, hit)][:depth]

    count = len(case.gold) or 1
    return Trial(
        case, case, f"gold passages removed: {count}", extra=count + EXTRA_PASSAGES, change=change, silence=True
    )


SUITE = Perturbation(NAME, "the answering passages removed: the system should abstain", trial)
