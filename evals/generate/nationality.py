"""Generates yes/no questions on whether two people, or the directors of two works, share a nationality."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import combinations

from evals.generate.draft import Draft, unique_gold
from evals.generate.fact import Fact
from evals.generate.operand import Operand, composed, has_usual_name
from evals.generate.profile import NameProfiles
from evals.types import Case
from graph.text.names import name_key

OVERLAPPING_NATIONALITIES = frozenset({"English", "British", "Scottish", "Welsh", "Irish"})
"""Nationalities that may overlap: one person may have two of them."""

MAX_SUBJECTS_PER_NOUN, MAX_PAIRS_PER_ANSWER = 30, 60
"""Maximum subjects compared per noun, and maximum pairs per answer."""


def nationality_drafts(facts: Sequence[Fact], known: NameProfiles, seed: int) -> Iterator[Draft]:
    """Yield yes/no questions about two subjects of the same profession or kind of work, balanced over both answers."""
    told = {
        fact.clause.key: fact
        for fact in facts
        if fact.rule == "nationality" and fact.answer not in OVERLAPPING_NATIONALITIES and has_usual_name(fact)
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


def _side(subject: Fact, facts: tuple[Fact, ...], known: NameProfiles) -> Operand:
    profile = known.profile(subject.clause.key)
    return Operand(subject.clause.name, facts, 0, profile.kind if profile else "")


def _pairs(sides: Sequence[Operand], seed: str) -> Iterator[tuple[str, Operand, Operand]]:
    """Yield pairs of the same noun with the answer "yes" for the same nationality; at most as many "no" as "yes"."""
    generator = random.Random(seed)  # noqa: S311 a draw that can be repeated, no secret
    rows: dict[str, list[Operand]] = {}
    for side in generator.sample(sides, len(sides)):
        if side.head and not side.head.endswith(
            ("s", "man", "y", "ch", "player", "artist")
        ):  # a plain plural, one profession
            rows.setdefault(side.head, []).append(side)
    found: dict[str, list[tuple[Operand, Operand]]] = {"yes": [], "no": []}
    for row in rows.values():
        for one, other in combinations(row[:MAX_SUBJECTS_PER_NOUN], 2):
            same = one.facts[-1].answer == other.facts[-1].answer
            if not one.passages & other.passages and one.name != other.name:
                found["yes" if same else "no"].append((one, other))
    for answer, pairs in found.items():
        for one, other in generator.sample(pairs, min(MAX_PAIRS_PER_ANSWER, len(found["yes"]), len(pairs))):
            yield answer, one, other


def _draft(asked: str, answer: str, one: Operand, other: Operand, rule: str) -> Draft:
    gold = unique_gold(*one.facts, *other.facts)
    case = Case.make(asked.format(one.name, other.name), answer, gold, "comparison", f"generated:compare {rule}")
    return composed(case, one, other)
