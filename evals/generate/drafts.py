"""Generates the rules' drafts for a corpus by kind, and counts rejections by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from evals.generate.bridge import bridge_drafts
from evals.generate.clause import ClauseExtractor
from evals.generate.comparison import comparison_drafts
from evals.generate.corpus_wide import corpus_wide_drafts
from evals.generate.draft import Draft, gold_of, part_of
from evals.generate.fact import Fact
from evals.generate.filters import WordIndex, is_copied, plain_name, rejection_reason
from evals.generate.followup import followup_drafts
from evals.generate.inverse import inverse_drafts, same_maker_drafts
from evals.generate.profile import NameProfiles, resolve_definite_subjects
from evals.generate.rules import extract_facts
from evals.generate.spoken import with_spoken_names
from evals.generate.temporal import temporal_drafts
from evals.generate.unanswerable import unanswerable_drafts
from evals.types import Case, CaseKind
from graph.text.names import name_key, strip_disambiguation
from graph.text.words import words

AMBIGUOUS = "ambiguous in the corpus"
COPIED = "copies the passage's wording"


def draft_cases(
    reader: ClauseExtractor, unique: WordIndex, seed: int
) -> tuple[dict[CaseKind, list[Draft]], Counter[str]]:
    """Return the drafts by kind, and the number of rejections per reason."""
    clauses = list(reader.clauses())
    known = NameProfiles(clauses)
    rejected: Counter[str] = Counter()
    sound = list(
        _sound(
            reader,
            (fact for clause in resolve_definite_subjects(clauses, known) for fact in extract_facts(clause, known)),
            rejected,
        )
    )
    alone = [fact for fact in sound if _is_only(fact, unique)]
    rejected[AMBIGUOUS] += len(sound) - len(alone)
    single = [fact for fact in alone if fact.template or not is_copied(fact.question, fact.clause.sentence)]
    rejected[COPIED] += len(alone) - len(single)
    found: dict[CaseKind, list[Draft]] = {
        "single": [_single(fact) for fact in single if fact.rule != "when"],
        "bridge": [
            *bridge_drafts(sound, reader.titles),
            *inverse_drafts(sound, known, unique, reader.titles),
            *same_maker_drafts(sound, known, unique),
        ],
        "comparison": list(comparison_drafts(alone, known, seed)),
        "temporal": list(temporal_drafts(sound, single, known, seed)),
        "followup": list(followup_drafts(alone, known, reader.titles)),
        "corpus": list(corpus_wide_drafts(sound, known, unique)),
        "unanswerable": list(unanswerable_drafts(sound, known, unique, seed)),
    }
    return {kind: list(_one_answer(map(with_spoken_names, made), rejected)) for kind, made in found.items()}, rejected


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


def _single(fact: Fact) -> Draft:
    whole = plain_name(strip_disambiguation(fact.clause.name))
    longer = fact.clause.named and not fact.template and set(words(fact.answer)) < set(words(whole))
    answer, aliases = (whole, (fact.answer,)) if longer else (fact.answer, ())
    origin = f"generated:{fact.rule}"
    case = Case.make(fact.question, answer, (gold_of(fact),), "single", origin, "", aliases)
    return Draft(case, fact.clause.passage.document_id, (fact.clause.key,), (part_of(fact),))


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
