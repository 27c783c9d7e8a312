"""The values of a stress test: a case made harder, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from evals.types import Case
from graph.types import EVERYTHING, Filter, Passage
from rag.llm.protocol import LanguageModel
from rag.types import Answer, Answerer, Hit, Retriever, Speller, as_typed

Change = Callable[[Sequence[Hit]], list[Hit]]
Verdict = Literal["right", "wrong", "silent", "fault"]


def unchanged(hits: Sequence[Hit]) -> list[Hit]:
    """The hits as they were found."""
    return list(hits)


@dataclass(frozen=True, slots=True)
class RobustnessSystem:
    """What is asked: the answerer over what the retriever finds; the store is only read."""

    retriever: Retriever
    answerer: Answerer
    k: int = 8
    where: Filter = EVERYTHING
    speller: Speller = as_typed


@dataclass(frozen=True, slots=True)
class Trial:
    """One case as it is asked: its question, reference and aliases are those of the harder case.

    The retriever is given `sought` where that is set, and finds `extra` passages more; `change` then alters what it
    found. `silence` says that abstaining is what is wanted. An answer that says a word of `forbidden`, or begins with
    `false` where the reference should stand, is wrong. `how` tells what was done.
    """

    original: Case
    asked: Case
    how: str
    sought: str = ""
    extra: int = 0
    change: Change = unchanged
    silence: bool = False
    forbidden: tuple[str, ...] = ()
    false: str = ""


@dataclass(frozen=True, slots=True)
class Before:
    """What was said to a case as it is; None where asking failed."""

    answer: Answer | None
    verdict: Verdict

    @property
    def hits(self) -> tuple[Hit, ...]:
        return self.answer.hits if self.answer else ()


@dataclass(frozen=True, slots=True)
class Material:
    """What suites may make trials from: the cases, what was found for each, and a language model where one is set."""

    cases: Sequence[Case]
    before: Mapping[str, Before]
    seed: int = 0
    llm: LanguageModel | None = None

    def passages(self) -> list[Passage]:
        """Every passage that was found for any case, once."""
        found = (hit.passage for case in self.cases for hit in self.before[case.id].hits)
        return list({passage.id: passage for passage in found}.values())


def nothing(_: Material) -> str:
    """Nothing is missing."""
    return ""


@dataclass(frozen=True, slots=True)
class Suite:
    """One way of making a case harder: `trial` gives None for a case that cannot be made so.

    `missing` tells what the suite needs and is not there, and how to set it; it is empty where nothing is missing.
    """

    name: str
    about: str
    trial: Callable[[Case, Material], Trial | None]
    missing: Callable[[Material], str] = nothing


@dataclass(frozen=True, slots=True)
class Broken:
    """A case that was right and is no longer."""

    question: str
    asked: str
    expected: str
    said: str
    before: str
    how: str
    why: str


@dataclass(frozen=True, slots=True)
class RobustnessResult:
    """A suite's counts. `right_before` is the number of trials whose case was right as it is, of which `kept` hold.

    Of the others of these, `newly_wrong` were answered wrongly and `newly_silent` not at all. `abstained` counts
    trials that rightly were not answered, `newly_right` those that were wrong before and are right now. `robust` is
    the share kept, with its 95% interval; None where nothing was right before.
    """

    suite: str
    about: str
    asked: int = 0
    right_before: int = 0
    kept: int = 0
    newly_wrong: int = 0
    newly_silent: int = 0
    abstained: int = 0
    newly_right: int = 0
    faults: int = 0
    robust: float | None = None
    low: float | None = None
    high: float | None = None
    skipped: str = ""
    broken: tuple[Broken, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Stress:
    """What the suites found over so many cases, `right` of which were answered rightly as they are."""

    cases: int
    right: int
    faults: int
    outcomes: tuple[RobustnessResult, ...]
