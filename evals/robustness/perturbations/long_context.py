"""The answering passage in the middle of a very long one."""

from __future__ import annotations

from collections.abc import Sequence

from evals.judges.matching import contains_phrase
from evals.robustness.altered import altered_passage
from evals.robustness.draw import case_generator
from evals.robustness.evidence import answering_rank
from evals.robustness.types import Material, Perturbation, Trial
from evals.types import Case
from rag.types import Hit

NAME = "long_context"

LENGTH = 12_000
"""Approximate characters of text around the answering passage."""


def trial(case: Case, material: Material) -> Trial | None:
    """Surround the answering passage with text retrieved for other questions, as one passage at the same rank."""
    if not case.reference or answering_rank(case, material.before[case.id].hits) is None:
        return None
    own = {hit.passage.id for hit in material.before[case.id].hits}
    others = [one for one in material.passages() if one.id not in own and not contains_phrase(one.text, case.reference)]
    if not others:
        return None
    order = case_generator(material.seed, NAME, case.id).permutation(len(others)).tolist()
    texts = [others[place].text for place in order]
    before, rest = _filled(texts, LENGTH // 2)
    after, _ = _filled(rest or texts, LENGTH // 2)

    def change(hits: Sequence[Hit]) -> list[Hit]:
        place = answering_rank(case, hits)
        if place is None:
            return list(hits)
        true = hits[place]
        text = "\n\n".join((*before, true.passage.text, *after))
        return [*hits[:place], Hit(altered_passage(true.passage, text), true.score, true.trail), *hits[place + 1 :]]

    return Trial(case, case, f"{sum(map(len, (*before, *after)))} characters around the answer", change=change)


def _filled(texts: Sequence[str], length: int) -> tuple[list[str], list[str]]:
    """Split the texts into the first ones, up to a total length, and the rest."""
    taken: list[str] = []
    for text in texts:
        if sum(map(len, taken)) >= length:
            break
        taken.append(text)
    return taken, list(texts[len(taken) :])


SUITE = Perturbation(NAME, f"the answering passage in the middle of {LENGTH:,} characters of other text", trial)
