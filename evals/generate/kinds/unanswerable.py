"""Generates plausible unanswerable questions: a fact of one name, asked about another name of the same kind."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from evals.generate.checks.filters import MAX_QUESTION_WORDS, POSSESSIVES, UNRESOLVED, VAGUE, WordIndex
from evals.generate.draft import Draft
from evals.generate.fact import Fact
from evals.generate.kinds.spec import DraftParts, KindSpec
from evals.generate.near_misses import near_miss_drafts
from evals.generate.profile import NameProfiles
from evals.types import Case
from graph.text.names import name_key, strip_disambiguation
from graph.text.words import words

MAX_NAMES_TRIED = 5
PARAPHRASABLE_RULES = frozenset(
    {"born", "died", "nationality", "where", "year", "by", "kin", "within", "made"}
)  # a passage may state these in other words


def unanswerable_drafts(parts: DraftParts) -> Iterator[Draft]:
    """Yield drafts with an empty reference: from sentences, and from tables and fields."""
    yield from _of_other_names(parts)
    yield from near_miss_drafts(parts.corpus, parts.unique, parts.seed)


def _of_other_names(parts: DraftParts) -> Iterator[Draft]:
    """Yield a fact's question about another name, with the document of the fact."""
    known = parts.known
    generator = random.Random(f"{parts.seed} unanswerable")  # noqa: S311 a draw that can be repeated, no secret
    groups = known.groups()
    for fact in parts.facts:
        group = groups.get(known.sort(fact.clause.key), ())
        if not fact.template or fact.rule in PARAPHRASABLE_RULES:
            continue
        others = [name for name in group if name_key(name) != fact.clause.key]
        for other in _likest(others, fact, known, generator):
            question = fact.template.replace("{}", other)
            made = known.profile(name_key(strip_disambiguation(other)))
            if fact.rule == "agent" and made and re.search(r"\bby\b", made.clause.rest):
                continue
            if _is_untold(fact, other, parts.unique) and _is_readable(question):
                origin, name = f"generated:{fact.rule}", other.removeprefix("the ")
                case = Case.make(question, "", (), "unanswerable", origin, name)
                yield Draft(
                    case, fact.clause.passage.document_id, (fact.clause.key, name_key(strip_disambiguation(other)))
                )
                break


def _likest(others: Sequence[str], fact: Fact, known: NameProfiles, generator: random.Random) -> list[str]:
    """Draw a few names, if possible with the same head noun (e.g. the same profession)."""
    own = known.profile(fact.clause.key)
    made = [(name, known.profile(name_key(strip_disambiguation(name)))) for name in others]
    same = [name for name, profile in made if own and profile and profile.head == own.head] or others
    return generator.sample(same, min(MAX_NAMES_TRIED, len(same)))


def _is_untold(fact: Fact, other: str, unique: WordIndex) -> bool:
    """Whether no passage that mentions the other name contains a content word of the question."""
    telling = set(words(fact.template.replace("{}", ""))) | set(words(fact.clause.verb))
    speaking = unique.mentioning(other)
    return bool(telling) and not any(unique.having([word]) & speaking for word in telling)


def _is_readable(question: str) -> bool:
    return len(question.split()) <= MAX_QUESTION_WORDS and not any(
        pattern.search(question) for pattern in (UNRESOLVED, VAGUE, POSSESSIVES)
    )


KIND = KindSpec("unanswerable", "a fact that the documents do not tell", 0.1, 10, unanswerable_drafts, fills_gaps=False)
