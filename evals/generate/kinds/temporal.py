"""Generates questions about time: dates of events, ages at death, and years between two events."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from evals.generate.draft import Draft, gold_of, part_of, unique_gold
from evals.generate.fact import Fact
from evals.generate.kinds.spec import DraftParts, KindSpec
from evals.generate.operand import Operand, pair_operands
from evals.generate.profile import NameProfiles
from evals.types import Case
from graph.text.dates import count_years, find_full_date, find_year
from graph.text.names import name_key

MAX_YEARS_APART = 130
"""Two events of one question are less than this many years apart."""


def temporal_drafts(parts: DraftParts) -> Iterator[Draft]:
    """Yield questions for dates, ages and differences in years."""
    for fact in parts.single:
        if fact.rule == "when":
            gold = (gold_of(fact),)
            case = Case.make(fact.question, fact.answer, gold, "temporal", "generated:when")
            yield Draft(case, fact.clause.passage.document_id, (fact.clause.key,), (part_of(fact),))
    by_rule: dict[str, dict[str, Fact]] = {}
    for fact in parts.facts:
        if fact.template:
            by_rule.setdefault(fact.rule, {}).setdefault(fact.clause.key, fact)
    yield from _ages(by_rule)
    yield from _since_birth(parts.facts, by_rule)
    yield from _apart(list(by_rule.get("year", {}).values()), parts.known, parts.seed)


def _ages(by_rule: dict[str, dict[str, Fact]]) -> Iterator[Draft]:
    for key, died in by_rule.get("died", {}).items():
        born = by_rule.get("born", {}).get(key)
        first, last = find_full_date(born.answer) if born else None, find_full_date(died.answer)
        if born and first and last and not re.search(r"\bage[ds]?\b", died.clause.passage.text):
            years = count_years(first, last)
            yield _draft(f"How old was {born.clause.name} at death?", years, (born, died), "age")


def _since_birth(facts: Sequence[Fact], by_rule: dict[str, dict[str, Fact]]) -> Iterator[Draft]:
    """Yield questions for the years from a director's birth to the release of the work, over both passages."""
    for fact in facts:
        born = by_rule.get("born", {}).get(name_key(fact.answer))
        out = by_rule.get("year", {}).get(fact.clause.key)
        if not born or not out or not fact.description.startswith("the director of "):
            continue
        first, last = find_year(born.answer), find_year(out.answer)
        if first and last and 0 < last - first < MAX_YEARS_APART and born.clause.passage.id != out.clause.passage.id:
            question = f"How many years after the birth of its director did {out.clause.name} come out?"
            yield _draft(question, last - first, (fact, born, out), "years since birth")


def _apart(years: Sequence[Fact], known: NameProfiles, seed: int) -> Iterator[Draft]:
    """Yield questions for the years between the releases of two works of the same kind."""
    groups: dict[str, list[Operand]] = {}
    for fact in years:
        profile = known.profile(fact.clause.key)
        if profile:
            groups.setdefault(profile.head, []).append(
                Operand(fact.clause.name, (fact,), int(fact.answer), profile.kind)
            )
    for head, sides in sorted(groups.items()):
        for one, other in pair_operands(sides, f"{seed} apart {head}"):
            low, high = sorted((one, other), key=lambda side: side.value)
            if high.value - low.value < MAX_YEARS_APART:
                heads = head if head.endswith("s") else f"{head}s"
                question = f"How many years lie between the releases of the {heads} {low.name} and {high.name}?"
                yield _draft(question, high.value - low.value, (*low.facts, *high.facts), "years apart")


def _draft(question: str, years: int, facts: tuple[Fact, ...], rule: str) -> Draft:
    aliases = (f"{years} year{'s' * (years != 1)}",)
    case = Case.make(question, str(years), unique_gold(*facts), "temporal", f"generated:{rule}", "", aliases)
    keys = tuple(dict.fromkeys(fact.clause.key for fact in facts))
    parts = tuple(dict.fromkeys(part_of(fact) for fact in facts))
    if len({part.passage.id for part in parts}) > 1:
        case = replace(case, path=tuple(dict.fromkeys(fact.clause.name for fact in facts)))
    return Draft(case, facts[-1].clause.passage.document_id, keys, parts, composed=True)


KIND = KindSpec("temporal", "dates, ages and years between two events", 0.12, 40, temporal_drafts)
