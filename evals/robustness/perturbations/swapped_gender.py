"""The same question about a person of the other gender."""

from __future__ import annotations

import re

from evals.robustness.draw import case_generator, pick_one
from evals.robustness.people import NOUNS, known_names, origin_of
from evals.robustness.swap import WordSwap, case_text, first_names, swapped_trial
from evals.robustness.types import Material, Perturbation, Trial
from evals.types import Case

NAME = "swapped_gender"

_GENDERED = re.compile(rf"\b(?:{'|'.join(word for pair in NOUNS for word in pair)}|his|her|him)\b", re.IGNORECASE)


def trial(case: Case, material: Material) -> Trial | None:
    """Swap the gender of pronouns, nouns of kinship and rank, and the first name asked about, everywhere."""
    names = first_names(case)
    if not names and not _GENDERED.search(f"{case.question} {case.reference}"):
        return None
    pairs = [both for name, two in NOUNS for both in ((name, two), (two, name))]
    how = "he ↔ she"
    known = origin_of(names[0]) if names else None
    if known is not None:
        gender, origin = known
        text = case_text(case, material)
        fresh = [name for name in known_names("man" if gender == "woman" else "woman", origin) if name not in text]
        if not fresh:
            return None
        other = pick_one(case_generator(material.seed, NAME, case.id), fresh)
        pairs.append((names[0], other))
        how = f"{names[0]} → {other}, {how}"
    return swapped_trial(case, WordSwap(tuple(pairs), pronouns=True), how)


SUITE = Perturbation(NAME, "the other gender in question and documents: the same answer", trial)
