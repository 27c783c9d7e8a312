"""Joins two facts into a question that needs both: what one says of a name is asked of its description in the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from evals.generate.fact import Fact
from evals.generate.filters import gives_away
from evals.generate.profile import is_homonym
from evals.judges.matching import contains
from evals.model import Case, Gold
from graph.names import name_key

LONGEST = 32


def bridges(facts: Sequence[Fact], homonyms: Mapping[str, int]) -> Iterator[Case]:
    """Two-passage cases, for every pair of facts that share a name and lie in different passages."""
    asked: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.template and not is_homonym(fact.clause):
            asked.setdefault(fact.clause.key, []).append(fact)
    for first in facts:
        key = first.clause.key if not first.template else name_key(first.answer)
        if not first.description or homonyms.get(key, 0) > 1:
            continue
        for second in asked.get(key, ()):
            case = _joined(first, second)
            if case:
                yield case


def _joined(first: Fact, second: Fact) -> Case | None:
    """The second fact's question with the first's description in the place of the name."""
    name = second.clause.name
    question = second.template.replace("{}", first.description)
    if first.clause.passage.id == second.clause.passage.id or len(question.split()) > LONGEST:
        return None
    if contains(first.clause.passage.text, second.answer):
        return None  # the first passage alone would do
    if gives_away(question, second.answer) or name_key(name) in name_key(question):
        return None
    if name_key(second.answer) in (name_key(first.clause.name), name_key(first.answer)):
        return None
    gold = tuple(gold_of(fact) for fact in (first, second))
    origin = f"generated:{first.rule}+{second.rule}"
    return Case.make(question, second.answer, gold, "bridge", origin, name.removeprefix("the ").strip('"“”'))


def gold_of(fact: Fact) -> Gold:
    """The fact's passage with its sentence."""
    return Gold(fact.clause.passage.id, fact.clause.sentence, fact.clause.passage.source)
