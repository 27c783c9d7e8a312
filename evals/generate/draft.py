"""A question before it is a case: with what it was made from, so that it can be checked."""

from __future__ import annotations

from dataclasses import dataclass

from evals.generate.fact import Fact
from evals.types import Case, Gold
from graph.types import Passage


@dataclass(frozen=True, slots=True)
class Part:
    """One step to the answer: a question that one passage answers."""

    question: str
    answer: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class Draft:
    """A case that may still be rejected.

    `document` and `entities` are what it is about, for balance. `composed` is True where the answer stands in no
    passage, as a sum, a list or yes and no, and follows from the answers of the parts.
    """

    case: Case
    document: str
    entities: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    composed: bool = False

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The gold passages, each once."""
        return tuple({part.passage.id: part.passage for part in self.parts}.values())


def part_of(fact: Fact) -> Part:
    """The fact as a step."""
    return Part(fact.question, fact.answer, fact.clause.passage)


def gold_of(fact: Fact) -> Gold:
    """The fact's passage with its sentence."""
    return Gold(fact.clause.passage.id, fact.clause.sentence, fact.clause.passage.source)


def gold_once(*facts: Fact) -> tuple[Gold, ...]:
    """The gold of several facts, each sentence once."""
    return tuple(dict.fromkeys(gold_of(fact) for fact in facts))
