"""Questions that compare two subjects: by dates, numbers and nationality, and by the dates of whoever made them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evals.generate.dates import year_of
from evals.generate.draft import Draft, Part, gold_once, part_of
from evals.generate.fact import Fact
from evals.generate.filters import plain_name
from evals.generate.profile import Known
from evals.model import Case
from graph.names import name_key, plain_title
from graph.words import words

PARTNERS = 2
"""How many others one subject is compared with."""

CANDIDATES = 60
"""Others that are looked through for those of the likest kind."""

CLOSE = frozenset({"English", "British", "Scottish", "Welsh", "Irish"})
"""Nationalities of which one person may have two."""

BARE = re.compile(r"^When was \{\} (?P<done>founded|built|opened|established|formed|completed|published|released)\?$")
POPULATION = "What is the population of {}?"


@dataclass(frozen=True, slots=True)
class Side:
    """One subject with what it is compared by; `facts` lead to that value."""

    name: str
    facts: tuple[Fact, ...]
    value: int
    kind: str = ""

    @property
    def passages(self) -> set[str]:
        return {fact.clause.passage.id for fact in self.facts}


def comparisons(facts: Sequence[Fact], known: Known, seed: int) -> Iterator[Draft]:
    """Drafts over pairs of subjects of one sort."""
    groups: dict[tuple[str, str], list[Side]] = {}
    for side, ask, low in _sides(facts, known):
        groups.setdefault((ask, low), []).append(side)
    for (first, last), sides in sorted(groups.items()):
        for place, (one, other) in enumerate(pairs(sides, f"{seed} {first}")):
            least = place % 2 == 0
            lower, higher = sorted((one, other), key=lambda side: side.value)
            asked = first if least else last
            yield _draft(_like(asked, one, other), one, other, lower if least else higher)
    yield from _nationalities(facts, seed)


def pairs(sides: Sequence[Side], seed: str) -> Iterator[tuple[Side, Side]]:
    """Each side with at most `PARTNERS` others of the likest kind that have another value and lie in other passages."""
    generator = random.Random(seed)  # noqa: S311 a draw that can be repeated, no secret
    met: set[frozenset[str]] = set()
    for one in generator.sample(sides, len(sides)):
        drawn = generator.sample(sides, min(CANDIDATES, len(sides)))
        own = set(words(one.kind))
        drawn.sort(key=lambda side: -len(own & set(words(side.kind))))
        fitting = [
            other
            for other in drawn
            if one.value != other.value
            and not one.passages & other.passages
            and frozenset((one.name, other.name)) not in met
        ]
        for other in fitting[:PARTNERS]:
            met.add(frozenset((one.name, other.name)))
            yield one, other


def _sides(facts: Sequence[Fact], known: Known) -> Iterator[tuple[Side, str, str]]:
    """Every subject with a value, and how one asks for the least and the greatest."""
    dated = {fact.clause.key: fact for fact in facts if fact.rule == "born" and year_of(fact.answer)}
    for fact in facts:
        name, profile = fact.clause.name, known.profile(fact.clause.key)
        year = year_of(fact.answer)
        if not fact.template or not _is_called(fact):
            continue
        kind = profile.kind if profile else ""
        side = Side(name, (fact,), year or 0, kind)
        if fact.rule == "born" and year:
            yield side, "Who was born first, {} or {}?", "Who was born later, {} or {}?"
        elif fact.rule == "died" and year:
            yield side, "Who died first, {} or {}?", "Who died later, {} or {}?"
        elif fact.rule == "year" and year and profile:
            head = profile.head
            yield side, f"Which {head} came out first, {{}} or {{}}?", f"Which {head} came out later, {{}} or {{}}?"
        elif fact.rule == "when" and year and profile and not profile.person and BARE.match(fact.template):
            done = re.sub(r"^When was \{\} |\?$", "", fact.template)
            asked = f"Which {profile.head} was {done}"
            yield side, f"{asked} first, {{}} or {{}}?", f"{asked} later, {{}} or {{}}?"
        elif fact.template == POPULATION and profile and re.fullmatch(r"[\d,]+", fact.answer):
            number = Side(name, (fact,), int(fact.answer.replace(",", "")), kind)
            asked = f"Which {profile.head} has"
            yield number, f"{asked} fewer inhabitants, {{}} or {{}}?", f"{asked} more inhabitants, {{}} or {{}}?"
        elif fact.description.startswith("the director of ") and profile and name_key(fact.answer) in dated:
            born = dated[name_key(fact.answer)]
            if born.clause.passage.id != fact.clause.passage.id:
                whose = f"Which {profile.head}'s director was born"
                both = Side(name, (fact, born), year_of(born.answer) or 0, kind)
                yield both, f"{whose} first, {{}} or {{}}?", f"{whose} later, {{}} or {{}}?"


def _like(asked: str, one: Side, other: Side) -> str:
    """ "Which actor" in place of "Who" where both are actors."""
    head = one.kind.rpartition(" ")[2]
    same = head and head == other.kind.rpartition(" ")[2]
    return asked.replace("Who ", f"Which {head} ", 1) if same and asked.startswith("Who ") else asked


def _is_called(fact: Fact) -> bool:
    """Whether the subject has a name, and not another one than the title says: few know people by their birth names."""
    name, title = fact.clause.name, plain_title(fact.clause.passage.title)
    other = bool(fact.clause.brackets) and bool(title) and name_key(title) != fact.clause.key
    return bool(re.match(r"(?:the )?[\"“]?[A-Z0-9]", name)) and len(plain_title(name)) > 3 and not other


def _draft(asked: str, one: Side, other: Side, right: Side) -> Draft:
    facts = (*one.facts, *other.facts)
    answer = plain_name(plain_title(right.name))
    aliases = (right.name,) if right.name != answer else ()
    rules = "+".join(dict.fromkeys(fact.rule for fact in facts))
    question = asked.format(one.name, other.name)
    case = Case.make(question, answer, gold_once(*facts), "comparison", f"generated:compare {rules}", "", aliases)
    return _composed(case, one, other)


def _composed(case: Case, one: Side, other: Side) -> Draft:
    facts = (*one.facts, *other.facts)
    keys = (one.facts[0].clause.key, other.facts[0].clause.key)
    parts: tuple[Part, ...] = tuple(part_of(fact) for fact in facts)
    return Draft(case, one.facts[0].clause.passage.document_id, keys, parts, composed=True)


def _nationalities(facts: Sequence[Fact], seed: int) -> Iterator[Draft]:
    """Whether two people are of one nationality; as many yes as no."""
    sides: dict[str, list[Side]] = {}
    for fact in facts:
        if fact.rule == "nationality" and fact.answer not in CLOSE and _is_called(fact):
            sides.setdefault(fact.answer, []).append(Side(fact.clause.name, (fact,), len(sides)))
    generator = random.Random(f"{seed} nationality")  # noqa: S311 a draw that can be repeated, no secret
    same = [tuple(generator.sample(group, 2)) for group in sides.values() if len(group) > 1]
    firsts = [generator.choice(group) for group in sides.values()]
    for answer, chosen in (("yes", same), ("no", list(zip(firsts[::2], firsts[1::2], strict=False)))):
        for one, other in chosen[: len(same)]:
            if not one.passages & other.passages and one.name != other.name:
                question = f"Are {one.name} and {other.name} of the same nationality?"
                if any(fact.clause.verb == "was" for side in (one, other) for fact in side.facts):
                    question = f"Did {one.name} and {other.name} have the same nationality?"
                gold = gold_once(*one.facts, *other.facts)
                case = Case.make(question, answer, gold, "comparison", "generated:compare nationality")
                yield _composed(case, one, other)
