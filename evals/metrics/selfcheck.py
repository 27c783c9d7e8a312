"""Self-consistency: whether the system gives the same statements when asked again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from evals.by_model import LLMMetric
from evals.judges.asking import Prompt
from evals.judges.evidence import EvidenceJudge
from evals.judges.self_consistency import AnswerSampler, AnswerSamples
from evals.judges.sentences import claims
from evals.judges.verdicts import judge_items
from evals.metric import Metric, MetricSpec, Models
from evals.types import Case, Detail, Score
from graph.text.citation_markers import strip_markers
from rag.llm.protocol import LanguageModel
from rag.types import Answer

AGREEMENT_VALUES: Mapping[str, float] = {"yes": 1.0, "partly": 0.5, "no": 0.0}
SELFCHECK_PROMPT = Prompt(
    "You judge whether each numbered sentence is borne out by a text, one verdict a sentence, in the same order. yes: "
    "the text says so. partly: it says a part of it and nothing against it. no: it says otherwise, or does not say. "
    "why is one short sentence."
)
VERSION = 1
NO_SAMPLES = "no sampled answers: sampling needs a language model, or a system that can be asked again"


@dataclass(frozen=True, slots=True)
class SelfCheck(Metric):
    """The mean support of the answer's sentences in other answers sampled for the same question, 0..1: what a system
    knows recurs, what it makes up does not (P. Manakul et al., 2023, with support in place of their NLI model).
    """

    evidence: EvidenceJudge
    samples: AnswerSampler | None
    name: ClassVar[str] = "selfcheck"
    version: ClassVar[int] = VERSION

    def __call__(self, case: Case, answer: Answer) -> Score:
        samples = draw_samples(self.samples, case, answer)
        if isinstance(samples, str):
            return self.none(samples)
        sentences = claims(answer.text)
        details = [self._detail(claim, samples.texts) for claim in sentences]
        return self.value(
            sum(detail.value or 0.0 for detail in details) / len(details), describe_samples(samples, answer), details
        )

    def _detail(self, claim: str, texts: Sequence[str]) -> Detail:
        supports = [self.evidence.support(claim, (text,)) for text in texts]
        least = min(supports, key=lambda support: support.value)
        mean = sum(support.value for support in supports) / len(supports)
        return Detail(claim, mean, least.evidence, f"least supported by this sample: {least.why}".rstrip(": "))


@dataclass(frozen=True, slots=True)
class ModelSelfCheck(LLMMetric):
    """The mean share of sampled answers that support each sentence of the answer, by the language model."""

    samples: AnswerSampler | None
    name: ClassVar[str] = "selfcheck"
    prompts: ClassVar[tuple[Prompt, ...]] = (SELFCHECK_PROMPT,)

    def judge_answer(self, case: Case, answer: Answer) -> Score:
        samples = draw_samples(self.samples, case, answer)
        if isinstance(samples, str):
            return self.none(samples)
        sentences = claims(answer.text)
        by_sample = [
            judge_items(self.llm, SELFCHECK_PROMPT, sentences, [("Text", strip_markers(text))], AGREEMENT_VALUES)
            for text in samples.texts
        ]
        details = [
            Detail(
                claim,
                sum(detail[index].value or 0.0 for detail in by_sample) / len(by_sample),
                "",
                by_sample[-1][index].why,
            )
            for index, claim in enumerate(sentences)
        ]
        return self.value(
            sum(detail.value or 0.0 for detail in details) / len(details), describe_samples(samples, answer), details
        )


def draw_samples(samples: AnswerSampler | None, case: Case, answer: Answer) -> AnswerSamples | str:
    """Return sampled answers to compare the answer with, or the reason why there are none."""
    if answer.abstained or not claims(answer.text):
        return "abstained" if answer.abstained else "the answer says nothing"
    if samples is None:
        return NO_SAMPLES
    drawn = samples(case.question, answer)
    if not drawn.texts:
        return "every sampled answer is empty"
    if all(text.strip() == answer.text.strip() for text in drawn.texts):
        return f"all {len(drawn.texts)} sampled answers equal the answer, which shows nothing"
    return drawn


def describe_samples(samples: AnswerSamples, answer: Answer) -> str:
    """Describe the samples: their number, their source, and the answer's model if it differs."""
    other = f"; the answer is by {answer.model}" if answer.model and answer.model != samples.by else ""
    return f"{len(samples.texts)} answers sampled from {samples.by}{other}"


def _build(models: Models) -> tuple[Metric, ...]:
    llm: LanguageModel | None = models.llm
    offline = SelfCheck(models.evidence, models.samples)
    return (offline, ModelSelfCheck(llm, models.samples)) if llm else (offline,)


METRIC = MetricSpec("selfcheck", "whether the system gives the same statements when asked again", _build)
