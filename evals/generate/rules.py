"""All rules: each is a function from a clause and the name profiles to facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from evals.generate.attribute import (
    alias_facts,
    maker_facts,
    nationality_facts,
    number_facts,
    object_facts,
    possession_facts,
    role_facts,
    year_facts,
)
from evals.generate.circumstance import agent_facts, date_facts, lifetime_facts, place_facts
from evals.generate.clause import Clause
from evals.generate.fact import Fact
from evals.generate.link import region_facts, relation_facts
from evals.generate.profile import NameProfiles
from evals.generate.subject import subject_facts

Rule = Callable[[Clause, NameProfiles], Iterator[Fact]]
RULES: tuple[Rule, ...] = (
    subject_facts,
    agent_facts,
    place_facts,
    date_facts,
    lifetime_facts,
    number_facts,
    object_facts,
    role_facts,
    maker_facts,
    possession_facts,
    alias_facts,
    nationality_facts,
    year_facts,
    relation_facts,
    region_facts,
)


def extract_facts(clause: Clause, known: NameProfiles) -> Iterator[Fact]:
    """Yield the facts of every rule for a clause."""
    for rule in RULES:
        yield from rule(clause, known)
