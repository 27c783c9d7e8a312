"""Resample answers to the same question: what a system knows recurs in the samples, what it makes up does not.

After SelfCheckGPT (P. Manakul et al., 2023).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from rag.answer.pipeline import ModelAnswerer
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
        self._memory = _Memory()

    def __call__(self, question: str, answer: Answer) -> AnswerSamples:
        key = (question, *(hit.passage.id for hit in answer.hits))
        return self._memory.once(key, lambda: self._draw_samples(question, answer))

    def _draw_samples(self, question: str, answer: Answer) -> AnswerSamples:
        replies = (self._draw_reply(number, question, answer) for number in range(1, self._count + 1))
        return AnswerSamples(tuple(text for text in replies if text.strip()), self._llm.name)

    def _draw_reply(self, number: int, question: str, answer: Answer) -> str:
        options = Options(temperature=SAMPLE_TEMPERATURE, sample=number)
        return ModelAnswerer(self._llm, options=options, secret=SAMPLING_SALT)(Question(question), answer.hits).text


class SystemSampler:
    """Asks any system `count` more times; the samples of a deterministic system are uninformative."""

    def __init__(self, ask: Callable[[str], Answer], count: int = SAMPLE_COUNT) -> None:
        self._ask = ask
        self._count = count
        self._memory = _Memory()

    def __call__(self, question: str, answer: Answer) -> AnswerSamples:  # noqa: ARG002 - the protocol's
        return self._memory.once((question,), lambda: self._draw_samples(question))

    def _draw_samples(self, question: str) -> AnswerSamples:
        answers = [self._ask(question) for _ in range(self._count)]
        return AnswerSamples(
            tuple(reply.text for reply in answers if reply.text.strip()), answers[0].model or "the system"
        )


class _Memory:
    """A cache of the samples of the latest questions, which several metrics share."""

    def __init__(self) -> None:
        self._samples: dict[tuple[str, ...], AnswerSamples] = {}
        self._lock = threading.Lock()

    def once(self, key: tuple[str, ...], draw: Callable[[], AnswerSamples]) -> AnswerSamples:
        with self._lock:
            cached = self._samples.get(key)
        if cached is not None:
            return cached
        samples = draw()
        with self._lock:
            if len(self._samples) >= MAX_CACHED_QUESTIONS:
                self._samples.pop(next(iter(self._samples)))
            self._samples[key] = samples
        return samples
