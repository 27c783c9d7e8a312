"""Makes test questions from the documents' own passages, by rules, with no language model.

    passages → clauses (who does what) → facts (question, answer, sentence) → cases about one or two passages

English only; other languages give no cases. The same passages, count and seed give the same cases.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator

from evals.generate.bridge import bridges, gold_of
from evals.generate.clause import Reader
from evals.generate.fact import Fact
from evals.generate.filters import Uniqueness, is_sound
from evals.generate.profile import Known, settled
from evals.generate.rules import facts
from evals.generate.unanswerable import unanswerable
from evals.model import Case, CaseKind
from graph.model import EVERYTHING, Where
from graph.names import name_key, plain_title
from graph.store import GraphStore

SHARES: tuple[tuple[CaseKind, float], ...] = (("unanswerable", 0.1), ("bridge", 0.35))
Drafts = list[tuple[str, Case]]  # with the document each was made from


def generate(store: GraphStore, count: int, seed: int = 0, where: Where = EVERYTHING) -> list[Case]:
    """At most `count` cases: a tenth unanswerable, a third over two passages if there are so many, else single facts.

    Balanced over documents and rules; no question twice. Fewer come back where the documents yield no more.
    """
    reader = Reader(store.passages(where=where))
    drafts = _drafts(reader, seed)
    chosen: list[Case] = []
    for kind, share in SHARES:
        chosen += _balanced(drafts[kind], round(count * share), seed)
    chosen += _balanced(drafts["single"], count - len(chosen), seed)
    if len(chosen) < count:
        taken = {case.id for case in chosen}
        rest = [(document, case) for document, case in drafts["bridge"] if case.id not in taken]
        chosen += _balanced(rest, count - len(chosen), seed)
    random.Random(f"{seed} order").shuffle(chosen)  # noqa: S311 an order that can be repeated, no secret
    return chosen


def _drafts(reader: Reader, seed: int) -> dict[CaseKind, Drafts]:
    clauses = list(reader.clauses())
    known = Known(clauses)
    unique = Uniqueness(reader.passages)
    sound = [fact for clause in settled(clauses, known) for fact in facts(clause, known) if is_sound(fact)]
    sound = [fact for fact in sound if reader.titles[fact.clause.key] <= 1]
    documents = {passage.id: passage.document_id for passage in reader.passages}
    return {
        "single": [(documents[fact.clause.passage.id], _case(fact)) for fact in _single(sound, unique)],
        "bridge": [(documents[case.gold[1].passage_id], case) for case in bridges(sound, reader.titles)],
        "unanswerable": list(unanswerable(sound, known, unique, seed)),
    }


def _single(sound: Iterable[Fact], unique: Uniqueness) -> Iterator[Fact]:
    """Facts with one answer in the corpus: a title names the subject, or no other passage fits the question."""
    for fact in sound:
        titled = fact.clause.key == name_key(plain_title(fact.clause.passage.title))
        if (fact.template and titled) or unique.is_only(fact):
            yield fact


def _case(fact: Fact) -> Case:
    whole = fact.clause.name.removeprefix("the ").strip('"“”')
    aliases = (whole,) if fact.clause.named and not fact.template and whole != fact.answer else ()
    return Case.make(fact.question, fact.answer, (gold_of(fact),), "single", f"generated:{fact.rule}", "", aliases)


def _balanced(drafts: Drafts, count: int, seed: int) -> list[Case]:
    """Up to `count` cases, one question each, from the rules, passages and documents with the fewest so far."""
    generator = random.Random(f"{seed} balance")  # noqa: S311 a draw that can be repeated, no secret
    by_rule: dict[str, Drafts] = {}
    for document, case in generator.sample(drafts, len(drafts)):
        by_rule.setdefault(case.origin, []).append((document, case))
    used: Counter[tuple[str, ...]] = Counter()
    questions: set[str] = set()
    chosen: list[Case] = []

    def worn(draft: tuple[str, Case]) -> tuple[int, int]:
        return used[_passages(draft[1])], used[(draft[0],)]

    while len(chosen) < count and by_rule:
        for rule in sorted(by_rule):
            waiting = [draft for draft in by_rule[rule] if draft[1].question not in questions]
            if not waiting:
                del by_rule[rule]
            elif len(chosen) < count:
                document, case = min(waiting, key=worn)
                used.update([(document,), _passages(case)])
                questions.add(case.question)
                chosen.append(case)
    return chosen


def _passages(case: Case) -> tuple[str, ...]:
    return "gold", *(gold.passage_id for gold in case.gold)
