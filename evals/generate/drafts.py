"""Generates the rules' drafts for a corpus by kind, and counts rejections by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from evals.generate.checks.filters import WordIndex, is_copied, rejection_reason
from evals.generate.clause import ClauseExtractor
from evals.generate.corpus import Corpus
from evals.generate.draft import Draft, FoundDrafts
from evals.generate.fact import Fact
from evals.generate.kinds import kind_specs
from evals.generate.kinds.spec import DraftParts
from evals.generate.profile import NameProfiles, namesakes, resolve_definite_subjects
from evals.generate.rules import extract_facts
from evals.generate.spoken import with_spoken_names
from graph.text.names import name_key, strip_disambiguation

AMBIGUOUS = "ambiguous in the corpus"
COPIED = "copies the passage's wording"


def draft_cases(corpus: Corpus, unique: WordIndex, seed: int, kinds: Collection[str]) -> FoundDrafts:
    """Return the drafts of some kinds, and what was rejected."""
    reader = ClauseExtractor(corpus.passages)
    clauses = list(reader.clauses())
    known = NameProfiles(clauses)
    rejected: Counter[str] = Counter()
    shared = namesakes(clauses)
    homonyms = reader.titles + Counter(dict.fromkeys(shared, 2))
    made = (fact for clause in resolve_definite_subjects(clauses, known) for fact in extract_facts(clause, known))
    sound = list(_sound(reader, _one_bearer(made, shared, rejected), rejected))
    alone = [fact for fact in sound if _is_only(fact, unique)]
    rejected[AMBIGUOUS] += len(sound) - len(alone)
    single = [fact for fact in alone if fact.template or not is_copied(fact.question, fact.clause.sentence)]
    rejected[COPIED] += len(alone) - len(single)
    parts = DraftParts(sound, alone, single, known, unique, homonyms, shared, seed, corpus)
    found = {
        name: list(_one_answer(map(with_spoken_names, spec.draft(parts)), rejected))
        for name, spec in kind_specs().items()
        if name in kinds
    }
    rejected[AMBIGUOUS] += sum(parts.scope.refused.values())
    return FoundDrafts(found, rejected, frozenset(parts.scope.refused))


def _one_bearer(made: Iterable[Fact], shared: frozenset[str], rejected: Counter[str]) -> Iterator[Fact]:
    """Yield the facts that ask of no name with two bearers, and describe none."""
    for fact in made:
        if fact.template and fact.clause.key in shared:
            rejected[AMBIGUOUS] += 1
        elif {fact.clause.key, name_key(fact.answer)} & shared:
            yield replace(fact, description="")
        else:
            yield fact


def _sound(reader: ClauseExtractor, made: Iterable[Fact], rejected: Counter[str]) -> Iterator[Fact]:
    for fact in made:
        reason = rejection_reason(fact) or (AMBIGUOUS if reader.titles[fact.clause.key] > 1 else "")
        if reason:
            rejected[reason] += 1
        else:
            yield fact


def _is_only(fact: Fact, unique: WordIndex) -> bool:
    """Whether the answer is unique in the corpus: the title names the subject, or no other passage fits."""
    titled = fact.clause.key == name_key(strip_disambiguation(fact.clause.passage.title))
    return bool(fact.template and titled) or unique.is_only(fact)


def _one_answer(made: Iterable[Draft], rejected: Counter[str]) -> Iterator[Draft]:
    """Deduplicate the drafts by question, and reject questions with conflicting answers."""
    by_question: dict[tuple[str, ...], list[Draft]] = {}
    for draft in made:
        key = (draft.case.question, *(turn.text for turn in draft.case.history))
        by_question.setdefault(key, []).append(draft)
    for same in by_question.values():
        if len({draft.case.reference for draft in same}) > 1:
            rejected[AMBIGUOUS] += len(same)
        else:
            yield same[0]
