"""Find training examples that give away what is measured: held-out questions, or the text of held-out documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from evals.tuning.collect import fold
from evals.tuning.types import Example, LearningMaterial, Preference, RatedAnswer
from evals.types import Case
from graph.errors import UsageError
from graph.text.counting import count_noun
from graph.text.quotation import folded_words
from graph.text.words import words
from graph.types import Passage

RUN_WORDS = 13
"""Words in a row that two texts share only if one quotes the other (as in the contamination checks of GPT-3).

A text of fewer words is compared as a whole.
"""

SAME_QUESTION = 0.9
"""The share of common words from which two questions are the same."""

_LISTED = 20

Item = Example | Preference | RatedAnswer


@dataclass(frozen=True, slots=True)
class Leak:
    """A question that is trained on, and why it may not be."""

    question: str
    why: str


def find_leaks(train: LearningMaterial, cases: Iterable[Case], held_out: Iterable[Passage]) -> list[Leak]:
    """Return what of the training material repeats an evaluation case or a passage of a held-out document."""
    check = _Check(cases, held_out)
    return [leak for item in _items(train) for leak in check(item)]


def refuse_leaks(leaks: Sequence[Leak]) -> None:
    """Raise UsageError with the list of the leaks, if there are any."""
    if leaks:
        listed = "; ".join(f"“{leak.question}”: {leak.why}" for leak in leaks[:_LISTED])
        more = f"; and {len(leaks) - _LISTED} more" if len(leaks) > _LISTED else ""
        raise UsageError(
            f"{count_noun(len(leaks), 'leak')} into what is measured: {listed}{more}",
            "leave those examples out: --drop-leaks",
        )


def without_leaks(train: LearningMaterial, leaks: Iterable[Leak]) -> LearningMaterial:
    """Return the material without the questions of the leaks."""
    leaking = {leak.question for leak in leaks}
    return replace(
        train,
        examples=tuple(item for item in train.examples if item.question not in leaking),
        preferences=tuple(item for item in train.preferences if item.question not in leaking),
        ratings=tuple(item for item in train.ratings if item.question not in leaking),
    )


class _Check:
    def __init__(self, cases: Iterable[Case], held_out: Iterable[Passage]) -> None:
        self._cases = {fold(case.question): case for case in cases}
        self._words = [(frozenset(words(question)), case) for question, case in self._cases.items()]
        self._runs = {run: passage for passage in held_out for run in _runs(passage.text)}
        self._known: dict[str, str] = {}

    def __call__(self, item: Item) -> Iterator[Leak]:
        case = self._same(item.question)
        if case is not None:
            yield Leak(item.question, f"it asks what the evaluation case {case.id[:8]} asks")
        negatives = item.negatives if isinstance(item, Example) else ()
        texts = [passage.text for passage in (*item.passages, *negatives)]
        for source in sorted({source for text in texts if (source := self._quoted(text))}):
            yield Leak(item.question, f"a passage of it repeats the held-out document {source}")
        if source := self._quoted(item.chosen if isinstance(item, Preference) else item.answer):
            yield Leak(item.question, f"its answer repeats the held-out document {source}")

    def _same(self, question: str) -> Case | None:
        if fold(question) in self._cases:
            return self._cases[fold(question)]
        own = frozenset(words(question))
        for other, case in self._words:
            if own and len(own & other) >= SAME_QUESTION * len(own | other):
                return case
        return None

    def _quoted(self, text: str) -> str:
        """Return the held-out document that a text repeats; empty if it repeats none."""
        if text not in self._known:
            found = next((self._runs[run] for run in _runs(text) if run in self._runs), None)
            self._known[text] = (found.title or found.source) if found else ""
        return self._known[text]


def _items(train: LearningMaterial) -> tuple[Item, ...]:
    return (*train.examples, *train.preferences, *train.ratings)


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    spoken = folded_words(text)
    if 0 < len(spoken) < RUN_WORDS:
        yield tuple(spoken)
    for start in range(len(spoken) - RUN_WORDS + 1):
        yield tuple(spoken[start : start + RUN_WORDS])
