"""Summarisation: whether a summary covers the main points and is supported by the passages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from evals.by_model import LLMMetric, by_model
from evals.jsonl import from_json
from evals.judges.asking import ROOM, Prompt, asked, form
from evals.judges.evidence import EvidenceJudge, lacking, texts_of
from evals.judges.extractive_summary import KEY, asks_for_summary, gist
from evals.judges.sentences import MARKER, claims
from evals.judges.statements import is_short
from evals.judges.support import SUPPORTED
from evals.judges.verdicts import CHECK, CLAIMS, Claims, checked_claims, verdicts
from evals.metric import Metric, Models
from evals.types import Case, Detail, Score
from rag.answer.pipeline import numbered
from rag.embed.protocol import Embedder
from rag.types import Answer

OTHER = "the question asks for no summary"

MAIN = Prompt(
    f"You read numbered passages and list what a good summary of them must say with regard to the question: at most "
    f"{KEY} points, the most important first, one short sentence each, only what the passages say."
)
COVERED = Prompt(
    "You judge whether a summary says each numbered point, one verdict a point, in the same order. yes: it says so. "
    "partly: a part of it. no: it does not. why is one short sentence."
)
WORDS: Mapping[str, float] = {"yes": 1.0, "partly": 0.5, "no": 0.0}


@dataclass(frozen=True, slots=True)
class Summarisation(Metric):
    """The lesser of coverage and support, 0..1, of an answer to a question that asks for a summary.

    Coverage is the share of main statements that the answer says: the reference's, or five central sentences of the
    hits where there is no long reference. Support is the share of its sentences that the hits bear out.
    """

    embedder: Embedder
    evidence: EvidenceJudge
    name: ClassVar[str] = "summarisation"

    def __call__(self, case: Case, answer: Answer) -> Score:
        if not asks_for_summary(case.question):
            return self.none(OTHER)
        said, texts = claims(answer.text), texts_of(answer.hits)
        if reason := lacking(said, answer):
            return self.none(reason)
        own = case.reference and not is_short(case.reference)
        points = claims(case.reference) if own else gist([hit.passage.text for hit in answer.hits], self.embedder)
        if not points:
            return self.none("the passages say nothing to be summed up")
        whole = (MARKER.sub("", answer.text),)
        covered = [self._detail(point, whole, "main point") for point in points]
        borne = [self._detail(claim, texts, "said") for claim in said]
        return self.value(*weighed(covered, borne, "of the reference" if own else "of the passages"))

    def _detail(self, claim: str, texts: tuple[str, ...], what: str) -> Detail:
        support = self.evidence.support(claim, texts)
        return Detail(claim, float(support.value >= SUPPORTED), support.evidence, f"{what}: {support.why}".rstrip(": "))


@dataclass(frozen=True, slots=True)
class ModelSummarisation(LLMMetric):
    """The lesser of coverage and support, 0..1, of an answer to a question that asks for a summary: the language model
    lists the passages' main points, says which the answer has, and checks the answer's claims.
    """

    name: ClassVar[str] = "summarisation"
    prompts: ClassVar[tuple[Prompt, ...]] = (MAIN, COVERED, CLAIMS, CHECK)

    def judged(self, case: Case, answer: Answer) -> Score:
        if not asks_for_summary(case.question):
            return self.none(OTHER)
        if reason := lacking(claims(answer.text), answer):
            return self.none(reason)
        schema = form({"claims": {"type": "array", "items": {"type": "string"}, "maxItems": KEY}})
        messages = MAIN.messages([("Question", case.question), ("Passages", numbered(answer.hits, ROOM))])
        points = asked(self.llm, messages, schema, lambda reply: from_json(Claims, reply), KEY).claims
        borne = checked_claims(self.llm, case.question, answer)
        if not points or not borne:
            return self.none("the model finds no main point" if borne else "the model finds no claim in the answer")
        covered = verdicts(self.llm, COVERED, points, [("Summary", MARKER.sub("", answer.text))], WORDS)
        return self.value(*weighed(covered, borne, "of the passages"))


def weighed(covered: list[Detail], borne: list[Detail], whose: str) -> tuple[float, str, list[Detail]]:
    """Return the lesser of mean coverage and mean support, the reason with both, and all details."""
    coverage = sum(one.value or 0.0 for one in covered) / len(covered)
    support = sum(one.value or 0.0 for one in borne) / len(borne)
    told = f"says {coverage:.0%} of {len(covered)} main points {whose}; {support:.0%} of what it says is borne out"
    return min(coverage, support), told, [*covered, *borne]


def build(models: Models) -> tuple[Metric, ...]:
    return (Summarisation(models.embedder, models.evidence), *by_model(models, ModelSummarisation))
