"""The question in lower case, in upper case, or in lower case without punctuation."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from evals.robustness.draw import case_generator, pick_one
from evals.robustness.types import Material, Perturbation, Trial
from evals.types import Case

NAME = "casing"

CASE_CHANGES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("all in lower case", str.lower),
    ("all in upper case", str.upper),
    ("lower case, no punctuation", lambda text: " ".join(re.sub(r"[^\w\s'’-]", " ", text.lower()).split())),
)


def trial(case: Case, material: Material) -> Trial | None:
    """Change the question's case or drop its punctuation, as hurried users do."""
    source = case_generator(material.seed, NAME, case.id)
    how, write = pick_one(
        source, [way for way in CASE_CHANGES if way[1](case.question) != case.question] or CASE_CHANGES
    )
    text = write(case.question)
    return Trial(case, replace(case, question=text), how) if text != case.question and text.strip() else None


SUITE = Perturbation(NAME, "the question in lower case, in upper case, or without punctuation", trial)
