"""Generates yes/no questions on whether two people, or the directors of two works, share a nationality."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import combinations

from evals.generate.draft import Draft, gold_once
from evals.generate.fact import Fact
from evals.generate.operand import Side, composed, is_called
from evals.generate.profile import Known
from evals.types import Case
from graph.text.names import name_key

CLOSE = frozenset({"English", "British", "Scottish", "Welsh", "Irish"})
"""Nationalities that may overlap: one person may have two of them."""

LONGEST, MOST = 30, 60
"""Maximum subjects compared per noun, and maximum pairs per answer."""


def nationalities(facts: Sequence[Fact], known: Known, seed: int) -> Iterator[Draft]:
    """Yield yes/no questions about two subjects of the same profession or kind of work, balanced over both answers."""
    told = {
        fact.clause.key: fact
        for fact in facts
        if fact.rule == "nationality" and fact.answer not in CLOSE and is_called(fact)
    }
    people = [_side(fact, (fact,), known) for fact in told.values()]
    for answer, one, other in _pairs(people, f"{seed} nationality"):
        past = any(fact.clause.verb == "was" for side in (one, other) for fact in side.facts)
        named = f"the {one.head}s {{}} and {{}}"
        asked = f"Did {named} have the same nationality?" if past else f"Are {named} of the same nationality?"
        yield _draft(asked, answer, one, other, "nationality")
    makers = [
        _side(fact, (fact, own), known)
        for fact in facts
        for own in [told.get(name_key(fact.answer))]
        if own and fact.description.startswith("the director of ") and own.clause.passage.id != fact.clause.passage.id
    ]
    for answer, one, other in _pairs(makers, f"{seed} makers"):
        asked = f"Do the directors of the {one.head}s {{}} and {{}} have the same nationality?"
        yield _draft(asked, answer, one, other, "makers' nationality")


def _side(subject: Fact, facts: tuple[Fact, ...], known: Known) -> Side:
    profile = known.profile(subject.clause.key)
    return Side(subject.clause.name, facts, 0, profile.kind if profile else "")


def _pairs(sides: Sequence[Side], seed: str) -> Iterator[tuple[str, Side, Side]]:
    """Yield pairs of the same noun with the answer "yes" for the same nationality; at most as many "no" as "yes"."""
    generator = random.Random(seed)  # noqa: S311 a draw that can be repeated, no secret
    rows: dict[str, list[Side]] = {}
    for side in generator.sample(sides, len(sides)):
        if side.head and not side.head.endswith(
            ("s", "man", "y", "ch", "player", "artist")
        ):  # a plain plural, one profession
            rows.setdefault(side.head, []).append(side)
    found: dict[str, list[tuple[Side, Side]]] = {"yes": [], "no": []}
    for row in rows.values():
        for one, other in combinations(row[:LONGEST], 2):
            same = one.facts[-1].answer == other.facts[-1].answer
            if not one.passages & other.passages and one.name != other.name:
                found["yes" if same else "no"].append((one, other))
    for answer, pairs in found.items():
        for one, other in generator.sample(pairs, min(MOST, len(found["yes"]), len(pairs))):
            yield answer, one, other


def _draft(asked: str, answer: str, one: Side, other: Side, rule: str) -> Draft:
    gold = gold_once(*one.facts, *other.facts)
    case = Case.make(asked.format(one.name, other.name), answer, gold, "comparison", f"generated:compare {rule}")
    return composed(case, one, other)
