"""Two-passage questions that begin at a description: "Which film was directed by the Hungarian born on 3 May 1921?"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from evals.generate.bridge import LONGEST
from evals.generate.draft import Draft, Part, gold_once, part_of
from evals.generate.fact import Fact
from evals.generate.filters import Uniqueness, gives_away, plain_name
from evals.generate.profile import Known
from evals.judges.matching import contains
from evals.model import Case
from graph.names import name_key, plain_title
from graph.words import words

ASKED = re.compile(r"^Who (?P<verb>[a-z]+) \{\}\?$")
PARTICIPLES = {"wrote": "written", "drove": "driven", "sang": "sung", "built": "built"}
OWN = re.compile(r"^(?P<name>.+?) (?P<verb>is|was) ")


def inverses(facts: Sequence[Fact], known: Known, unique: Uniqueness, homonyms: Mapping[str, int]) -> Iterator[Draft]:
    """Questions for the work of somebody who is described as in their own passage, where there is one such work."""
    told: dict[str, list[tuple[Fact, str]]] = {}
    for fact in facts:
        for described in _described(fact, known):
            told.setdefault(fact.clause.key, []).append((fact, described))
    for first in facts:
        key = name_key(first.answer)
        asked = ASKED.match(first.template)
        profile = known.profile(first.clause.key)
        if not asked or not profile or homonyms.get(key, 0) > 1 or not first.clause.named:
            continue
        verb = PARTICIPLES.get(asked["verb"], asked["verb"])
        if len(unique.having([*words(first.answer), *words(verb)])) > 2:
            continue  # another passage may tell of another one
        for own, described in told.get(key, ()):
            draft = _joined(first, own, f"Which {profile.head} was {verb} by {described}?")
            if draft:
                yield draft


def _described(fact: Fact, known: Known) -> Iterator[str]:
    """Who a name is, without the name."""
    profile = known.profile(fact.clause.key)
    if not profile or not profile.person or name_key(fact.clause.passage.title) != fact.clause.key:
        return
    if not fact.template and fact.description:
        yield fact.description
    elif fact.rule == "born" and re.search(r"\d{4}", fact.answer) and re.search("[A-Z]", fact.answer):
        yield f"the {profile.kind} born on {fact.answer}"


def _joined(first: Fact, own: Fact, question: str) -> Draft | None:
    """The question with both passages; None where one of them would do, or it gives the answer away."""
    answer = plain_name(plain_title(first.clause.name))
    here, there = first.clause.passage, own.clause.passage
    if here.id == there.id or len(question.split()) > LONGEST or answer not in first.clause.sentence:
        return None
    if contains(there.text, answer) or gives_away(question, answer) or contains(question, first.answer):
        return None
    told = own.description if not own.template else ""
    if told and len(set(words(told)) & set(words(here.text))) * 2 > len(set(words(told))):
        return None  # the description fits the work's own passage
    path = (told or own.answer, there.id, plain_name(first.answer), here.id, answer)
    gold = gold_once(own, first)
    aliases = (first.clause.name,) if first.clause.name != answer else ()
    origin = f"generated:{own.rule}+{first.rule}+name"
    case = Case.make(question, answer, gold, "bridge", origin, first.answer, aliases, path)
    back = Part(_asked(first), answer, here)
    parts = (part_of(own), back)
    return Draft(case, here.document_id, (first.clause.key, own.clause.key), parts)


def _asked(first: Fact) -> str:
    verb = ASKED.match(first.template)
    done = PARTICIPLES.get(verb["verb"], verb["verb"]) if verb else "made"
    return f"What was {done} by {first.answer}?"
