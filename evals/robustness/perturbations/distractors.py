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

DISTRACTOR_COUNT = 3


def nearest_distractors(case: Case, passages: Sequence[Passage], count: int) -> list[Passage]:
    """Return the passages that share most words with the question and do not contain the reference."""
    question_words = set(words(case.question))
    useful = [passage for passage in passages if not (case.reference and contains_phrase(passage.text, case.reference))]
    return sorted(useful, key=lambda passage: (-len(question_words & set(words(passage.text))), passage.id))[:count]


def trial(case: Case, material: Material) -> Trial | None:
    """Put the three most similar passages retrieved for other questions first."""
    case_passage_ids = {hit.passage.id for hit in material.before[case.id].hits}
    distractors = nearest_distractors(
        case, [passage for passage in material.passages() if passage.id not in case_passage_ids], DISTRACTOR_COUNT
    )
    if not distractors:
        return None

    def change(hits: Sequence[Hit]) -> list[Hit]:
        top = max((hit.score for hit in hits), default=1.0)
        return [*(Hit(passage, top) for passage in distractors), *hits]

    return Trial(case, case, f"{len(distractors)} other passages come first", change=change)


SUITE = Perturbation(NAME, f"{DISTRACTOR_COUNT} passages on similar subjects placed before the evidence", trial)
