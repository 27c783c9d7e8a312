"""The same question about a person whose first name is from another part of the world."""

from __future__ import annotations

from evals.robustness.draw import generator, pick
from evals.robustness.people import names, origin_of, origins
from evals.robustness.swap import Swap, first_names, swapped, told
from evals.robustness.types import Material, Suite, Trial
from evals.types import Case

NAME = "swapped_name"


def trial(case: Case, material: Material) -> Trial | None:
    """Replace a first name by one of the same gender and another origin, everywhere."""
    found = first_names(case)
    known = origin_of(found[0]) if found else None
    if known is None:
        return None
    source = generator(material.seed, NAME, case.id)
    gender, own = known
    origin = pick(source, [one for one in origins() if one != own])
    said = told(case, material)
    fresh = [one for one in names(gender, origin) if one not in said]
    if not fresh:
        return None
    other = pick(source, fresh)
    return swapped(case, Swap(((found[0], other),)), f"{found[0]} → {other}")


SUITE = Suite(NAME, "a first name of another origin in question and documents: the same answer", trial)
