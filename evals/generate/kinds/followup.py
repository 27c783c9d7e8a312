"""Generates follow-up questions: a second question, with a pronoun, about the first one's subject or answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from evals.generate.checks.filters import MIN_FOLLOWUP_WORDS, gives_away
from evals.generate.checks.grammar import BE
from evals.generate.checks.pronoun import PRONOUNS, pronoun_of
from evals.generate.draft import Draft, gold_of, part_of
from evals.generate.fact import Fact
from evals.generate.kinds.spec import DraftParts, KindSpec
from evals.generate.profile import NameProfiles, is_homonym
from evals.types import Case
from graph.text.names import name_key
from rag.types import Turn

AUXILIARY = BE | {"did", "does", "do", "has", "had"}
PLAIN_ANSWERS = frozenset({"born", "died", "when", "year", "nationality", "number", "where"})


def followup_drafts(parts: DraftParts) -> Iterator[Draft]:
    """Yield drafts from pairs of facts, the second asked with a pronoun."""
    facts, known, homonyms = parts.unambiguous, parts.known, parts.homonyms
    about: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.template and not fact.clause.common:
            about.setdefault(fact.clause.key, []).append(fact)
    for first in facts:
        if not first.template or is_homonym(first.clause):
            continue
        if first.rule in PLAIN_ANSWERS:
            yield from _same(first, about.get(first.clause.key, ()), known)
        key = name_key(first.answer)
        if known.is_person(key) and not known.is_person(first.clause.key) and homonyms.get(key, 0) <= 1:
            for second in about.get(key, ()):
                yield from _draft(first, second, pronoun_of(second.clause.passage, person=True))


def _same(first: Fact, others: Sequence[Fact], known: NameProfiles) -> Iterator[Draft]:
    """Yield follow-ups about the same name by other rules."""
    person = known.is_person(first.clause.key)
    if not person and known.profile(first.clause.key) is None:
        return
    for second in others:
        if second.rule != first.rule:
            yield from _draft(first, second, pronoun_of(second.clause.passage, person))


def _draft(first: Fact, second: Fact, pronoun: str) -> Iterator[Draft]:
    question = with_pronoun(second.template, pronoun) if pronoun else ""
    if not question or len(question.split()) < MIN_FOLLOWUP_WORDS or gives_away(first.question, second.answer):
        return
    if gives_away(first.answer, second.answer) or gives_away(question, second.answer):
        return
    history = (Turn("user", first.question), Turn("assistant", first.answer))
    gold = tuple(dict.fromkeys((gold_of(first), gold_of(second)))) if first.clause.key != second.clause.key else ()
    origin = f"generated:{first.rule}, then {second.rule}"
    name = second.clause.name
    case = Case.make(question, second.answer, gold or (gold_of(second),), "followup", origin, name, (), history)
    parts = (part_of(first), part_of(second)) if gold else (part_of(second),)
    yield Draft(case, second.clause.passage.document_id, (second.clause.key,), parts)


def with_pronoun(template: str, pronoun: str) -> str:
    """Fill a pronoun in for {}: "When did she die?", "What is its population?"; empty if none fits."""
    subject, object_, owner = PRONOUNS[pronoun]
    owned = re.fullmatch(r"(What|Who) (is|was) the (?P<noun>[\w -]+) of \{\}\?", template)
    if owned:
        return f"{owned[1]} {owned[2]} {owner} {owned['noun']}?"
    if "{}'s" in template:
        return template.replace("{}'s", owner)
    before = template.partition("{}")[0].split()
    if not before or '"{}' in template or before[-1] in ("the", "album", "film", "song", "band"):
        return ""
    return template.replace("{}", subject if before[-1] in AUXILIARY else object_)


KIND = KindSpec("followup", "a second question, with a pronoun, in a conversation", 0.1, 50, followup_drafts)
