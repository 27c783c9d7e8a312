"""Types of the robustness tests: systems, trials, suites and results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from evals.types import Case
from graph.types import EVERYTHING, Filter, Passage
from rag.llm.protocol import LanguageModel
from rag.types import Answer, Answerer, Hit, Retriever, Speller, keep_spelling

HitChange = Callable[[Sequence[Hit]], list[Hit]]
Verdict = Literal["right", "wrong", "silent", "fault"]


def unchanged_hits(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits unchanged."""
    return list(hits)


@dataclass(frozen=True, slots=True)
class RobustnessSystem:
    """The system under test: the answerer over the retriever's hits; the store is only read."""

    retriever: Retriever
    answerer: Answerer
    k: int = 8
    where: Filter = EVERYTHING
    speller: Speller = keep_spelling


@dataclass(frozen=True, slots=True)
class Trial:
    """One perturbed case; `asked` has the perturbed question, reference and aliases.

    The retriever searches for `sought` if it is set, and returns `extra` more passages; `change` then alters the hits.
    `silence` means that abstaining is expected. An answer is wrong if it contains a word of `forbidden`, or if its
    first line has `false` and not the reference. `how` describes the perturbation.
    """

    original: Case
    asked: Case
    how: str
    sought: str = ""
    extra: int = 0
    change: HitChange = unchanged_hits
    silence: bool = False
    forbidden: tuple[str, ...] = ()
    false: str = ""


@dataclass(frozen=True, slots=True)
class BaselineAnswer:
    """The answer to the unperturbed case; None if asking failed."""

    answer: Answer | None
    verdict: Verdict

    @property
    def hits(self) -> tuple[Hit, ...]:
        return self.answer.hits if self.answer else ()


@dataclass(frozen=True, slots=True)
class Material:
    """The material for trials: the cases, the answer and hits of each, and a language model if one is set."""

    cases: Sequence[Case]
    before: Mapping[str, BaselineAnswer]
    seed: int = 0
    llm: LanguageModel | None = None

    def passages(self) -> list[Passage]:
        """Return the passages retrieved for all cases, without duplicates."""
        retrieved = (hit.passage for case in self.cases for hit in self.before[case.id].hits)
        return list({passage.id: passage for passage in retrieved}.values())


def nothing_missing(_: Material) -> str:
    """Report that nothing is missing."""
    return ""


@dataclass(frozen=True, slots=True)
class Perturbation:
    """One perturbation; `trial` returns None for a case that it does not apply to.

    `missing` returns a message on what the suite needs but lacks, and how to set it; empty if nothing is missing.
    """

    name: str
    about: str
    trial: Callable[[Case, Material], Trial | None]
    missing: Callable[[Material], str] = nothing_missing


@dataclass(frozen=True, slots=True)
class BrokenCase:
    """A case that was answered rightly and no longer is."""

    question: str
    asked: str
    expected: str
    said: str
    before: str
    how: str
    why: str


@dataclass(frozen=True, slots=True)
class RobustnessResult:
    """A suite's counts. `right_before` is the number of trials whose unperturbed case was right, of which `kept` hold.

    Of the rest, `newly_wrong` were answered wrongly and `newly_silent` not at all. `abstained` counts trials that
    rightly abstained, `newly_right` those that were not right before and are now. `robust` is the share kept, with its
    95% interval; None if nothing was right before.
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
    broken: tuple[BrokenCase, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class StressReport:
    """The suites' results; `right` is the number of the `cases` answered rightly without perturbation."""

    cases: int
    right: int
    faults: int
    outcomes: tuple[RobustnessResult, ...]
