"""Summarisation: whether a summary covers the main points and is supported by the passages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from evals.by_model import LLMMetric, build_llm_metrics
from evals.jsonl import from_json
from evals.judges.asking import MAX_PASSAGE_TOKENS, Prompt, ask_judge, object_schema
from evals.judges.evidence import EvidenceJudge, texts_of, uncheckable_reason
from evals.judges.extractive_summary import MAX_MAIN_POINTS, central_sentences
from evals.judges.sentences import claims
from evals.judges.statements import is_short
from evals.judges.support import SUPPORT_THRESHOLD
from evals.judges.verdicts import CHECK_PROMPT, CLAIMS_PROMPT, Claims, check_claims, judge_items
from evals.metric import Metric, MetricSpec
from evals.types import Case, Detail, Score
from graph.text.citation_markers import strip_markers
from rag.answer.prompt import number_passages
from rag.embed.protocol import Embedder
from rag.summary.request import asks_for_summary
from rag.types import Answer

NO_SUMMARY_ASKED = "the question does not ask for a summary"

MAIN_POINTS_PROMPT = Prompt(
    f"You read numbered passages and list what a good summary of them must say with regard to the question: at most "
    f"{MAX_MAIN_POINTS} points, the most important first, one short sentence each, only what the passages say."
)
COVERAGE_PROMPT = Prompt(
    "You judge whether a summary says each numbered point, one verdict a point, in the same order. yes: it says so. "
    "partly: a part of it. no: it does not. why is one short sentence."
)
COVERAGE_VALUES: Mapping[str, float] = {"yes": 1.0, "partly": 0.5, "no": 0.0}


@dataclass(frozen=True, slots=True)
class Summarisation(Metric):
    """The smaller of coverage and support, 0..1, for a question that asks for a summary.

    Coverage is the share of main points in the answer: the reference's statements, or five central sentences of the
    hits if there is no long reference. Support is the share of the answer's sentences that the hits support.
    """

    embedder: Embedder
    evidence: EvidenceJudge
    name: ClassVar[str] = "summarisation"

    def __call__(self, case: Case, answer: Answer) -> Score:
        if not asks_for_summary(case.question):
            return self.none(NO_SUMMARY_ASKED)
        sentences, texts = claims(answer.text), texts_of(answer.hits)
        if reason := uncheckable_reason(sentences, answer):
            return self.none(reason)
        long_reference = case.reference and not is_short(case.reference)
        points = (
            claims(case.reference)
            if long_reference
            else central_sentences([hit.passage.text for hit in answer.hits], self.embedder)
        )
        if not points:
            return self.none("the passages contain nothing to summarise")
        summary = (strip_markers(answer.text),)
        covered = [self._detail(point, summary, "main point") for point in points]
        supported = [self._detail(claim, texts, "statement") for claim in sentences]
        return self.value(
            *score_summary(covered, supported, "of the reference" if long_reference else "of the passages")
        )

    def _detail(self, claim: str, texts: tuple[str, ...], what: str) -> Detail:
        support = self.evidence.support(claim, texts)
        return Detail(
            claim, float(support.value >= SUPPORT_THRESHOLD), support.evidence, f"{what}: {support.why}".rstrip(": ")
        )


@dataclass(frozen=True, slots=True)
class ModelSummarisation(LLMMetric):
    """The smaller of coverage and support, 0..1, for a question that asks for a summary: the language model lists the
    passages' main points, checks which of them the answer has, and checks the answer's claims.
    """

    name: ClassVar[str] = "summarisation"
    prompts: ClassVar[tuple[Prompt, ...]] = (MAIN_POINTS_PROMPT, COVERAGE_PROMPT, CLAIMS_PROMPT, CHECK_PROMPT)

    def judge_answer(self, case: Case, answer: Answer) -> Score:
        if not asks_for_summary(case.question):
            return self.none(NO_SUMMARY_ASKED)
        if reason := uncheckable_reason(claims(answer.text), answer):
            return self.none(reason)
        schema = object_schema({"claims": {"type": "array", "items": {"type": "string"}, "maxItems": MAX_MAIN_POINTS}})
        messages = MAIN_POINTS_PROMPT.messages(
            [("Question", case.question), ("Passages", number_passages(answer.hits, MAX_PASSAGE_TOKENS))]
        )
        points = ask_judge(self.llm, messages, schema, lambda reply: from_json(Claims, reply), MAX_MAIN_POINTS).claims
        supported = check_claims(self.llm, case.question, answer)
        if not points or not supported:
            return self.none("the model finds no main point" if supported else "the model finds no claim in the answer")
        covered = judge_items(
            self.llm, COVERAGE_PROMPT, points, [("Summary", strip_markers(answer.text))], COVERAGE_VALUES
        )
        return self.value(*score_summary(covered, supported, "of the passages"))


def score_summary(covered: list[Detail], supported: list[Detail], whose: str) -> tuple[float, str, list[Detail]]:
    """Return the smaller of mean coverage and mean support, the reason with both, and all details."""
    coverage = sum(detail.value or 0.0 for detail in covered) / len(covered)
    support = sum(detail.value or 0.0 for detail in supported) / len(supported)
    reason = (
        f"covers {coverage:.0%} of {len(covered)} main points {whose}; {support:.0%} of its statements are supported"
    )
    return min(coverage, support), reason, [*covered, *supported]


METRIC = MetricSpec(
    "summarisation",
    "whether a summary covers the main points and is supported by the passages",
    lambda models: (Summarisation(models.embedder, models.evidence), *build_llm_metrics(models, ModelSummarisation)),
)
