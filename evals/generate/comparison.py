"""Generates questions that compare two subjects by date, number or nationality, or by their directors' dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from evals.generate.dates import year_of
from evals.generate.draft import Draft, gold_once
from evals.generate.fact import Fact
from evals.generate.filters import plain_name
from evals.generate.nationality import nationalities
from evals.generate.operand import Side, composed, is_called, pairs
from evals.generate.profile import Known, Profile
from evals.types import Case
from graph.text.names import name_key, plain_title

KIN = frozenset("son daughter wife husband mother father brother sister nephew niece cousin woman man".split())
BARE = re.compile(r"^When was \{\} (?P<done>founded|built|opened|established|formed|completed|published|released)\?$")
POPULATION = "What is the population of {}?"


def comparisons(facts: Sequence[Fact], known: Known, seed: int) -> Iterator[Draft]:
    """Yield drafts that compare two subjects of the same kind."""
    groups: dict[tuple[str, str], list[Side]] = {}
    for side, ask, low in _sides(facts, known):
        groups.setdefault((ask, low), []).append(side)
    for (first, last), sides in sorted(groups.items()):
        for place, (one, other) in enumerate(pairs(sides, f"{seed} {first}")):
            least = place % 2 == 0
            lower, higher = sorted((one, other), key=lambda side: side.value)
            asked = first if least else last
            yield _draft(_like(asked, one, other), one, other, lower if least else higher)
    yield from nationalities(facts, known, seed)


def _sides(facts: Sequence[Fact], known: Known) -> Iterator[tuple[Side, str, str]]:
    """Yield every subject with a value, and the question templates for the lowest and the highest."""
    rules = ("born", "died")
    dated = [{fact.clause.key: fact for fact in facts if fact.rule == rule and year_of(fact.answer)} for rule in rules]
    for fact in facts:
        if fact.template and is_called(fact):
            profile = known.profile(fact.clause.key)
            yield from _dated(fact, profile)
            if profile and fact.description.startswith("the director of "):
                for verb, told in zip(("was born", "died"), dated, strict=True):
                    yield from _by_maker(fact, told.get(name_key(fact.answer)), profile, verb)


def _dated(fact: Fact, profile: Profile | None) -> Iterator[tuple[Side, str, str]]:
    """Yield a subject compared by its own date or number."""
    year = year_of(fact.answer)
    side = Side(fact.clause.name, (fact,), year or 0, profile.kind if profile else "")
    done = BARE.match(fact.template)
    if fact.rule == "born" and year:
        yield side, "Who was born first, {} or {}?", "Who was born later, {} or {}?"
    elif fact.rule == "died" and year:
        yield side, "Who died first, {} or {}?", "Who died later, {} or {}?"
    elif fact.rule == "year" and year and profile:
        asked = f"Which {profile.head} came out"
        yield side, f"{asked} first, {{}} or {{}}?", f"{asked} later, {{}} or {{}}?"
    elif fact.rule == "when" and year and profile and not profile.person and done:
        asked = f"Which {profile.head} was {done['done']}"
        yield side, f"{asked} first, {{}} or {{}}?", f"{asked} later, {{}} or {{}}?"
    elif fact.template == POPULATION and profile and re.fullmatch(r"[\d,]+", fact.answer):
        number = Side(fact.clause.name, (fact,), int(fact.answer.replace(",", "")), profile.kind)
        asked = f"Which {profile.head} has"
        yield number, f"{asked} fewer inhabitants, {{}} or {{}}?", f"{asked} more inhabitants, {{}} or {{}}?"


def _by_maker(fact: Fact, told: Fact | None, profile: Profile, verb: str) -> Iterator[tuple[Side, str, str]]:
    """Yield a work compared by a date of its director, which is given in another passage."""
    if told and told.clause.passage.id != fact.clause.passage.id:
        asked = f"Which {profile.head}'s director {verb}"
        side = Side(fact.clause.name, (fact, told), year_of(told.answer) or 0, profile.kind)
        yield side, f"{asked} first, {{}} or {{}}?", f"{asked} later, {{}} or {{}}?"


def _like(asked: str, one: Side, other: Side) -> str:
    """Replace "Who" by "Which actor" if both are actors."""
    head = one.head
    same = bool(head) and head not in KIN and head == other.head
    return asked.replace("Who ", f"Which {head} ", 1) if same and asked.startswith("Who ") else asked


def _draft(asked: str, one: Side, other: Side, right: Side) -> Draft:
    facts = (*one.facts, *other.facts)
    answer = plain_name(plain_title(right.name))
    aliases = (right.name,) if right.name != answer else ()
    rules = "+".join(dict.fromkeys(fact.rule for fact in facts))
    question = asked.format(one.name, other.name)
    case = Case.make(question, answer, gold_once(*facts), "comparison", f"generated:compare {rules}", "", aliases)
    return composed(case, one, other)
