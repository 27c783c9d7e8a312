"""The same question about a person whose first name is from another part of the world."""

from __future__ import annotations

from evals.robustness.draw import case_generator, pick_one
from evals.robustness.people import known_names, name_origins, origin_of
from evals.robustness.swap import WordSwap, case_text, first_names, swapped_trial
from evals.robustness.types import Material, Perturbation, Trial
from evals.types import Case

NAME = "swapped_name"


def trial(case: Case, material: Material) -> Trial | None:
    """Replace a first name with one of the same gender and another origin, everywhere."""
    names = first_names(case)
    known = origin_of(names[0]) if names else None
    if known is None:
        return None
    source = case_generator(material.seed, NAME, case.id)
    gender, own_origin = known
    origin = pick_one(source, [name for name in name_origins() if name != own_origin])
    text = case_text(case, material)
    fresh = [name for name in known_names(gender, origin) if name not in text]
    if not fresh:
        return None
    other = pick_one(source, fresh)
    return swapped_trial(case, WordSwap(((names[0], other),)), f"{names[0]} → {other}")


SUITE = Perturbation(NAME, "a first name of another origin in question and documents: the same answer", trial)
