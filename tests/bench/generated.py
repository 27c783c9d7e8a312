"""What generated cases are worth: `python -m tests.bench.generated [CORPUS.json] [--count 200] [--read 30] [--json]`.

The corpus is taken in first, which is told and not counted. Then the cases are made offline, each asked of the offline
answerer before it is taken, and the time of that is told. Printed: how many are answerable by round trip, and how many
over several passages need all of them, as asked and by their words; counts by kind and difficulty; why drafts were
rejected; and some cases of every kind for reading, drawn by a seed. Exit code 4 when it took longer than two minutes.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

from evals.generate import GenerationConfig, GenerationResult, generate_checked_cases
from evals.generate.checks.round_trip import RoundTrip, RoundTripResult
from evals.judges.cached_embedder import CachedEmbedder
from evals.types import Case
from graph.sqlite.store import SqliteStore
from ingest.ledger import Ledger
from ingest.pipeline import ingest
from rag.answer.extractive.quoting import QuotingAnswerer
from rag.answer.extractive.reader import Reader
from tests.bench.corpus import embedder, extractor
from tests.support.shared import DATA

DEFAULT = DATA / "retrieval" / "hotpotqa_dev200" / "corpus.json"
BAR = 120.0
"""Seconds that 200 cases may take on two cores."""


@dataclass(frozen=True, slots=True)
class Timed:
    """What was made, and the seconds that it took: on the clock, of the processor, and for taking the corpus in."""

    made: GenerationResult
    clock: float
    processor: float
    ingest: float


def timed(corpus: Path, count: int, seed: int) -> Timed:
    """Take a corpus in and make cases of it."""
    embed = embedder()
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "graph.db")
        begin = time.perf_counter()
        ingest([corpus], store, embed, extractor(), Ledger(Path(folder) / "journal.db"))
        taken = time.perf_counter() - begin
        known = CachedEmbedder(embed)
        answerer = QuotingAnswerer(known, Reader(user_cache_path("graphloop-bench")))
        begin, used = time.perf_counter(), time.process_time()
        made = generate_checked_cases(
            store, GenerationConfig(count, seed), lambda unique: RoundTrip(answerer, known, unique)
        )
        found = Timed(made, time.perf_counter() - begin, time.process_time() - used, taken)
        store.close()
    return found


def shares(checked: Sequence[RoundTripResult]) -> Iterator[tuple[str, int, int]]:
    """Each share as (name, how many, of how many), over the cases that were taken."""
    asked = [one for one in checked if one.answerable is not None]
    yield "answerable by round trip", sum(bool(one.answerable) for one in asked), len(asked)
    whole = [one for one in asked if one.whole is not None]
    yield "  the whole question gave the reference", sum(bool(one.whole) for one in whole), len(whole)
    steps = [one for one in asked if one.steps is not None]
    yield "  each step gave its part from its own passage", sum(bool(one.steps) for one in steps), len(steps)
    without = [one for one in asked if one.without is not None]
    yield "no answer from other passages", sum(not one.without for one in without), len(without)
    several = [one for one in asked if one.alone is not None]
    yield "over several passages: all are needed", sum(bool(one.needs_all) for one in several), len(several)
    yield "  no passage alone gives the answer", sum(not one.alone for one in several), len(several)
    yield "  no passage holds another one's part", sum(bool(one.parted) for one in several), len(several)


def drawn(cases: Sequence[Case], count: int, seed: int) -> list[Case]:
    """Some cases, every kind in turn."""
    generator = random.Random(f"{seed} read")
    by_kind: dict[str, list[Case]] = {}
    for case in generator.sample(list(cases), len(cases)):
        by_kind.setdefault(case.kind, []).append(case)
    chosen: list[Case] = []
    while by_kind and len(chosen) < count:
        chosen += [by_kind[kind].pop() for kind in sorted(by_kind)]
        by_kind = {kind: left for kind, left in by_kind.items() if left}
    return sorted(chosen[:count], key=lambda case: case.kind)


def show(found: Timed, read: int, seed: int) -> None:
    """All of it for people."""
    cases = found.made.cases
    print(f"taking the corpus in: {found.ingest:.1f} s (not counted)")
    print(f"{len(cases)} cases in {found.clock:.1f} s ({found.processor:.1f} s of the processor), bar {BAR:.0f} s")
    for name, many, total in shares(found.made.checked):
        print(f"{name}: {many}/{total} = {many / max(total, 1):.1%}")
    for title, counted in (
        ("kind", [case.kind for case in cases]),
        ("difficulty", [case.difficulty for case in cases]),
    ):
        print(f"by {title}: " + ", ".join(f"{name} {many}" for name, many in sorted(Counter(counted).items())))
    documents = Counter(gold.passage_id for case in cases for gold in case.gold)
    print(f"{len(documents)} passages are gold, the most used of {max(documents.values(), default=0)} cases")
    print("rejected: " + ", ".join(f"{reason} {many}" for reason, many in found.made.rejected))
    print(f"\n{read} for reading:")
    for case in drawn(cases, read, seed):
        said = "".join(f"[{turn.role}: {turn.text}] " for turn in case.history)
        print(f"- {case.kind}, {case.difficulty}: {said}{case.question}\n    = {case.reference or '(no answer)'}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--count", type=int, default=200, help="how many cases to make")
    parser.add_argument("--seed", type=int, default=0, help="of making and of drawing what is read")
    parser.add_argument("--read", type=int, default=30, help="how many to print")
    parser.add_argument("--json", action="store_true", help="one object with the figures")
    options = parser.parse_args()
    found = timed(options.corpus, options.count, options.seed)
    if options.json:
        told = {name.strip(): [many, total] for name, many, total in shares(found.made.checked)}
        seconds = {"seconds": round(found.clock, 1), "processor": round(found.processor, 1)}
        print(json.dumps(told | seconds | {"rejected": dict(found.made.rejected), "cases": len(found.made.cases)}))
    else:
        show(found, options.read, options.seed)
    sys.exit(0 if found.clock <= BAR else 4)


if __name__ == "__main__":
    main()
