"""The overlap of the words of answer and reference, in order or not (C.-Y. Lin, 2004), by rouge-score."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

from evals.judges.sentences import wordings
from evals.metric import MetricSpec
from evals.reference import ReferenceMetric
from evals.types import Score

_WORD = re.compile(r"[a-z0-9]+")
ROUGE_TYPES = ("rouge1", "rouge2", "rougeL")


@dataclass(frozen=True, slots=True)
class Rouge(ReferenceMetric):
    """F by rouge-score, 0..1, with English stemming; the best over references, and over answer and first line."""

    kind: ClassVar[str]
    least: ClassVar[int] = 1

    def compare(self, answer_text: str, references: tuple[str, ...]) -> Score:
        if max(len(_WORD.findall(reference.casefold())) for reference in references) < self.least:
            return self.none(f"the reference has fewer than {self.least} words of Latin letters and digits")
        return self.value(
            max(_shared(wording, reference)[self.kind] for wording in wordings(answer_text) for reference in references)
        )


@dataclass(frozen=True, slots=True)
class Rouge1(Rouge):
    """F of shared words: ROUGE-1 by rouge-score with English stemming; the best over references and first line."""

    name: ClassVar[str] = "rouge_1"
    kind: ClassVar[str] = ROUGE_TYPES[0]


@dataclass(frozen=True, slots=True)
class Rouge2(Rouge):
    """F of shared word pairs: ROUGE-2 by rouge-score with English stemming; the best over references and first line."""

    name: ClassVar[str] = "rouge_2"
    kind: ClassVar[str] = ROUGE_TYPES[1]
    least: ClassVar[int] = 2


@dataclass(frozen=True, slots=True)
class RougeL(Rouge):
    """F of the longest common subsequence: ROUGE-L by rouge-score; the best over references and first line."""

    name: ClassVar[str] = "rouge_l"
    kind: ClassVar[str] = ROUGE_TYPES[2]


@lru_cache(maxsize=1)
def _scorer() -> Any:
    from rouge_score.rouge_scorer import RougeScorer

    return RougeScorer(list(ROUGE_TYPES), use_stemmer=True)


@lru_cache(maxsize=512)
def _shared(answer_text: str, reference: str) -> dict[str, float]:
    scores = _scorer().score(reference, answer_text)
    return {kind: float(scores[kind].fmeasure) for kind in ROUGE_TYPES}


METRIC = (
    MetricSpec("rouge_1", "how many words the answer and the reference share", lambda _: Rouge1(), "rouge_score"),
    MetricSpec(
        "rouge_2", "how many pairs of words the answer and the reference share", lambda _: Rouge2(), "rouge_score"
    ),
    MetricSpec(
        "rouge_l",
        "the longest run of words, with gaps, that answer and reference share",
        lambda _: RougeL(),
        "rouge_score",
    ),
)
