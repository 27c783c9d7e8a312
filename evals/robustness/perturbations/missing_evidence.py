"""The passages that answer taken away: what is left does not answer, and the system should say so."""

from __future__ import annotations

from collections.abc import Sequence

from evals.robustness.evidence import is_gold
from evals.robustness.types import Material, Suite, Trial
from evals.types import Case
from rag.types import Hit

NAME = "missing_evidence"

MORE = 3
"""Passages found beyond those taken away, so that as many are read as before."""


def trial(case: Case, material: Material) -> Trial | None:
    """Gold passages are taken out of what was found; an answer that other passages give as well is no fault."""
    found = material.before[case.id].hits
    if not case.reference or not any(is_gold(case, hit) for hit in found):
        return None
    depth = len(found)

    def change(hits: Sequence[Hit]) -> list[Hit]:
        return [hit for hit in hits if not is_gold(case, hit)][:depth]

    count = len(case.gold) or 1
    return Trial(case, case, f"{count} gold passage(s) taken away", extra=count + MORE, change=change, silence=True)


SUITE = Suite(NAME, "the passages that answer taken away: it should abstain", trial)
