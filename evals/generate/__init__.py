"""Generates test cases from the corpus's own passages by rules, without a language model.

    passages → clauses and facts, parsed sentences, lists, tables → drafts of every kind → checked cases

English, and plain German rules and amounts; documents in other languages are named in the coverage. Deterministic for
the same passages, config and answerer.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from evals.generate.checks.filters import WordIndex
from evals.generate.checks.round_trip import RoundTripResult
from evals.generate.choice import Selection
from evals.generate.corpus import Corpus
from evals.generate.coverage import Coverage, measure_coverage
from evals.generate.difficulty import difficulty
from evals.generate.draft import Draft, FoundDrafts
from evals.generate.drafts import draft_cases
from evals.generate.kind_mix import KindShares, default_shares
from evals.generate.kinds import kind_specs
from evals.types import Case
from graph.store import GraphStore
from graph.types import EVERYTHING, Filter

DraftChecker = Callable[[Draft], RoundTripResult]
DraftSource = Callable[[Corpus, WordIndex, int], FoundDrafts]

MIN_OF_A_PASSAGE = 12
"""Cases that any passage may have, if there are as many."""


@dataclass(frozen=True, slots=True)
class GenerationConfig:
    """How many cases to generate, and the share of each kind; shares are normalised by their sum."""

    count: int
    seed: int = 0
    shares: KindShares = field(default_factory=default_shares)
    where: Filter = EVERYTHING


@dataclass(frozen=True, slots=True)
class GenerationResult:
    """The cases with their round-trip results, the number of rejected drafts per reason, most frequent first, and
    what the cases cover.
    """

    cases: tuple[Case, ...]
    checked: tuple[RoundTripResult, ...]
    rejected: tuple[tuple[str, int], ...]
    coverage: Coverage


def generate_cases(store: GraphStore, count: int, seed: int = 0, where: Filter = EVERYTHING) -> list[Case]:
    """Generate at most `count` cases of all kinds by the rules alone, without a round trip."""
    return list(generate_checked_cases(store, GenerationConfig(count, seed, where=where)).cases)


def generate_checked_cases(
    store: GraphStore,
    wish: GenerationConfig,
    trip: Callable[[WordIndex], DraftChecker] | None = None,
    source: DraftSource | None = None,
) -> GenerationResult:
    """Generate at most `count` cases, each checked by `trip` before it is accepted.

    A kind with too few drafts leaves its places to other kinds. `source` makes the drafts, such as
    `by_model.LLMCaseGenerator`; without one, the rules do. Cases are balanced over rules, documents, passages and
    entities; no question repeats.
    """
    return generate_from_corpus(Corpus.read(store, wish.where), wish, trip, source)


def generate_from_corpus(
    corpus: Corpus,
    wish: GenerationConfig,
    trip: Callable[[WordIndex], DraftChecker] | None = None,
    source: DraftSource | None = None,
) -> GenerationResult:
    """Generate cases as `generate_checked_cases` does, from what was read."""
    unique = WordIndex(corpus.passages)
    drafts = source(corpus, unique, wish.seed) if source else draft_cases(corpus, unique, wish.seed, dict(wish.shares))
    found = drafts.by_kind
    ask = trip(unique) if trip else RoundTripResult
    asked: dict[str, RoundTripResult] = {}

    def check(draft: Draft) -> str:
        asked[draft.case.id] = ask(draft)
        return asked[draft.case.id].fault

    choice = Selection(check, _most_of_a_passage(corpus, wish.count), rejected=drafts.rejected)
    whole = sum(share for _, share in wish.shares) or 1.0
    for kind, share in wish.shares:
        choice.add(
            found.get(kind, ()), min(round(wish.count * share / whole), wish.count - len(choice.chosen)), wish.seed
        )
    _fill_gaps(choice, found, wish)
    order = random.Random(f"{wish.seed} order")  # noqa: S311 an order that can be repeated, no secret
    ended = order.sample(choice.chosen, len(choice.chosen))
    cases = tuple(replace(draft.case, difficulty=difficulty(draft, unique)) for draft in ended)
    rejected_by_reason = tuple((reason, number) for reason, number in choice.rejected.most_common() if number)
    coverage = measure_coverage(corpus, drafts, ended, wish.count)
    return GenerationResult(cases, tuple(asked[draft.case.id] for draft in ended), rejected_by_reason, coverage)


def _most_of_a_passage(corpus: Corpus, count: int) -> int:
    """Return how many cases one passage may have: a small table could fill the whole set."""
    return max(MIN_OF_A_PASSAGE, math.ceil(count / max(1, len(corpus.by_document))))


def _fill_gaps(choice: Selection, found: Mapping[str, Sequence[Draft]], wish: GenerationConfig) -> None:
    """Give the places that kinds left empty to the others, by their shares, until no kind has a draft left."""
    open_kinds = [
        (kind, share) for kind, share in wish.shares if len(wish.shares) == 1 or kind_specs()[kind].fills_gaps
    ]
    while open_kinds and len(choice.chosen) < wish.count:
        missing, whole = wish.count - len(choice.chosen), sum(share for _, share in open_kinds)
        still = []
        for kind, share in reversed(open_kinds):
            taken = {draft.case.id for draft in choice.chosen}
            rest = [draft for draft in found.get(kind, ()) if draft.case.id not in taken]
            wanted = min(math.ceil(missing * share / whole), wish.count - len(choice.chosen))
            if choice.add(rest, wanted, wish.seed) == wanted:
                still.append((kind, share))
        open_kinds = still[::-1]
