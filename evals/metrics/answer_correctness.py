"""Answer correctness: whether the answer says what the reference says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from evals.by_model import LLMMetric, build_llm_metrics
from evals.jsonl import from_json
from evals.judges import short_answers
from evals.judges.asking import Prompt, ask_judge, object_schema
from evals.judges.correctness import judge_headline
from evals.judges.fitted import FittedJudge
from evals.judges.headline import headline_of, read_headline
from evals.metric import Metric, MetricSpec
from evals.types import Case, Detail, Score
from graph.text.citation_markers import strip_markers
from rag.embed.protocol import Embedder
from rag.types import Answer

VERSION = 6
MAX_STATEMENTS = 12

COMPARE_PROMPT = Prompt(
    "You compare an answer with a reference that is known to be right; parts of the reference between slashes are "
    "other wordings of it. List three kinds of short statements. right: statements of the answer that the reference "
    "bears out. wrong: statements of the answer that the reference contradicts or that answer the question otherwise. "
    "missing: statements of the reference that the question asks for and the answer lacks. Leave out what the answer "
    "adds beside the question. Judge by the reference alone."
)


@dataclass(frozen=True, slots=True)
class AnswerCorrectness(Metric):
    """1 if the answer is the reference or an alias; else, for a short reference, the probability that people call the
    answer right (`short_answers`), and for a long one, F1 of the words that both add to the question, with the share of
    the reference's sentences that the answer says (`long_answers`).

    The short answer that it begins with is judged, if it has one: at most 0.25 if that is wrong and the evidence below
    it right. Numbers, dates, units, names, lists and yes or no are compared as such, in any notation
    (`evals.judges.correctness`): at least 0.9 with the value, reply or list that is all of the reference, at most 0.2
    with another one in its place, at most 0.4 with part of a list or more than is right. At most 0.3 if the answer
    denies the reference or says its opposite. Abstaining from an answerable case is 0.
    """

    embedder: Embedder
    name: ClassVar[str] = "answer_correctness"
    version: ClassVar[int] = VERSION

    def __call__(self, case: Case, answer: Answer) -> Score:
        if not case.reference:
            return self.none("the case has no reference")
        if answer.abstained:
            return self.value(0.0, "abstained")
        references = (case.reference, *case.aliases)
        verdict = judge_headline(case.question, headline_of(answer), references, self.embedder)
        return self.value(verdict.value, verdict.reason)


def judge_correctness(question: str, answer: str, references: Sequence[str], embedder: Embedder) -> tuple[float, str]:
    """Score a text by the reference that fits it best, 0..1, with the reason; what it says first counts."""
    verdict = judge_headline(question, read_headline(answer), references, embedder)
    return verdict.value, verdict.reason


def short_judge() -> FittedJudge:
    """Load the fitted judge for short references."""
    return short_answers.short_answer_judge()


@dataclass(frozen=True, slots=True)
class StatementDiff:
    """The model's comparison: right and wrong statements of the answer, and statements missing from it."""

    right: tuple[str, ...]
    wrong: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelAnswerCorrectness(LLMMetric):
    """F1 of the answer's statements, 0..1: the language model lists those that are right, wrong, or missing by the
    reference. Abstaining from an answerable case is 0.
    """

    name: ClassVar[str] = "answer_correctness"
    prompts: ClassVar[tuple[Prompt, ...]] = (COMPARE_PROMPT,)

    def judge_answer(self, case: Case, answer: Answer) -> Score:
        if not case.reference:
            return self.none("the case has no reference")
        if answer.abstained:
            return self.value(0.0, "abstained")
        references = " / ".join((case.reference, *case.aliases))
        parts = [("Question", case.question), ("Reference", references), ("Answer", strip_markers(answer.text))]
        several = {"type": "array", "items": {"type": "string"}, "maxItems": MAX_STATEMENTS}
        schema = object_schema({"right": several, "wrong": several, "missing": several})
        diff = ask_judge(
            self.llm,
            COMPARE_PROMPT.messages(parts),
            schema,
            lambda reply: from_json(StatementDiff, reply),
            MAX_STATEMENTS,
        )
        right, wrong, missing = len(diff.right), len(diff.wrong), len(diff.missing)
        if not right + wrong + missing:
            return self.none("the model finds no statement in answer or reference")
        details = [Detail(statement, 1.0, "", "right") for statement in diff.right]
        details += [Detail(statement, 0.0, "", "wrong by the reference") for statement in diff.wrong]
        details += [Detail(statement, 0.0, "", "only in the reference") for statement in diff.missing]
        counts = f"{right} right, {wrong} wrong, {missing} missing"
        return self.value(2 * right / (2 * right + wrong + missing), counts, details)


METRIC = MetricSpec(
    "answer_correctness",
    "whether the answer says what the reference says",
    lambda models: (AnswerCorrectness(models.embedder), *build_llm_metrics(models, ModelAnswerCorrectness)),
)
