"""The types of a published benchmark: items, replies, and measurements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from rag.embed.protocol import Embedder
from rag.llm.map_concurrent import Progress
from rag.llm.protocol import LanguageModel
from rag.types import Answerer

AnswerMethod = Literal[
    "answers",
    "log-probability",
    "letter by log-probability",
    "letter",
    "answer over the context",
    "likeness",
    "continuations",
]


class Likelihood(Protocol):
    """The likelihood of a text under a language model."""

    @property
    def name(self) -> str: ...

    def of(self, text: str, after: str = "") -> float:
        """Return the natural log-probability of the text after another; ModelError if the server does not return it."""
        ...


@dataclass(frozen=True, slots=True)
class BenchmarkSystem:
    """The system under test: the answerer over given texts, and the language model if one is set."""

    embedder: Embedder
    answerer: Answerer
    llm: LanguageModel | None = None
    likelihood: Likelihood | None = None
    workers: int = 2

    @property
    def name(self) -> str:
        return self.llm.name if self.llm else getattr(self.answerer, "name", "offline")


@dataclass(frozen=True, slots=True)
class ReadingItem:
    """A question over a text; no answers means that the text does not answer it."""

    id: str
    question: str
    context: str
    answers: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class MultipleChoice:
    """A question with options; `right` is the index of the best one, `also` those of others that are true.

    `labels` marks options that are class names rather than texts; `joins` marks options that continue the question.
    """

    id: str
    question: str
    options: tuple[str, ...]
    right: int
    context: str = ""
    also: tuple[int, ...] = ()
    group: str = ""
    labels: bool = False
    joins: bool = False


@dataclass(frozen=True, slots=True)
class Measurement:
    """A measured value over `items`, with its 95% interval if it has one; `group` is the part, empty for all."""

    measure: str
    value: float | None
    items: int
    low: float | None = None
    high: float | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class BenchmarkReply:
    """The reply to one item; `right` is 0..1, None if asking failed or nothing is right or wrong.

    `holds` is whether the whole answer, of which `said` may be only the first line, contains a right one.
    """

    item: str
    question: str
    expected: str
    said: str
    right: float | None = None
    confidence: float | None = None
    group: str = ""
    fault: str = ""
    holds: bool = False


@dataclass(frozen=True, slots=True)
class BenchmarkResult:
    """A benchmark's figures; `how` is the method of answering, `notes` are caveats for the reader."""

    set: str
    system: str
    how: AnswerMethod
    figures: tuple[Measurement, ...]
    replies: tuple[BenchmarkReply, ...]
    notes: tuple[str, ...] = ()

    @property
    def faults(self) -> int:
        return sum(bool(reply.fault) for reply in self.replies)


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A published benchmark: `form` is its file, and `page` where to get it."""

    name: str
    asks: str
    form: str
    page: str
    read: Callable[[Path], Sequence[Any]]
    measure: Callable[[Benchmark, Sequence[Any], BenchmarkSystem, Progress], BenchmarkResult]
