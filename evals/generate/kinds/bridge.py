"""Joins facts into a multi-hop question: the name in one fact's question is replaced by another fact's description."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from evals.generate.checks.filters import MAX_BRIDGE_QUESTION_WORDS, gives_away, plain_name
from evals.generate.draft import Draft, part_of, unique_gold
from evals.generate.fact import Fact
from evals.generate.inverse import inverse_drafts, same_maker_drafts
from evals.generate.kinds.spec import DraftParts, KindSpec
from evals.generate.profile import is_homonym
from evals.judges.matching import contains_phrase
from evals.types import Case
from graph.text.names import name_key


@dataclass(frozen=True, slots=True)
class FactChain:
    """Facts that lead from one name to another, and the description of the last name: "the director of Jaws"."""

    facts: tuple[Fact, ...]
    key: str
    described: str


def bridge_drafts(parts: DraftParts) -> Iterator[Draft]:
    """Yield questions over chains of facts, and those that describe the maker of a work."""
    yield from chain_drafts(parts.facts, parts.homonyms)
    yield from inverse_drafts(parts.facts, parts.known, parts.unique, parts.homonyms)
    yield from same_maker_drafts(parts.facts, parts.known, parts.unique)


def chain_drafts(facts: Sequence[Fact], homonyms: Mapping[str, int]) -> Iterator[Draft]:
    """Yield two- and three-passage questions, one for every chain of facts that share names."""
    asked: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.template and not is_homonym(fact.clause):
            asked.setdefault(fact.clause.key, []).append(fact)
    for chain in fact_chains(facts, homonyms):
        for last in asked.get(chain.key, ()):
            draft = join_facts(chain, last)
            if draft:
                yield draft


def fact_chains(facts: Sequence[Fact], homonyms: Mapping[str, int]) -> list[FactChain]:
    """Return every chain of one fact that describes a name, and of two facts where the first leads to the second."""
    single = []
    for fact in facts:
        key = name_key(fact.answer) if fact.template else fact.clause.key
        if fact.description and homonyms.get(key, 0) <= 1:
            single.append(FactChain((fact,), key, fact.description))
    leading: dict[str, list[FactChain]] = {}
    for chain in single:
        if chain.facts[0].template:
            leading.setdefault(chain.facts[0].clause.key, []).append(chain)
    return single + [
        FactChain((*chain.facts, *second.facts), second.key, described)
        for chain in single
        for second in leading.get(chain.key, ())
        for described in [_within(second, chain)]
        if second.key != name_key(chain.facts[0].clause.name) and described != second.described
    ]


def _within(second: FactChain, first: FactChain) -> str:
    """Insert the first description into the second for its name, together with a kind before it ("the film Jaws")."""
    name = re.escape(second.facts[0].clause.name)
    return re.sub(rf"(?:\bthe [a-z]+ )?{name}", lambda _: first.described, second.described, count=1)


def join_facts(chain: FactChain, last: Fact) -> Draft | None:
    """Ask the last fact's question with the chain's description for the name; None if the result is unsuitable."""
    facts = (*chain.facts, last)
    question = last.template.replace("{}", chain.described)
    question = question[:1].upper() + question[1:]
    passages = {fact.clause.passage.id for fact in facts}
    names = [last.clause.name, *(plain_name(fact.clause.name) for fact in facts[1:])]
    if len(passages) < len(facts) or len(question.split()) > MAX_BRIDGE_QUESTION_WORDS:
        return None
    if any(contains_phrase(fact.clause.passage.text, last.answer) for fact in chain.facts):
        return None  # the first passages suffice
    if gives_away(question, last.answer) or any(name_key(name) in name_key(question) for name in names):
        return None
    if name_key(last.answer) in {name_key(text) for fact in chain.facts for text in (fact.clause.name, fact.answer)}:
        return None
    return _draft(question, facts, plain_name(last.clause.name))


def _draft(question: str, facts: tuple[Fact, ...], bridge: str) -> Draft:
    origin = f"generated:{'+'.join(fact.rule for fact in facts)}"
    last = facts[-1]
    gold = unique_gold(*facts)
    case = Case.make(question, last.answer, gold, "bridge", origin, bridge)
    keys = tuple(dict.fromkeys(fact.clause.key for fact in facts))
    case = replace(case, path=path_of(facts))
    return Draft(case, last.clause.passage.document_id, keys, tuple(part_of(fact) for fact in facts))


def path_of(facts: Sequence[Fact]) -> tuple[str, ...]:
    """Return the reasoning path: names and the passages that link them, from the question to the answer."""
    path: list[str] = []
    for fact in facts:
        start, end = (fact.clause.name, fact.answer) if fact.template else (fact.description, fact.clause.name)
        if not path:
            path.append(plain_name(start))
        path += [fact.clause.passage.id, plain_name(end)]
    return tuple(path)


KIND = KindSpec("bridge", "a fact of something that another passage leads to", 0.3, 20, bridge_drafts)
