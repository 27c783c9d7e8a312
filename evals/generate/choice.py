"""Selects drafts balanced over rules, documents, passages and entities; each is checked before it is accepted."""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from evals.generate.draft import Draft

Check = Callable[[Draft], str]
"""Returns the reason for rejecting a draft; empty if it is accepted."""

ONE_A_SENTENCE = frozenset(
    "rule amount condition definition exception frequency reason list howto steps what faq".split()
)
"""Kinds of which one case is about a sentence: what it says is asked once."""


def accept_any(_: Draft) -> str:
    """Reject nothing."""
    return ""


@dataclass(slots=True)
class Selection:
    """The drafts chosen so far, and how often each document, passage and entity was used.

    No passage is used more than `most` times.
    """

    check: Check = accept_any
    most: int = sys.maxsize
    chosen: list[Draft] = field(default_factory=list)
    rejected: Counter[str] = field(default_factory=Counter)
    _used: Counter[tuple[str, str]] = field(default_factory=Counter)
    _questions: set[tuple[str, ...]] = field(default_factory=set)
    _quotes: dict[str, list[str]] = field(default_factory=dict)
    _refused: set[str] = field(default_factory=set)

    def add(self, drafts: Iterable[Draft], count: int, seed: int) -> int:
        """Choose up to `count` more drafts, round-robin over the rules, least used first; return the number chosen."""
        generator = random.Random(f"{seed} balance")  # noqa: S311 a draw that can be repeated, no secret
        known = list(drafts)
        by_rule: dict[str, list[Draft]] = {}
        for draft in generator.sample(known, len(known)):
            if draft.case.id not in self._refused:
                by_rule.setdefault(draft.case.origin, []).append(draft)
        before = len(self.chosen)
        while len(self.chosen) - before < count and by_rule:
            for rule in sorted(by_rule):
                if len(self.chosen) - before < count and not self._one(by_rule[rule]):
                    del by_rule[rule]
        return len(self.chosen) - before

    def _one(self, waiting: list[Draft]) -> bool:
        """Choose the least used draft that passes the check; False if none is left."""
        while waiting:
            place = min(range(len(waiting)), key=lambda one: self._worn(waiting[one]))
            draft = waiting.pop(place)
            if _question(draft) in self._questions or self._is_asked_already(draft) or self._is_used_up(draft):
                continue
            reason = self.check(draft)
            if not reason:
                self._take(draft)
                return True
            self.rejected[reason] += 1
            self._refused.add(draft.case.id)
        return False

    def _is_asked_already(self, draft: Draft) -> bool:
        """Whether a case of another question asks of the same sentence; a row of a table holds several answers."""
        if draft.case.kind not in ONE_A_SENTENCE or len(draft.case.gold) != 1:
            return False
        gold = draft.case.gold[0]
        return any(gold.quote in quote or quote in gold.quote for quote in self._quotes.get(gold.passage_id, ()))

    def _is_used_up(self, draft: Draft) -> bool:
        return any(self._used["passage", gold.passage_id] >= self.most for gold in draft.case.gold)

    def _worn(self, draft: Draft) -> tuple[int, int, int]:
        """Return how often the draft's most used entity, its most used passage and its document were used."""
        entity = max((self._used["entity", one] for one in draft.entities), default=0)
        passage = max((self._used["passage", gold.passage_id] for gold in draft.case.gold), default=0)
        return entity, passage, self._used["document", draft.document]

    def _take(self, draft: Draft) -> None:
        self.chosen.append(draft)
        self._questions.add(_question(draft))
        self._used.update(("entity", one) for one in set(draft.entities))
        self._used.update(("passage", gold.passage_id) for gold in set(draft.case.gold))
        self._used["document", draft.document] += 1
        if draft.case.kind in ONE_A_SENTENCE and len(draft.case.gold) == 1:
            self._quotes.setdefault(draft.case.gold[0].passage_id, []).append(draft.case.gold[0].quote)


def _question(draft: Draft) -> tuple[str, ...]:
    return (*(turn.text for turn in draft.case.history), draft.case.question)
