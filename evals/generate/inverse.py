"""Generates two-passage questions for a work by a description of its maker: an own fact, or another of their works."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from evals.generate.checks.filters import MAX_BRIDGE_QUESTION_WORDS, WordIndex, gives_away, plain_name
from evals.generate.draft import AnswerStep, Draft, part_of, unique_gold
from evals.generate.fact import Fact
from evals.generate.profile import NameProfiles
from evals.judges.matching import contains_phrase
from evals.types import Case
from graph.text.names import name_key, strip_disambiguation
from graph.text.words import words

MAKER_QUESTION = re.compile(r"^Who (?P<verb>[a-z]+) \{\}\?$")
PARTICIPLES = {"wrote": "written", "drove": "driven", "sang": "sung", "built": "built"}


def inverse_drafts(
    facts: Sequence[Fact], known: NameProfiles, unique: WordIndex, homonyms: Mapping[str, int]
) -> Iterator[Draft]:
    """Yield questions for the only work of a maker, who is described by a fact of their own passage."""
    told: dict[str, list[tuple[Fact, str]]] = {}
    for fact in facts:
        for described in _described(fact, known):
            told.setdefault(fact.clause.key, []).append((fact, described))
    for first in facts:
        key = name_key(first.answer)
        asked = MAKER_QUESTION.match(first.template)
        profile = known.profile(first.clause.key)
        if not asked or not profile or homonyms.get(key, 0) > 1 or not first.clause.named:
            continue
        verb = PARTICIPLES.get(asked["verb"], asked["verb"])
        if len(unique.having([*words(first.answer), *words(verb)])) > 2:
            continue  # another passage may mention another work
        for own, described in told.get(key, ()):
            draft = _joined(first, own, f"Which {profile.head} was {verb} by {described}?")
            if draft:
                yield draft


def _described(fact: Fact, known: NameProfiles) -> Iterator[str]:
    """Yield the description of a person without the name."""
    profile = known.profile(fact.clause.key)
    if profile and profile.person and name_key(fact.clause.passage.title) == fact.clause.key and not fact.template:
        yield from filter(None, [fact.description])


def same_maker_drafts(facts: Sequence[Fact], known: NameProfiles, unique: WordIndex) -> Iterator[Draft]:
    """Yield questions for a maker's other work if there are exactly two: the other film by the director of Jaws."""
    made: dict[tuple[str, str], dict[str, Fact]] = {}
    for fact in facts:
        profile = known.profile(fact.clause.key)
        if (
            profile
            and MAKER_QUESTION.match(fact.template)
            and " of " in fact.description
            and fact.description.endswith(fact.clause.name)
        ):
            made.setdefault((name_key(fact.answer), profile.head), {})[fact.clause.key] = fact
    for (_, head), works in made.items():
        if len(works) == 2 and not head.endswith("s"):
            one, other = works.values()
            yield from _other(one, other, head, unique)
            yield from _other(other, one, head, unique)


def _other(one: Fact, other: Fact, head: str, unique: WordIndex) -> Iterator[Draft]:
    verb = MAKER_QUESTION.match(other.template)
    here, there = other.clause.passage, one.clause.passage
    answer = plain_name(strip_disambiguation(other.clause.name))
    if (
        verb is None
        or here.id == there.id
        or contains_phrase(there.text, answer)
        or answer not in other.clause.sentence
    ):
        return
    done = PARTICIPLES.get(verb["verb"], verb["verb"])
    speaking = unique.having([*words(other.answer), *words(head), *words(done)])
    if len(speaking - {here.id, there.id}) > 1:
        return  # there may be a third one
    question = f"Which other {head} was {done} by {one.description}?"
    path = (plain_name(one.clause.name), there.id, plain_name(one.answer), here.id, answer)
    case = Case.make(question, answer, unique_gold(one, other), "bridge", "generated:other by the same", one.answer)
    parts = (part_of(one), AnswerStep(_asked(other), answer, here))
    yield Draft(replace(case, path=path), here.document_id, (one.clause.key, other.clause.key), parts)


def _joined(first: Fact, own: Fact, question: str) -> Draft | None:
    """Make the two-passage draft; None if one passage suffices or the question gives the answer away."""
    answer = plain_name(strip_disambiguation(first.clause.name))
    here, there = first.clause.passage, own.clause.passage
    if here.id == there.id or len(question.split()) > MAX_BRIDGE_QUESTION_WORDS or answer not in first.clause.sentence:
        return None
    if contains_phrase(there.text, answer) or gives_away(question, answer) or contains_phrase(question, first.answer):
        return None
    told = own.description if not own.template else ""
    if told and len(set(words(told)) & set(words(here.text))) * 2 > len(set(words(told))):
        return None  # the description fits the work's own passage
    path = (told or own.answer, there.id, plain_name(first.answer), here.id, answer)
    gold = unique_gold(own, first)
    aliases = (first.clause.name,) if first.clause.name != answer else ()
    origin = f"generated:{own.rule}+{first.rule}+name"
    case = Case.make(question, answer, gold, "bridge", origin, first.answer, aliases)
    back = AnswerStep(_asked(first), answer, here)
    parts = (part_of(own), back)
    return Draft(replace(case, path=path), here.document_id, (first.clause.key, own.clause.key), parts)


def _asked(first: Fact) -> str:
    verb = MAKER_QUESTION.match(first.template)
    done = PARTICIPLES.get(verb["verb"], verb["verb"]) if verb else "made"
    return f"What was {done} by {first.answer}?"
