"""The same question answered again by chance: what an answer that is known says each time, and a made-up one does not.

The idea is SelfCheckGPT's (P. Manakul et al., 2023).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from rag.answer.pipeline import ModelAnswerer
from rag.llm.protocol import LanguageModel, Options
from rag.types import Answer, Question

COUNT, TEMPERATURE = 4, 1.0
KEPT = 64
MARK = "samples"
"""In place of chance in the answerer's prompt, so that the same samples are asked for in the same words."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """Answers drawn anew, and who gave them."""

    texts: tuple[str, ...]
    by: str


class Samples(Protocol):
    """Draws answers to a question like one that is there; may raise what the answering system raises."""

    def __call__(self, question: str, answer: Answer) -> Sampled: ...


class ModelSamples:
    """Lets the language model answer `count` times from the answer's own passages, at a temperature of 1."""

    def __init__(self, llm: LanguageModel, count: int = COUNT) -> None:
        self._llm = llm
        self._count = count
        self._memory = _Memory()

    def __call__(self, question: str, answer: Answer) -> Sampled:
        key = (question, *(hit.passage.id for hit in answer.hits))
        return self._memory.once(key, lambda: self._drawn(question, answer))

    def _drawn(self, question: str, answer: Answer) -> Sampled:
        told = (self._again(number, question, answer) for number in range(1, self._count + 1))
        return Sampled(tuple(text for text in told if text.strip()), self._llm.name)

    def _again(self, number: int, question: str, answer: Answer) -> str:
        options = Options(temperature=TEMPERATURE, sample=number)
        return ModelAnswerer(self._llm, options=options, secret=MARK)(Question(question), answer.hits).text


class SystemSamples:
    """Asks any system `count` times more; one that always says the same has samples that tell nothing."""

    def __init__(self, ask: Callable[[str], Answer], count: int = COUNT) -> None:
        self._ask = ask
        self._count = count
        self._memory = _Memory()

    def __call__(self, question: str, answer: Answer) -> Sampled:  # noqa: ARG002 - the protocol's
        return self._memory.once((question,), lambda: self._drawn(question))

    def _drawn(self, question: str) -> Sampled:
        found = [self._ask(question) for _ in range(self._count)]
        return Sampled(tuple(one.text for one in found if one.text.strip()), found[0].model or "the system")


class _Memory:
    """The samples of the last questions: several metrics look at the same."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], Sampled] = {}
        self._lock = threading.Lock()

    def once(self, key: tuple[str, ...], draw: Callable[[], Sampled]) -> Sampled:
        with self._lock:
            known = self._known.get(key)
        if known is not None:
            return known
        drawn = draw()
        with self._lock:
            if len(self._known) >= KEPT:
                self._known.pop(next(iter(self._known)))
            self._known[key] = drawn
        return drawn
