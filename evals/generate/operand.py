"""Operands of comparison questions, and their pairing."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evals.generate.draft import Draft, part_of
from evals.generate.fact import Fact
from evals.types import Case
from graph.text.names import name_key, strip_disambiguation
from graph.text.words import words

MAX_PARTNERS = 2
"""Maximum partners per subject."""

PARTNER_CANDIDATES = 60
"""Random candidates among which the partners of the most similar kind are chosen."""


@dataclass(frozen=True, slots=True)
class Operand:
    """One subject with the value it is compared by; `facts` support that value."""

    name: str
    facts: tuple[Fact, ...]
    value: int
    kind: str = ""

    @property
    def head(self) -> str:
        """The head noun of its kind: "band" for "Australian rock band"."""
        return self.kind.rpartition(" ")[2]

    @property
    def passages(self) -> set[str]:
        return {fact.clause.passage.id for fact in self.facts}


def pair_operands(sides: Sequence[Operand], seed: str) -> Iterator[tuple[Operand, Operand]]:
    """Pair each side with up to `MAX_PARTNERS` others: same noun, most similar kind, different value and passages."""
    generator = random.Random(seed)  # noqa: S311 a draw that can be repeated, no secret
    met: set[frozenset[str]] = set()
    for one in generator.sample(sides, len(sides)):
        drawn = generator.sample(sides, min(PARTNER_CANDIDATES, len(sides)))
        own = set(words(one.kind))
        drawn.sort(key=lambda side: -len(own & set(words(side.kind))))
        fitting = [
            other
            for other in drawn
            if one.value != other.value
            and one.head == other.head
            and not one.passages & other.passages
            and frozenset((one.name, other.name)) not in met
        ]
        for other in fitting[:MAX_PARTNERS]:
            met.add(frozenset((one.name, other.name)))
            yield one, other


def has_usual_name(fact: Fact) -> bool:
    """Whether the subject is a proper name and agrees with the title; birth names that differ are rejected."""
    name, title = fact.clause.name, strip_disambiguation(fact.clause.passage.title)
    other = bool(fact.clause.brackets) and bool(title) and name_key(title) != fact.clause.key
    return bool(re.match(r"(?:the )?[\"“]?[A-Z0-9]", name)) and len(strip_disambiguation(name)) > 3 and not other


def composed(case: Case, one: Operand, other: Operand) -> Draft:
    """Return the draft of a question about both sides, whose answer is derived from their facts."""
    facts = (*one.facts, *other.facts)
    keys = (one.facts[0].clause.key, other.facts[0].clause.key)
    parts = tuple(part_of(fact) for fact in facts)
    return Draft(case, one.facts[0].clause.passage.document_id, keys, parts, composed=True)
