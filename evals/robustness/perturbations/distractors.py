"""Similar passages that do not answer, put before the hits."""

from __future__ import annotations

from collections.abc import Sequence

from evals.judges.matching import contains_phrase
from evals.robustness.types import Material, Perturbation, Trial
from evals.types import Case
from graph.text.words import words
from graph.types import Passage
from rag.types import Hit

NAME = "distractors"

COUNT = 3


def nearest_distractors(case: Case, passages: Sequence[Passage], count: int) -> list[Passage]:
    """Return the passages that share most words with the question and do not contain the reference."""
    asked = set(words(case.question))
    useful = [one for one in passages if not (case.reference and contains_phrase(one.text, case.reference))]
    return sorted(useful, key=lambda one: (-len(asked & set(words(one.text))), one.id))[:count]


def trial(case: Case, material: Material) -> Trial | None:
    """Put the three most similar passages retrieved for other questions first."""
    own = {hit.passage.id for hit in material.before[case.id].hits}
    put = nearest_distractors(case, [one for one in material.passages() if one.id not in own], COUNT)
    if not put:
        return None

    def change(hits: Sequence[Hit]) -> list[Hit]:
        top = max((hit.score for hit in hits), default=1.0)
        return [*(Hit(passage, top) for passage in put), *hits]

    return Trial(case, case, f"{len(put)} other passages come first", change=change)


SUITE = Perturbation(NAME, f"{COUNT} passages about like things put before the evidence", trial)
