"""The same question about people or things of another nation."""

from __future__ import annotations

import re

from evals.robustness.draw import case_generator, pick_one
from evals.robustness.people import NATIONS
from evals.robustness.swap import WordSwap, case_text, swapped_trial
from evals.robustness.types import Material, Perturbation, Trial
from evals.types import Case

NAME = "swapped_nationality"


def trial(case: Case, material: Material) -> Trial | None:
    """Replace a nation's adjective and name with another nation's, everywhere."""
    question_and_reference = f"{case.question} {case.reference}"
    nation = next(
        (pair for pair in NATIONS if any(re.search(rf"\b{word}\b", question_and_reference) for word in pair)), None
    )
    if nation is None:
        return None
    text = case_text(case, material)
    fresh = [pair for pair in NATIONS if not any(re.search(rf"\b{word}", text) for word in pair)]
    if not fresh:
        return None
    other = pick_one(case_generator(material.seed, NAME, case.id), fresh)
    return swapped_trial(case, WordSwap(tuple(zip(nation, other, strict=True))), f"{nation[0]} → {other[0]}")


SUITE = Perturbation(NAME, "another nation in question and documents: the same answer", trial)
