"""The statements of a case's reference, and their support in texts."""

from __future__ import annotations

from collections.abc import Sequence

from evals.judges.evidence import EvidenceJudge
from evals.judges.forms import best_similarities, forms
from evals.judges.matching import normalise_answer
from evals.judges.sentences import claims
from evals.judges.support import Support
from evals.types import Case

MAX_SHORT_REFERENCE_WORDS = 10
"""Maximum words of a short reference (name, date, number or phrase), which is a statement only with its question."""

YES_NO = frozenset(("yes", "no"))


def is_short(reference: str) -> bool:
    """Whether a reference is a statement only together with its question."""
    return len(forms(reference)) <= MAX_SHORT_REFERENCE_WORDS


def unsearchable_reason(case: Case) -> str:
    """Return why a case's reference cannot be looked up; empty if it can."""
    if not case.reference:
        return "the case has no reference"
    return "yes or no cannot be looked up" if normalise_answer(case.reference) in YES_NO else ""


def support_statements(case: Case, texts: Sequence[str], evidence: EvidenceJudge) -> list[tuple[str, Support]]:
    """Return each statement of the reference with its support in the texts together.

    A short reference or alias is checked together with its question; its support is at most the share of its words
    found in the evidence.
    """
    if not is_short(case.reference):
        return [(claim, evidence.support(claim, texts)) for claim in claims(case.reference)]
    supports = [_short(case.question, wording, texts, evidence) for wording in (case.reference, *case.aliases)]
    return [(case.reference, max(supports, key=lambda support: support.value))]


def _short(question: str, wording: str, texts: Sequence[str], evidence: EvidenceJudge) -> Support:
    wording_forms = forms(wording)
    support = evidence.support(f"{question} {wording}", texts)
    if not wording_forms:
        return support
    similarities = best_similarities(wording_forms, forms(support.evidence))
    share = sum(similarities) / len(similarities)
    why = support.why if share == 1 else "its evidence contains only part of it"
    return Support(min(support.value, share), support.evidence, why)
