"""A copy of the answering passage with a false number or name in place of the answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from evals.robustness.altered import made
from evals.robustness.draw import generator, pick
from evals.robustness.evidence import spelled, telling
from evals.robustness.types import Material, Suite, Trial
from evals.types import Case
from rag.answer.extractive.answer_type import asked_kind
from rag.types import Hit

NAME = "contradiction"

LONGEST = 4
"""Maximum words of a name that replaces another."""

_DIGITS = re.compile(r"\d+")
_NAMED = re.compile(r"^(?:the )?[A-Z]")


def another(case: Case, material: Material, source: np.random.Generator) -> str:
    """Return a false answer of the same form: other digits, or the answer to another case; empty if there is none."""
    if _DIGITS.search(case.reference):
        return _DIGITS.sub(lambda match: _other(match.group(), source), case.reference)
    if not _NAMED.search(case.reference):
        return ""
    names = [
        (asked_kind(one.question) == asked_kind(case.question), one.reference)
        for one in material.cases
        if _fits(one, case)
    ]
    best = sorted({name for alike, name in names if alike}) or sorted({name for _, name in names})
    return pick(source, best) if best else ""


def _fits(other: Case, case: Case) -> bool:
    """Whether the answer to another case is a name that can serve as a false answer to this one."""
    name = other.reference
    own = {case.reference.casefold(), *(alias.casefold() for alias in case.aliases)}
    named = bool(_NAMED.search(name)) and not _DIGITS.search(name) and len(name.split()) <= LONGEST
    return named and name.casefold() not in own and name not in case.question


def _other(digits: str, source: np.random.Generator) -> str:
    """Return a nearby number that is not shorter."""
    low = 10 ** (len(digits) - 1) if len(digits) > 1 else 1
    moved = int(digits) + int(source.integers(2, 10)) * int(pick(source, (-1, 1)))
    return str(max(low, moved) if moved != int(digits) and moved >= low else int(digits) + 3)


def trial(case: Case, material: Material) -> Trial | None:
    """Insert the false copy right after the true passage, as part of the same document."""
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
