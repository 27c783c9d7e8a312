"""What a kind of question declares so that it is generated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from evals.generate.checks.filters import WordIndex
from evals.generate.corpus import Corpus
from evals.generate.draft import Draft
from evals.generate.fact import Fact
from evals.generate.profile import NameProfiles
from evals.generate.prose.parsing import Prose
from evals.generate.prose.scope import Scope


@dataclass(frozen=True)
class DraftParts:
    """What drafts are made from.

    `facts` are those whose questions can be understood, `unambiguous` those of them with one answer in the corpus, and
    `single` those of these that do not copy the passage's wording. `known` are the profiles of the names, `unique`
    finds passages by words, `homonyms` counts the passages by the key of their title, `namesakes` are the
    keys of names with two bearers, and `corpus` holds the texts
    themselves with their structure. Draw by the seed alone.
    """

    facts: Sequence[Fact]
    unambiguous: Sequence[Fact]
    single: Sequence[Fact]
    known: NameProfiles
    unique: WordIndex
    homonyms: Mapping[str, int]
    namesakes: frozenset[str]
    seed: int
    corpus: Corpus

    @cached_property
    def prose(self) -> Prose:
        """The parsed English sentences."""
        return Prose(self.corpus, self.seed)

    @cached_property
    def scope(self) -> Scope:
        """What tells whether a question has one answer."""
        return Scope(self.corpus, self.unique)


@dataclass(frozen=True, slots=True)
class KindSpec:
    """A kind of question by name, the `kind` of its cases: `summary` is one line for people.

    `share` is its part of a test set, normalised over all kinds. Kinds are filled in `order`, lowest first: scarce
    kinds first. One that `fills_gaps` also takes its share of the places that others leave.
    """

    name: str
    summary: str
    share: float
    order: int
    draft: Callable[[DraftParts], Iterable[Draft]]
    fills_gaps: bool = True
