"""The values of a published benchmark: what it asks, what was said, and what that is worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from evals.map_concurrent import Progress
from rag.embed.protocol import Embedder
from rag.llm.protocol import LanguageModel
from rag.types import Answerer

How = Literal[
    "answers",
    "log-probability",
    "letter by log-probability",
    "letter",
    "answer over the context",
    "likeness",
    "continuations",
]


class Likelihood(Protocol):
    """Tells how likely a language model finds a text."""

    @property
    def name(self) -> str: ...

    def of(self, text: str, after: str = "") -> float:
        """The natural logarithm of the text's probability after another; ModelError where the server cannot tell."""
        ...


@dataclass(frozen=True, slots=True)
class BenchmarkSystem:
    """What a benchmark asks: the answerer over given texts, and the language model where one is set."""

    embedder: Embedder
    answerer: Answerer
    llm: LanguageModel | None = None
    likelihood: Likelihood | None = None
    workers: int = 2

    @property
    def name(self) -> str:
        return self.llm.name if self.llm else getattr(self.answerer, "name", "offline")


@dataclass(frozen=True, slots=True)
class Reading:
    """A question over a text; no answers means that the text does not hold one."""

    id: str
    question: str
    context: str
    answers: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class MultipleChoice:
    """A question with options; `right` is the place of the best one, `also` those of others that are true.

    `labels` tells options that are names of classes from options that are texts; `joins` tells options that go on from
    the question in the same sentence or text.
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
    """One measured number with its 95% interval where it has one, over `items`; `group` is the part, empty for all."""

    measure: str
    value: float | None
    items: int
    low: float | None = None
    high: float | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What was said to one item; `right` is 0..1, None where asking failed or nothing is right or wrong.

    `holds` is whether the whole answer, of which `said` may be the first line, holds a right one.
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
    """A benchmark's figures; `how` says by what the system answered, `notes` what a reader must know beside it."""

    set: str
    system: str
    how: How
    figures: tuple[Measurement, ...]
    replies: tuple[Reply, ...]
    notes: tuple[str, ...] = ()

    @property
    def faults(self) -> int:
        return sum(bool(reply.fault) for reply in self.replies)


@dataclass(frozen=True, slots=True)
class Published:
    """One benchmark: `form` is the file that it is published as, and `page` where to get it."""

    name: str
    asks: str
    form: str
    page: str
    read: Callable[[Path], Sequence[Any]]
    measure: Callable[[Published, Sequence[Any], BenchmarkSystem, Progress], BenchmarkResult]
