"""A language model's judgement of which hits are relevant to the question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evals.judges.asking import MAX_PASSAGE_TOKENS, Prompt
from evals.judges.verdicts import judge_items
from evals.types import Detail
from rag.answer.prompt import tokens
from rag.llm.protocol import LanguageModel
from rag.types import Hit

RELEVANCE_VALUES: Mapping[str, float] = {"relevant": 1.0, "partly": 0.5, "irrelevant": 0.0}

RELEVANCE_PROMPT = Prompt(
    "You judge each numbered passage by whether it helps to answer a question, one verdict a passage, in the same "
    "order. relevant: it holds the answer or a needed part of it. partly: it is about what is asked but does not "
    "answer. irrelevant: it does not help. why is one short sentence."
)


def judge_passages(llm: LanguageModel, question: str, hits: Sequence[Hit]) -> list[Detail]:
    """Return the language model's verdict on every hit, in order."""
    room = max(60, MAX_PASSAGE_TOKENS // len(hits))
    texts = [
        _cut(f"{hit.passage.heading}: {hit.passage.text}" if hit.passage.heading else hit.passage.text, room)
        for hit in hits
    ]
    return judge_items(llm, RELEVANCE_PROMPT, texts, [("Question", question)], RELEVANCE_VALUES)


def _cut(text: str, room: int) -> str:
    cost = tokens(text)
    return text if cost <= room else text[: int(len(text) * room / cost)]
