"""Whether two people, or those who made two works, are of one nationality."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from evals.generate.draft import Draft, gold_once
from evals.generate.fact import Fact
from evals.generate.side import Side, composed, is_called
from evals.model import Case
from graph.names import name_key

CLOSE = frozenset({"English", "British", "Scottish", "Welsh", "Irish"})
"""Nationalities of which one person may have two."""

Groups = Mapping[str, Sequence[Side]]


def nationalities(facts: Sequence[Fact], seed: int) -> Iterator[Draft]:
    """Questions for yes and no, about as many of each."""
    told = {
        fact.clause.key: fact
        for fact in facts
        if fact.rule == "nationality" and fact.answer not in CLOSE and is_called(fact)
    }
    people: dict[str, list[Side]] = {}
    for fact in told.values():
        people.setdefault(fact.answer, []).append(Side(fact.clause.name, (fact,), 0))
    makers: dict[str, list[Side]] = {}
    for fact in facts:
        own = told.get(name_key(fact.answer))
        if own and fact.description.startswith("the director of ") and own.clause.passage.id != fact.clause.passage.id:
            makers.setdefault(own.answer, []).append(Side(fact.clause.name, (fact, own), 0))
    for answer, one, other in _pairs(people, f"{seed} nationality"):
        past = any(fact.clause.verb == "was" for side in (one, other) for fact in side.facts)
        asked = "Did {} and {} have the same nationality?" if past else "Are {} and {} of the same nationality?"
        yield _draft(asked, answer, one, other, "nationality")
    for answer, one, other in _pairs(makers, f"{seed} makers"):
        asked = "Do the directors of {} and {} have the same nationality?"
        yield _draft(asked, answer, one, other, "makers' nationality")


def _pairs(groups: Groups, seed: str) -> Iterator[tuple[str, Side, Side]]:
    """Two of one group for yes, and of two groups for no."""
    generator = random.Random(seed)  # noqa: S311 a draw that can be repeated, no secret
    same = [generator.sample(list(group), 2) for group in groups.values() if len(group) > 1]
    firsts = [generator.choice(list(group)) for group in groups.values()]
    different = [list(pair) for pair in zip(firsts[::2], firsts[1::2], strict=False)][: len(same)]
    for answer, pairs in (("yes", same), ("no", different)):
        for one, other in pairs:
            if not one.passages & other.passages and one.name != other.name:
                yield answer, one, other


def _draft(asked: str, answer: str, one: Side, other: Side, rule: str) -> Draft:
    gold = gold_once(*one.facts, *other.facts)
    case = Case.make(asked.format(one.name, other.name), answer, gold, "comparison", f"generated:compare {rule}")
    return composed(case, one, other)
