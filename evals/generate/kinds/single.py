"""Questions for one fact, answered by one passage."""

from __future__ import annotations

from collections.abc import Iterator

from evals.generate.checks.filters import plain_name
from evals.generate.draft import Draft, gold_of, part_of
from evals.generate.fact import Fact
from evals.generate.kinds.spec import DraftParts, KindSpec
from evals.types import Case
from graph.text.names import strip_disambiguation
from graph.text.words import words


def single_drafts(parts: DraftParts) -> Iterator[Draft]:
    """Yield a draft for each fact other than the date of an event."""
    return (_draft(fact) for fact in parts.single if fact.rule != "when")


def _draft(fact: Fact) -> Draft:
    whole = plain_name(strip_disambiguation(fact.clause.name))
    longer = fact.clause.named and not fact.template and set(words(fact.answer)) < set(words(whole))
    answer, aliases = (whole, (fact.answer,)) if longer else (fact.answer, ())
    origin = f"generated:{fact.rule}"
    case = Case.make(fact.question, answer, (gold_of(fact),), "single", origin, "", aliases)
    return Draft(case, fact.clause.passage.document_id, (fact.clause.key,), (part_of(fact),))


KIND = KindSpec("single", "one fact of one passage", 0.2, 70, single_drafts)
