"""Generates the rules' drafts for a corpus by kind, and counts rejections by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from evals.generate.bridge import bridges
from evals.generate.clause import ClauseExtractor
from evals.generate.comparison import comparisons
from evals.generate.corpus_wide import corpus_wide
from evals.generate.draft import Draft, gold_of, part_of
from evals.generate.fact import Fact
from evals.generate.filters import Uniqueness, fault, is_copied, plain_name
from evals.generate.followup import followups
from evals.generate.inverse import inverses, others
from evals.generate.profile import Known, settled
from evals.generate.rules import facts
from evals.generate.spoken import spoken
from evals.generate.temporal import temporals
from evals.generate.unanswerable import unanswerable
from evals.types import Case, CaseKind
from graph.text.names import name_key, plain_title
from graph.text.words import words

AMBIGUOUS = "ambiguous in the corpus"
COPIED = "copies the passage's wording"


def drafts(reader: ClauseExtractor, unique: Uniqueness, seed: int) -> tuple[dict[CaseKind, list[Draft]], Counter[str]]:
    """Return the drafts by kind, and the number of rejections per reason."""
    clauses = list(reader.clauses())
    known = Known(clauses)
    rejected: Counter[str] = Counter()
    sound = list(
        _sound(reader, (fact for clause in settled(clauses, known) for fact in facts(clause, known)), rejected)
    )
    alone = [fact for fact in sound if _is_only(fact, unique)]
    rejected[AMBIGUOUS] += len(sound) - len(alone)
    single = [fact for fact in alone if fact.template or not is_copied(fact.question, fact.clause.sentence)]
    rejected[COPIED] += len(alone) - len(single)
    found: dict[CaseKind, list[Draft]] = {
        "single": [_single(fact) for fact in single if fact.rule != "when"],
        "bridge": [
            *bridges(sound, reader.titles),
            *inverses(sound, known, unique, reader.titles),
            *others(sound, known, unique),
        ],
        "comparison": list(comparisons(alone, known, seed)),
        "temporal": list(temporals(sound, single, known, seed)),
        "followup": list(followups(alone, known, reader.titles)),
        "corpus": list(corpus_wide(sound, known, unique)),
        "unanswerable": list(unanswerable(sound, known, unique, seed)),
    }
    return {kind: list(_one_answer(map(spoken, made), rejected)) for kind, made in found.items()}, rejected


def _sound(reader: ClauseExtractor, made: Iterable[Fact], rejected: Counter[str]) -> Iterator[Fact]:
    for fact in made:
        reason = fault(fact) or (AMBIGUOUS if reader.titles[fact.clause.key] > 1 else "")
        if reason:
            rejected[reason] += 1
        else:
            yield fact


def _is_only(fact: Fact, unique: Uniqueness) -> bool:
    """Whether the answer is unique in the corpus: the title names the subject, or no other passage fits."""
    titled = fact.clause.key == name_key(plain_title(fact.clause.passage.title))
    return bool(fact.template and titled) or unique.is_only(fact)


def _single(fact: Fact) -> Draft:
    whole = plain_name(plain_title(fact.clause.name))
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
