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

SURROUNDING_CHARS = 12_000
"""Approximate characters of text around the answering passage."""


def trial(case: Case, material: Material) -> Trial | None:
    """Surround the answering passage with text retrieved for other questions, as one passage at the same rank."""
    if not case.reference or answering_rank(case, material.before[case.id].hits) is None:
        return None
    case_passage_ids = {hit.passage.id for hit in material.before[case.id].hits}
    others = [
        passage
        for passage in material.passages()
        if passage.id not in case_passage_ids and not contains_phrase(passage.text, case.reference)
    ]
    if not others:
        return None
    order = case_generator(material.seed, NAME, case.id).permutation(len(others)).tolist()
    texts = [others[index].text for index in order]
    before, rest = _take_texts(texts, SURROUNDING_CHARS // 2)
    after, _ = _take_texts(rest or texts, SURROUNDING_CHARS // 2)

    def change(hits: Sequence[Hit]) -> list[Hit]:
        rank = answering_rank(case, hits)
        if rank is None:
            return list(hits)
        true = hits[rank]
        text = "\n\n".join((*before, true.passage.text, *after))
        return [*hits[:rank], Hit(altered_passage(true.passage, text), true.score, true.trail), *hits[rank + 1 :]]

    return Trial(case, case, f"{sum(map(len, (*before, *after)))} characters around the answer", change=change)


def _take_texts(texts: Sequence[str], length: int) -> tuple[list[str], list[str]]:
    """Split the texts into the first ones, up to a total length, and the rest."""
    selected: list[str] = []
    for text in texts:
        if sum(map(len, selected)) >= length:
            break
        selected.append(text)
    return selected, list(texts[len(selected) :])


SUITE = Perturbation(
    NAME, f"the answering passage in the middle of {SURROUNDING_CHARS:,} characters of other text", trial
)
