"""Generates questions that compare two subjects by date, number or nationality, or by their directors' dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from evals.generate.checks.filters import plain_name
from evals.generate.draft import Draft, unique_gold
from evals.generate.fact import Fact
from evals.generate.kinds.spec import DraftParts, KindSpec
from evals.generate.nationality import nationality_drafts
from evals.generate.operand import Operand, composed, has_usual_name, pair_operands
from evals.generate.profile import NameProfiles, Profile
from evals.types import Case
from graph.text.dates import find_year
from graph.text.names import name_key, strip_disambiguation

KINSHIP_NOUNS = frozenset(
    "son daughter wife husband mother father brother sister nephew niece cousin woman man".split()
)
EVENT_QUESTION = re.compile(
    r"^When was \{\} (?P<done>founded|built|opened|established|formed|completed|published|released)\?$"
)
POPULATION_QUESTION = "What is the population of {}?"


def comparison_drafts(parts: DraftParts) -> Iterator[Draft]:
    """Yield drafts that compare two subjects of the same kind."""
    facts, known, seed = parts.unambiguous, parts.known, parts.seed
    groups: dict[tuple[str, str], list[Operand]] = {}
    for side, ask, low in _sides(facts, known):
        groups.setdefault((ask, low), []).append(side)
    for (first, last), sides in sorted(groups.items()):
        for place, (one, other) in enumerate(pair_operands(sides, f"{seed} {first}")):
            least = place % 2 == 0
            lower, higher = sorted((one, other), key=lambda side: side.value)
            asked = first if least else last
            yield _draft(_like(asked, one, other), one, other, lower if least else higher)
    yield from nationality_drafts(facts, known, seed)


def _sides(facts: Sequence[Fact], known: NameProfiles) -> Iterator[tuple[Operand, str, str]]:
    """Yield every subject with a value, and the question templates for the lowest and the highest."""
    rules = ("born", "died")
    dated = [
        {fact.clause.key: fact for fact in facts if fact.rule == rule and find_year(fact.answer)} for rule in rules
    ]
    for fact in facts:
        if fact.template and has_usual_name(fact):
            profile = known.profile(fact.clause.key)
            yield from _dated(fact, profile)
            if profile and fact.description.startswith("the director of "):
                for verb, told in zip(("was born", "died"), dated, strict=True):
                    yield from _by_maker(fact, told.get(name_key(fact.answer)), profile, verb)


def _dated(fact: Fact, profile: Profile | None) -> Iterator[tuple[Operand, str, str]]:
    """Yield a subject compared by its own date or number."""
    year = find_year(fact.answer)
    side = Operand(fact.clause.name, (fact,), year or 0, profile.kind if profile else "")
    done = EVENT_QUESTION.match(fact.template)
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
    elif fact.template == POPULATION_QUESTION and profile and re.fullmatch(r"[\d,]+", fact.answer):
        number = Operand(fact.clause.name, (fact,), int(fact.answer.replace(",", "")), profile.kind)
        asked = f"Which {profile.head} has"
        yield number, f"{asked} fewer inhabitants, {{}} or {{}}?", f"{asked} more inhabitants, {{}} or {{}}?"


def _by_maker(fact: Fact, told: Fact | None, profile: Profile, verb: str) -> Iterator[tuple[Operand, str, str]]:
    """Yield a work compared by a date of its director, which is given in another passage."""
    if told and told.clause.passage.id != fact.clause.passage.id:
        asked = f"Which {profile.head}'s director {verb}"
        side = Operand(fact.clause.name, (fact, told), find_year(told.answer) or 0, profile.kind)
        yield side, f"{asked} first, {{}} or {{}}?", f"{asked} later, {{}} or {{}}?"


def _like(asked: str, one: Operand, other: Operand) -> str:
    """Replace "Who" by "Which actor" if both are actors."""
    head = one.head
    same = bool(head) and head not in KINSHIP_NOUNS and head == other.head
    return asked.replace("Who ", f"Which {head} ", 1) if same and asked.startswith("Who ") else asked


def _draft(asked: str, one: Operand, other: Operand, right: Operand) -> Draft:
    facts = (*one.facts, *other.facts)
    answer = plain_name(strip_disambiguation(right.name))
    aliases = (right.name,) if right.name != answer else ()
    rules = "+".join(dict.fromkeys(fact.rule for fact in facts))
    question = asked.format(one.name, other.name)
    case = Case.make(question, answer, unique_gold(*facts), "comparison", f"generated:compare {rules}", "", aliases)
    return composed(case, one, other)


KIND = KindSpec("comparison", "two subjects compared by date, number or nationality", 0.12, 30, comparison_drafts)
