"""Generates plausible unanswerable questions: a fact of one name, asked about another name of the same kind."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from evals.generate.draft import Draft
from evals.generate.fact import Fact
from evals.generate.filters import LONGEST, OWNERS, UNRESOLVED, VAGUE, Uniqueness
from evals.generate.profile import Known
from evals.types import Case
from graph.text.names import name_key, plain_title
from graph.text.words import words

TRIES = 5
TOLD_OTHERWISE = frozenset(
    {"born", "died", "nationality", "where", "year", "by", "kin", "within", "made"}
)  # a passage may state these in other words


def unanswerable(facts: Sequence[Fact], known: Known, unique: Uniqueness, seed: int) -> Iterator[Draft]:
    """Yield drafts with an empty reference, each with the document of the fact it was made from."""
    generator = random.Random(f"{seed} unanswerable")  # noqa: S311 a draw that can be repeated, no secret
    groups = known.groups()
    for fact in facts:
        group = groups.get(known.sort(fact.clause.key), ())
        if not fact.template or fact.rule in TOLD_OTHERWISE:
            continue
        others = [name for name in group if name_key(name) != fact.clause.key]
        for other in _likest(others, fact, known, generator):
            question = fact.template.replace("{}", other)
            made = known.profile(name_key(plain_title(other)))
            if fact.rule == "agent" and made and re.search(r"\bby\b", made.clause.rest):
                continue
            if _is_untold(fact, other, unique) and _is_readable(question):
                origin, name = f"generated:{fact.rule}", other.removeprefix("the ")
                case = Case.make(question, "", (), "unanswerable", origin, name)
                yield Draft(case, fact.clause.passage.document_id, (fact.clause.key, name_key(plain_title(other))))
                break


def _likest(others: Sequence[str], fact: Fact, known: Known, generator: random.Random) -> list[str]:
    """Draw a few names, if possible with the same head noun (e.g. the same profession)."""
    own = known.profile(fact.clause.key)
    made = [(name, known.profile(name_key(plain_title(name)))) for name in others]
    same = [name for name, profile in made if own and profile and profile.head == own.head] or others
    return generator.sample(same, min(TRIES, len(same)))


def _is_untold(fact: Fact, other: str, unique: Uniqueness) -> bool:
    """Whether no passage that mentions the other name contains a content word of the question."""
    telling = set(words(fact.template.replace("{}", ""))) | set(words(fact.clause.verb))
    speaking = unique.mentioning(other)
    return bool(telling) and not any(unique.having([word]) & speaking for word in telling)


def _is_readable(question: str) -> bool:
    return len(question.split()) <= LONGEST and not any(
        pattern.search(question) for pattern in (UNRESOLVED, VAGUE, OWNERS)
    )
