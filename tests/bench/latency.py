"""Milliseconds a question, its embedding included: `python -m tests.bench.latency [--passages N …] [--cache DIR]`.

The texts are those of the three multi-hop sets, repeated under other names where more passages are asked for, and every
question of the sets is asked. All methods answer a question before the next one is asked, so that what else the machine
does falls on all of them. Processor time is that of the whole process. Embedded stores are kept in the folder of
`--cache`; `--profile` tells the calls in which graph retrieval spends most; `--json` prints one object a line.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from platformdirs import user_cache_path

from graph.sqlite.store import SqliteStore
from ingest.ledger import Ledger
from ingest.pipeline import ingest
from rag.embed.minilm import MiniLM
from rag.ner.rules import RuleTagger
from rag.retrieve import build_retriever
from rag.retrieve.spec import RetrieverParts
from rag.types import Retriever
from tests.bench.corpus import extractor, questions
from tests.bench.renamed import grown
from tests.support.shared import DATA

SETS = ("2wiki_dev200", "hotpotqa_dev200", "musique_dev200")
METHODS = ("bm25", "dense", "hybrid", "graph", "graph+multihop")
BARS: Mapping[str, tuple[tuple[int, float | None], ...]] = {
    "graph": ((6_000, 30.0), (100_000, 100.0)),
    "graph+multihop": ((6_000, 200.0), (100_000, None)),
}
"""Passages, and the p50 of retrieval in milliseconds that must hold from there on to the next; None sets no bar."""
K = 8
TOP = 25


@dataclass(frozen=True, slots=True)
class Latency:
    """One method at one size: milliseconds a question, and the p50 against those of dense and bm25 retrieval."""

    passages: int
    method: str
    p50: float
    p95: float
    processor_p50: float
    processor_p95: float
    to_dense: float
    to_bm25: float


def stored(folder: Path, passages: int, embed: MiniLM) -> SqliteStore:
    """A store of at least so many passages; one that the folder holds is not made again, one half made is completed."""
    folder.mkdir(parents=True, exist_ok=True)
    store = SqliteStore(folder / f"{passages}.db")
    if store.about().passages < passages:
        path = folder / f"{passages}.json"
        if not path.exists():
            path.write_text(json.dumps(_records(passages)), encoding="utf-8")
        ingest([path], store, embed, extractor(), Ledger(folder / f"{passages}.journal.db"))
    return store


def _records(count: int) -> list[dict[str, object]]:
    texts = []
    for name in SETS:
        rows = json.loads((DATA / "retrieval" / name / "corpus.json").read_text(encoding="utf-8"))
        texts += [(row["title"], row["text"]) for row in rows]
    return [{"idx": place, "title": a, "text": b} for place, (a, b) in enumerate(grown(texts, count))]


def timed(retrievers: Mapping[str, Retriever], asked: Sequence[str]) -> dict[str, np.ndarray]:
    """For each method an array of shape (questions, 2): milliseconds on the clock, and of the processor."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in retrievers}
    for retrieve in retrievers.values():
        retrieve(asked[0], K)
    for text in asked:
        for name, retrieve in retrievers.items():
            begin, worked = time.perf_counter(), time.process_time()
            retrieve(text, K)
            taken[name].append((1000 * (time.perf_counter() - begin), 1000 * (time.process_time() - worked)))
    return {name: np.array(rows) for name, rows in taken.items()}


def lines(passages: int, taken: Mapping[str, np.ndarray]) -> Iterator[Latency]:
    """One line a method."""
    middles = {name: float(np.median(rows[:, 0])) for name, rows in taken.items()}
    for name, rows in taken.items():
        (p50, processor_p50), (p95, processor_p95) = np.percentile(rows, (50, 95), axis=0).round(2).tolist()
        ratios = (round(middles[name] / middles[floor], 2) for floor in ("dense", "bm25"))
        yield Latency(passages, name, p50, p95, processor_p50, processor_p95, *ratios)


def profiled(retrieve: Retriever, asked: Sequence[str]) -> str:
    """The calls in which the questions' processor time was spent, by their own time."""
    profile = cProfile.Profile(time.process_time)
    profile.enable()
    for text in asked:
        retrieve(text, K)
    profile.disable()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as file:
        pstats.Stats(profile, stream=file).sort_stats("tottime").print_stats(TOP)
        file.seek(0)
        return file.read()


def show(found: Sequence[Latency]) -> None:
    """The table for people, with the bar that holds at the size."""
    print(f"\n{found[0].passages} passages, milliseconds a question")
    print("  " + "".join(f"{name:>13}" for name in ("", "p50", "p95", "cpu p50", "cpu p95", "x dense", "x bm25")))
    for line in found:
        _, _, *values = asdict(line).values()
        print(f"  {line.method:>13}" + "".join(f"{value:>13.2f}" for value in values))
    for name, bars in BARS.items():
        line = next(line for line in found if line.method == name)
        bar = next((bar for passages, bar in reversed(bars) if passages <= line.passages), None)
        if bar is not None:
            met = "met" if line.p50 <= bar else "not met"
            took = f"{line.p50:.1f} ms ({line.processor_p50:.1f} of the processor)"
            print(f"  {name} p50 {took}, bar {bar:.0f} ms: {met}")


def measure(folder: Path, options: argparse.Namespace) -> None:
    """Print what each size takes."""
    embed = MiniLM(user_cache_path("graphloop-bench"), threads=1)
    asked = [one.text for name in SETS for one in questions(DATA / "retrieval" / name)][:: options.every]
    for size in options.passages:
        store = stored(folder, size, embed)
        retrievers = {name: build_retriever(name, RetrieverParts(store, embed, RuleTagger())) for name in METHODS}
        found = [*lines(store.about().passages, timed(retrievers, asked))]
        if options.json:
            print("\n".join(json.dumps(asdict(line)) for line in found), flush=True)
        else:
            show(found)
        if options.profile:
            print(profiled(retrievers["graph"], asked))
        store.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, nargs="+", default=[6_000, 100_000], metavar="N")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep embedded stores here")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="ask every Nth question only")
    parser.add_argument("--profile", action="store_true", help="tell where graph retrieval spends its time")
    parser.add_argument("--json", action="store_true", help="one object a line")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(options.cache or Path(folder), options)


if __name__ == "__main__":
    main()
