"""Answer relevancy: whether the answer addresses the question, right or wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from evals.by_model import LLMMetric, build_llm_metrics
from evals.judges.asking import Prompt
from evals.judges.evidence import EvidenceJudge
from evals.judges.forms import forms
from evals.judges.sentences import claims
from evals.judges.verdicts import judge_items
from evals.metric import Metric, MetricSpec
from evals.types import Case, Detail, Score
from rag.answer.abstain import is_abstention
from rag.answer.extractive.answer_type import answer_spans, asked_answer_type
from rag.types import Answer

MAX_SHORT_SENTENCE_WORDS = 6
"""Maximum words of a short sentence, which need not repeat the question."""

RELEVANCY_VALUES: Mapping[str, float] = {"yes": 1.0, "partly": 0.5, "no": 0.0}
ANSWER_RELEVANCY_PROMPT = Prompt(
    "You judge whether each numbered sentence of an answer speaks to the question, one verdict a sentence, in the same "
    "order. Whether it is true does not count. yes: it answers, or explains the answer. partly: it is about the "
    "subject but beside the question. no: it is about something else, or evades. why is one short sentence."
)


@dataclass(frozen=True, slots=True)
class AnswerRelevancy(Metric):
    """The mean relevance of the answer's sentences to the question, 0..1, by the judge of relevance.

    A short sentence counts 1 if it contains what is asked for (a time, a number, a person, a place), and at least 0.5
    if the question asks for no such type. An evasive answer that does not abstain is 0.
    """

    evidence: EvidenceJudge
    name: ClassVar[str] = "answer_relevancy"

    def __call__(self, case: Case, answer: Answer) -> Score:
        sentences = claims(answer.text)
        if answer.abstained or not sentences:
            return self.none("abstained" if answer.abstained else "the answer says nothing")
        if is_abstention(answer.text):
            return self.value(0.0, "evades")
        details = [self._sentence(case.question, sentence) for sentence in sentences]
        mean = sum(detail.value or 0.0 for detail in details) / len(details)
        return self.value(mean, f"sentences judged: {len(details)}", details)

    def _sentence(self, question: str, sentence: str) -> Detail:
        kind = asked_answer_type(question)
        relevance = self.evidence.relevance(question, [("", sentence)])[0]
        if len(forms(sentence)) > MAX_SHORT_SENTENCE_WORDS:
            return Detail(sentence, relevance, "", "by its similarity to the question")
        if kind in ("any", "reason"):
            return Detail(sentence, max(relevance, 0.5), "", "a short answer")
        has_type = bool(answer_spans(kind, sentence))
        return Detail(sentence, 1.0 if has_type else relevance, "", f"{'contains' if has_type else 'lacks'} a {kind}")


@dataclass(frozen=True, slots=True)
class ModelAnswerRelevancy(LLMMetric):
    """The share of the answer's sentences that address the question by the language model; partly counts half."""

    name: ClassVar[str] = "answer_relevancy"
    prompts: ClassVar[tuple[Prompt, ...]] = (ANSWER_RELEVANCY_PROMPT,)

    def judge_answer(self, case: Case, answer: Answer) -> Score:
        sentences = claims(answer.text)
        if answer.abstained or not sentences:
            return self.none("abstained" if answer.abstained else "the answer says nothing")
        details = judge_items(
            self.llm, ANSWER_RELEVANCY_PROMPT, sentences, [("Question", case.question)], RELEVANCY_VALUES
        )
        relevant = sum(detail.value or 0.0 for detail in details)
        return self.value(
            relevant / len(details), f"{relevant:g} of {len(details)} sentences address the question", details
        )


METRIC = MetricSpec(
    "answer_relevancy",
    "whether the answer addresses the question, right or wrong",
    lambda models: (AnswerRelevancy(models.evidence), *build_llm_metrics(models, ModelAnswerRelevancy)),
)
