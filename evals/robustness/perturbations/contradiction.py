"""A copy of the answering passage with a false number or name in place of the answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from evals.robustness.altered import altered_passage
from evals.robustness.draw import case_generator, pick_one
from evals.robustness.evidence import answering_rank, phrase_pattern
from evals.robustness.types import Material, Perturbation, Trial
from evals.types import Case
from rag.answer.extractive.answer_type import asked_answer_type
from rag.types import Hit

NAME = "contradiction"

MAX_NAME_WORDS = 4
"""Maximum words of a name that replaces another."""

_DIGITS = re.compile(r"\d+")
_NAMED = re.compile(r"^(?:the )?[A-Z]")


def false_answer(case: Case, material: Material, source: np.random.Generator) -> str:
    """Return a false answer of the same form: other digits, or the answer to another case; empty if there is none."""
    if _DIGITS.search(case.reference):
        return _DIGITS.sub(lambda match: _nearby_number(match.group(), source), case.reference)
    if not _NAMED.search(case.reference):
        return ""
    names = [
        (asked_answer_type(other.question) == asked_answer_type(case.question), other.reference)
        for other in material.cases
        if _fits(other, case)
    ]
    best = sorted({name for alike, name in names if alike}) or sorted({name for _, name in names})
    return pick_one(source, best) if best else ""


def _fits(other: Case, case: Case) -> bool:
    """Whether the answer to another case is a name that can serve as a false answer to this one."""
    name = other.reference
    right_answers = {case.reference.casefold(), *(alias.casefold() for alias in case.aliases)}
    named = bool(_NAMED.search(name)) and not _DIGITS.search(name) and len(name.split()) <= MAX_NAME_WORDS
    return named and name.casefold() not in right_answers and name not in case.question


def _nearby_number(digits: str, source: np.random.Generator) -> str:
    """Return a nearby number that is not shorter."""
    low = 10 ** (len(digits) - 1) if len(digits) > 1 else 1
    moved = int(digits) + int(source.integers(2, 10)) * int(pick_one(source, (-1, 1)))
    return str(max(low, moved) if moved != int(digits) and moved >= low else int(digits) + 3)


def trial(case: Case, material: Material) -> Trial | None:
    """Insert the false copy right after the true passage, as part of the same document."""
    reference_pattern = phrase_pattern(case.reference)
    false = false_answer(case, material, case_generator(material.seed, NAME, case.id))
    if reference_pattern is None or not false or answering_rank(case, material.before[case.id].hits) is None:
        return None

    def change(hits: Sequence[Hit]) -> list[Hit]:
        rank = answering_rank(case, hits)
        if rank is None:
            return list(hits)
        true = hits[rank]
        copy = altered_passage(true.passage, reference_pattern.sub(lambda _: false, true.passage.text))
        return [*hits[: rank + 1], Hit(copy, true.score, true.trail), *hits[rank + 1 :]]

    return Trial(case, case, f"a copy says {false!r}", change=change, false=false)


SUITE = Perturbation(NAME, "a copy of the answering passage with another number or name, next to the true one", trial)
