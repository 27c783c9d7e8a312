"""All rules: each is a function from a clause and the name profiles to facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from evals.generate.attribute import acted_on, alias, maker, nationality, number, owned, role, year
from evals.generate.circumstance import agent, date, lifetime, place
from evals.generate.clause import Clause
from evals.generate.fact import Fact
from evals.generate.link import linked, within
from evals.generate.profile import Known
from evals.generate.subject import subject

Rule = Callable[[Clause, Known], Iterator[Fact]]
RULES: tuple[Rule, ...] = (
    subject,
    agent,
    place,
    date,
    lifetime,
    number,
    acted_on,
    role,
    maker,
    owned,
    alias,
    nationality,
    year,
    linked,
    within,
)


def facts(clause: Clause, known: Known) -> Iterator[Fact]:
    """Yield the facts of every rule for a clause."""
    for rule in RULES:
        yield from rule(clause, known)
