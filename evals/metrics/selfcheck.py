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
from evals.judges.verdicts import verdicts
from evals.metric import Metric, MetricSpec, Models
from evals.types import Case, Detail, Score
from graph.text.citation_markers import strip_markers
from rag.llm.protocol import LanguageModel
from rag.types import Answer

WORDS: Mapping[str, float] = {"yes": 1.0, "partly": 0.5, "no": 0.0}
SELFCHECK_PROMPT = Prompt(
    "You judge whether each numbered sentence is borne out by a text, one verdict a sentence, in the same order. yes: "
    "the text says so. partly: it says a part of it and nothing against it. no: it says otherwise, or does not say. "
    "why is one short sentence."
)
VERSION = 1
NO_SAMPLES = "no sampled answers: they need a language model, or a system that is asked again"


@dataclass(frozen=True, slots=True)
class SelfCheck(Metric):
    """The mean support of the answer's sentences in other answers drawn for the same question, 0..1: what is known is
    said again, what is made up is not (P. Manakul et al., 2023; support in place of their NLI model).
    """

    evidence: EvidenceJudge
    samples: AnswerSampler | None
    name: ClassVar[str] = "selfcheck"
    version: ClassVar[int] = VERSION

    def __call__(self, case: Case, answer: Answer) -> Score:
        found = draw_samples(self.samples, case, answer)
        if isinstance(found, str):
            return self.none(found)
        said = claims(answer.text)
        details = [self._detail(claim, found.texts) for claim in said]
        return self.value(
            sum(one.value or 0.0 for one in details) / len(details), describe_samples(found, answer), details
        )

    def _detail(self, claim: str, texts: Sequence[str]) -> Detail:
        supports = [self.evidence.support(claim, (text,)) for text in texts]
        least = min(supports, key=lambda support: support.value)
        mean = sum(support.value for support in supports) / len(supports)
        return Detail(claim, mean, least.evidence, f"least borne out by this sample: {least.why}".rstrip(": "))


@dataclass(frozen=True, slots=True)
class ModelSelfCheck(LLMMetric):
    """The share of sampled answers that say what the answer's sentences say, as the language model tells."""

    samples: AnswerSampler | None
    name: ClassVar[str] = "selfcheck"
    prompts: ClassVar[tuple[Prompt, ...]] = (SELFCHECK_PROMPT,)

    def judge_answer(self, case: Case, answer: Answer) -> Score:
        found = draw_samples(self.samples, case, answer)
        if isinstance(found, str):
            return self.none(found)
        said = claims(answer.text)
        each = [
            verdicts(self.llm, SELFCHECK_PROMPT, said, [("Text", strip_markers(text))], WORDS) for text in found.texts
        ]
        details = [
            Detail(claim, sum(one[place].value or 0.0 for one in each) / len(each), "", each[-1][place].why)
            for place, claim in enumerate(said)
        ]
        return self.value(
            sum(one.value or 0.0 for one in details) / len(details), describe_samples(found, answer), details
        )


def draw_samples(samples: AnswerSampler | None, case: Case, answer: Answer) -> AnswerSamples | str:
    """Return sampled answers to compare the answer with, or the reason why there are none."""
    if answer.abstained or not claims(answer.text):
        return "abstained" if answer.abstained else "the answer says nothing"
    if samples is None:
        return NO_SAMPLES
    found = samples(case.question, answer)
    if not found.texts:
        return "every sampled answer is empty"
    if all(text.strip() == answer.text.strip() for text in found.texts):
        return f"{len(found.texts)} sampled answers are all the answer itself, which tells nothing"
    return found


def describe_samples(found: AnswerSamples, answer: Answer) -> str:
    """Describe the samples: their number, their source, and the answer's model if it differs."""
    other = f"; the answer is by {answer.model}" if answer.model and answer.model != found.by else ""
    return f"{len(found.texts)} answers sampled from {found.by}{other}"


def _build(models: Models) -> tuple[Metric, ...]:
    llm: LanguageModel | None = models.llm
    offline = SelfCheck(models.evidence, models.samples)
    return (offline, ModelSelfCheck(llm, models.samples)) if llm else (offline,)


METRIC = MetricSpec("selfcheck", "whether the system gives the same statements when asked again", _build)
