"""Drafts: candidate cases together with the facts they were made from, so that they can be checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evals.generate.fact import Fact
from evals.types import Case, Gold
from graph.types import Passage


@dataclass(frozen=True, slots=True)
class AnswerStep:
    """One reasoning step: a question that a single passage answers."""

    question: str
    answer: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class Draft:
    """A case that may still be rejected.

    `document` and `entities` are what it is about, used for balancing. `composed` is True if the answer is in no
    passage (a number, a list, yes or no) but follows from the answers of the parts. `grounded` is True if the text
    itself shows that the answer follows from the gold passages and from no others, so that no answerer need be asked.
    """

    case: Case
    document: str
    entities: tuple[str, ...]
    parts: tuple[AnswerStep, ...] = ()
    composed: bool = False
    grounded: bool = False

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The gold passages without duplicates."""
        return tuple({part.passage.id: part.passage for part in self.parts}.values())


@dataclass(frozen=True, slots=True)
class FoundDrafts:
    """The drafts of a corpus by kind, the number of those rejected per reason, and the documents that these are of."""

    by_kind: Mapping[str, Sequence[Draft]]
    rejected: Counter[str]
    documents_of_rejected: frozenset[str] = frozenset()


def part_of(fact: Fact) -> AnswerStep:
    """Return the fact as a reasoning step."""
    return AnswerStep(fact.question, fact.answer, fact.clause.passage)


def gold_of(fact: Fact) -> Gold:
    """Return the fact's passage with its sentence as the quote."""
    return Gold(fact.clause.passage.id, fact.clause.sentence, fact.clause.passage.source)


def unique_gold(*facts: Fact) -> tuple[Gold, ...]:
    """Return the gold of several facts without duplicate sentences."""
    return tuple(dict.fromkeys(gold_of(fact) for fact in facts))
