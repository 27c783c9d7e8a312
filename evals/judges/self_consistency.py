"""Resample answers to the same question: what a system knows recurs in the samples, what it makes up does not.

After SelfCheckGPT (P. Manakul et al., 2023).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from graph.lru_cache import LRUCache
from rag.answer.model_answerer import ModelAnswerer, tell_no_date
from rag.llm.protocol import LanguageModel, Options
from rag.types import Answer, Question

SAMPLE_COUNT, SAMPLE_TEMPERATURE = 4, 1.0
MAX_CACHED_QUESTIONS = 64
SAMPLING_SALT = "samples"
"""Fixed secret for the answerer's prompt in place of a random one, so that prompts are reproducible."""


@dataclass(frozen=True, slots=True)
class AnswerSamples:
    """Sampled answers, and the model or system that gave them."""

    texts: tuple[str, ...]
    by: str


class AnswerSampler(Protocol):
    """Samples further answers to an answered question; may raise what the answering system raises."""

    def __call__(self, question: str, answer: Answer) -> AnswerSamples: ...


class ModelSampler:
    """Samples `count` answers of the language model from the answer's own passages, at temperature 1."""

    def __init__(self, llm: LanguageModel, count: int = SAMPLE_COUNT) -> None:
        self._llm = llm
        self._count = count
        self._samples: LRUCache[tuple[str, ...], AnswerSamples] = LRUCache(MAX_CACHED_QUESTIONS)

    def __call__(self, question: str, answer: Answer) -> AnswerSamples:
        key = (question, *(hit.passage.id for hit in answer.hits))
        return self._samples.get_or_make(key, lambda: self._draw_samples(question, answer))

    def _draw_samples(self, question: str, answer: Answer) -> AnswerSamples:
        replies = (self._draw_reply(number, question, answer) for number in range(1, self._count + 1))
        return AnswerSamples(tuple(text for text in replies if text.strip()), self._llm.name)

    def _draw_reply(self, number: int, question: str, answer: Answer) -> str:
        options = Options(temperature=SAMPLE_TEMPERATURE, sample=number)
        answerer = ModelAnswerer(self._llm, options=options, secret=SAMPLING_SALT, today=tell_no_date)
        return answerer(Question(question), answer.hits).text
