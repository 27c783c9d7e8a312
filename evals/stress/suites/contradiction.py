"""A copy of the passage that answers, with another number or name in the answer's place."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from evals.model import Case
from evals.stress.altered import made
from evals.stress.draw import generator, pick
from evals.stress.evidence import spelled, telling
from evals.stress.model import Material, Suite, Trial
from rag.model import Hit

NAME = "contradiction"

_DIGITS = re.compile(r"\d+")
_NAMED = re.compile(r"^(?:the )?[A-Z]")


def another(case: Case, material: Material, source: np.random.Generator) -> str:
    """A false answer of the same form: other digits, or the name that answers another case; empty where none is."""
    if _DIGITS.search(case.reference):
        return _DIGITS.sub(lambda match: _other(match.group(), source), case.reference)
    if not _NAMED.search(case.reference):
        return ""
    own = {case.reference.casefold(), *(alias.casefold() for alias in case.aliases)}
    names = [
        one.reference
        for one in material.cases
        if _NAMED.search(one.reference)
        and not _DIGITS.search(one.reference)
        and one.reference.casefold() not in own
        and one.reference not in case.question
        and len(one.reference.split()) <= 4
    ]
    return pick(source, sorted(set(names))) if names else ""


def _other(digits: str, source: np.random.Generator) -> str:
    """Another number of as many digits, near in its first ones."""
    low = 10 ** (len(digits) - 1) if len(digits) > 1 else 1
    moved = int(digits) + int(source.integers(2, 10)) * int(pick(source, (-1, 1)))
    return str(max(low, moved) if moved != int(digits) and moved >= low else int(digits) + 3)


def trial(case: Case, material: Material) -> Trial | None:
    """The false copy comes right after the true passage, from the same document."""
    wanted = spelled(case.reference)
    false = another(case, material, generator(material.seed, NAME, case.id))
    if wanted is None or not false or telling(case, material.before[case.id].hits) is None:
        return None

    def change(hits: Sequence[Hit]) -> list[Hit]:
        place = telling(case, hits)
        if place is None:
            return list(hits)
        true = hits[place]
        copy = made(true.passage, wanted.sub(lambda _: false, true.passage.text))
        return [*hits[: place + 1], Hit(copy, true.score, true.trail), *hits[place + 1 :]]

    return Trial(case, case, f"a copy says {false!r}", change=change, false=false)


SUITE = Suite(NAME, "a copy of the answering passage with another number or name beside the true one", trial)
