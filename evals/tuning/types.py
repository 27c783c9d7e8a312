"""What is learned from: questions with their right answers and passages, preferred answers, and rated answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from evals.types import Case
from graph.types import Passage

MIN_EXAMPLES = 10
"""The fewest examples that data is written for."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question, its right answer (empty if it is unanswerable), and the passages that hold it.

    `negatives` are passages that are retrieved for the question and do not answer it. `case` is the case it was made
    from, if it was one.
    """

    question: str
    answer: str
    passages: tuple[Passage, ...]
    kind: str
    origin: str
    negatives: tuple[Passage, ...] = ()
    case: Case | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Preference:
    """Two answers to a question with the passages it was answered from, the better one first."""

    question: str
    chosen: str
    rejected: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class RatedAnswer:
    """An answer that a person found good or bad, with the passages it was made from."""

    question: str
    answer: str
    good: bool
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class LearningMaterial:
    """Everything that can be learned from, or one half of it."""

    examples: tuple[Example, ...] = ()
    preferences: tuple[Preference, ...] = ()
    ratings: tuple[RatedAnswer, ...] = ()

    def __len__(self) -> int:
        return len(self.examples) + len(self.preferences) + len(self.ratings)

    def passages(self) -> Iterator[Passage]:
        """Yield every passage, some more than once."""
        for example in self.examples:
            yield from (*example.passages, *example.negatives)
        for preference in self.preferences:
            yield from preference.passages
        for rating in self.ratings:
            yield from rating.passages


def documents_of(item: Example | Preference | RatedAnswer) -> frozenset[str]:
    """Return the documents that an item's passages are of; negatives do not count."""
    return frozenset(passage.document_id for passage in item.passages)
