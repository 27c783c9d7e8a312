"""What a claim says otherwise than a reference in the same words: by order, pairs, a condition, a tense."""

from __future__ import annotations

import re

from evals.judges.bound_pairs import find_crossed_pair
from evals.judges.choices import compare_choice
from evals.judges.conditions import compare_conditions
from evals.judges.degrees import answers_about_opposite
from evals.judges.forms import forms
from evals.judges.swapped_roles import compare_order
from evals.judges.tenses import find_other_tense
from graph.text.stemming import stem
from rag.answer.refusals import ENGLISH_REFUSALS

_COUNTERPARTS = """
landlord lessor owner / tenant lessee
employer / employee worker
buyer purchaser customer client / seller vendor supplier contractor
lender creditor / borrower debtor
licensor / licensee
teacher trainer / pupil student trainee
doctor / patient
payer / payee
sender / recipient addressee
plaintiff claimant / defendant
host / guest
insurer / insured
parent / child
"""
_FIRST_CLAUSE = re.compile(r"^[^.;,]+")
_STILL_SAYS = re.compile(
    r"\b(?:but|however|though|although|probably|likely|seems?|appears?|suggests?)\b", re.IGNORECASE
)
_QUESTION_WORD = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)


def _read_counterparts() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in _COUNTERPARTS.strip().splitlines():
        one, other = (frozenset(map(stem, side.split())) for side in line.split("/"))
        found |= dict.fromkeys(one, other) | dict.fromkeys(other, one)
    return found


_OTHER_PARTIES = _read_counterparts()


def find_contradiction(question: str, reference: str, claim: str) -> str:
    """Return in a few words what a claim of the reference's words says otherwise; empty if nothing."""
    if compare_order(reference, claim) == "swapped":
        return "the other way round"
    if crossed := find_crossed_pair(reference, claim):
        return f"{crossed} belongs to another"
    if compare_conditions(reference, claim) == "other":
        return "the opposite condition"
    if compare_choice(question, reference, claim) == "other":
        return "the other alternative"
    return (
        find_other_tense(reference, claim)
        or answers_about_opposite(question, reference, claim)
        or _other_party(question, reference, claim)
    )


def says_the_same(question: str, reference: str, claim: str) -> bool:
    """Whether a claim is the reference seen from the other side, or the alternative that it chooses."""
    if compare_choice(question, reference, claim) == "same":
        return True
    lacking = [form for form in forms(reference) if form not in (*forms(claim), *forms(question))]
    return compare_order(reference, claim) == "turned" and len(lacking) <= 1


def has_no_opposite(reference: str, claim: str) -> bool:
    """Whether words that look opposite say the same: "lost to" for "beat", "not unless" for "only if"."""
    return compare_order(reference, claim) == "turned" or compare_conditions(reference, claim) == "same"


def _other_party(question: str, reference: str, claim: str) -> str:
    """Return the counterpart of who a reference names, where a claim names it instead: the tenant for the landlord."""
    asked, wanted, given = ([stem(form) for form in forms(text)] for text in (question, reference, claim))
    for party in wanted:
        other = _OTHER_PARTIES.get(party, frozenset())
        if other and party not in given and not other & {*wanted, *asked}:
            found = next((form for form in forms(claim) if stem(form) in other), "")
            if found:
                return f"the {found}"
    return ""


def says_unknown(question: str, claim: str) -> bool:
    """Whether a claim begins by saying that what is asked is not known, and does not answer all the same."""
    first = _FIRST_CLAUSE.search(claim)
    asked = _QUESTION_WORD.search(question)
    if first is None or asked is None or _STILL_SAYS.search(claim):
        return False
    named = _QUESTION_WORD.search(first.group())
    same = named is not None and named.group().casefold() == asked.group().casefold()
    return same and bool(ENGLISH_REFUSALS.search(first.group()))
