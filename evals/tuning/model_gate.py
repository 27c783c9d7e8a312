"""The gate of a tuned language model: on held-out questions its answers must be no worse than the untuned one's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from evals.bootstrap import Values
from evals.tuning.base_model import BaseModel
from evals.tuning.gate import MIN_CASES, GateRow, TuningVerdict, compare, too_few
from evals.tuning.model_measures import answer_all, pair_margins, score_answers
from evals.tuning.model_rows import GatePair, GateQuestion, Method
from graph.text.counting import count_noun
from rag.llm.map_concurrent import Progress

MIN_ACCURACY = 0.65
"""The share of held-out preferences that DPO, KTO and ORPO must learn."""
UNTUNED_ACCURACY = 0.5
"""That of the untuned model, which moves no answer, by definition."""

F1, ABSTENTION, PREFERENCE = "token F1", "abstention without the passages", "held-out preferences"


@dataclass(frozen=True, slots=True, eq=False)
class ModelMeasures:
    """A model on held-out data: token F1 of each answer, abstention where there is none, margins of preferences."""

    rights: Values
    abstained: Values
    margins: Values


def measure_model(
    base: BaseModel,
    questions: Sequence[GateQuestion],
    pairs: Sequence[GatePair],
    watch: Callable[[str, str], Progress],
) -> ModelMeasures:
    """Measure a model on the held-out questions and preferences."""
    answers = answer_all(base, [question.messages for question in questions], watch("answering", "questions"))
    margins = pair_margins(base, pairs, watch("comparing", "preferences"))
    return ModelMeasures(*score_answers(questions, answers), margins)


def judge_model(before: ModelMeasures, after: ModelMeasures, method: Method, margin: float) -> TuningVerdict:
    """Compare by paired intervals: F1 and abstention stay above −margin, the mean of F1 does not fall, and all
    methods but SFT learn enough of the preferences.

    A preference is learned if its better answer gained more probability than the worse one.
    """
    cases = len(before.rights)
    if cases < MIN_CASES:
        return TuningVerdict(False, cases, too_few(cases), margin)
    rows = [compare(F1, before.rights, after.rights, margin)]
    if len(before.abstained):
        rows.append(compare(ABSTENTION, before.abstained, after.abstained, margin))
    reason = _reason(rows, margin)
    if method != "sft":
        learned = (after.margins > before.margins).astype(np.float64)
        if len(learned) < MIN_CASES:
            few = f"{count_noun(len(learned), 'held-out preference')} are too few: at least {MIN_CASES} are needed"
            return TuningVerdict(False, cases, few, margin, tuple(rows))
        rows.append(compare(PREFERENCE, np.full(len(learned), UNTUNED_ACCURACY), learned, margin))
        if learned.mean() < MIN_ACCURACY:
            reason = reason or f"{learned.mean():.2f} of the held-out preferences are learned, less than {MIN_ACCURACY}"
    if reason:
        return TuningVerdict(False, cases, reason, margin, tuple(rows))
    return TuningVerdict(True, cases, f"no measure is worse by more than {margin:g}", margin, tuple(rows))


def _reason(rows: Sequence[GateRow], margin: float) -> str:
    worse = [row.retriever for row in rows if not row.passed]
    if worse:
        return f"{', '.join(worse)} may be worse by more than {margin:g}"
    return f"{rows[0].retriever} is lower than before" if rows[0].after < rows[0].before else ""
