"""Speed against a floor measured in the same run: `python -m tests.bench.speed [--passages N …] [--json]`.

Ingest is compared with the bare embedder on the same texts; queries are timed at growing sizes, the embedding of the
question included. Texts come from all retrieval sets; more are made by renaming.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np

from graph.sqlite.store import SqliteStore
from ingest.extract.rules import Extractor
from ingest.ledger import Ledger
from ingest.pipeline import ingest
from rag.embed.minilm import MiniLM
from rag.ner.rules import RuleTagger
from rag.retrieve import build_retriever
from rag.retrieve.spec import RetrieverParts
from tests.bench.corpus import embedder, questions
from tests.bench.renamed import grown
from tests.support.shared import DATA

SETS = ("2wiki_dev200", "hotpotqa_dev200", "musique_dev200")
FLOOR_TEXTS = 1000


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the report; `ratio` is against the floor named in `floor`."""

    what: str
    passages: int
    value: float
    unit: str
    ratio: float | None = None
    floor: str = ""


def texts() -> list[tuple[str, str]]:
    """(title, text) of every retrieval set that is there."""
    found = []
    for name in SETS:
        rows = json.loads((DATA / "retrieval" / name / "corpus.json").read_text(encoding="utf-8"))
        found += [(row["title"], row["text"]) for row in rows]
    packed = DATA / "retrieval" / "scifact" / "corpus.json.gz"
    for row in json.loads(gzip.decompress(packed.read_bytes())):
        found.append((row["title"], row["abstract"].strip("[]'").replace("'\n '", " ")))
    return found


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def measure(sizes: list[int], folder: Path) -> Iterator[Measured]:
    """Lines as they are measured."""
    embed = embedder()
    embed.embed(["warm"])
    source = texts()
    asked = [one.text for name in SETS for one in questions(DATA / "retrieval" / name)][::5]
    for size in sizes:
        yield from _measure_size(grown(source, size), asked, embed, folder / str(size))
    floor = "python -c pass"
    bare = min(seconds(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True)) for _ in range(5))
    help_ = min(seconds(_help) for _ in range(5))
    yield Measured("graphloop --help", 0, 1000 * help_, "ms", help_ / bare, floor)


def _measure_size(records: list[tuple[str, str]], asked: list[str], embed: MiniLM, folder: Path) -> Iterator[Measured]:
    folder.mkdir()
    path = folder / "corpus.json"
    path.write_text(json.dumps([{"idx": i, "title": a, "text": b} for i, (a, b) in enumerate(records)]))
    store = SqliteStore(folder / "graph.db")
    report = ingest([path], store, embed, Extractor(RuleTagger()), Ledger(folder / "journal.db"))
    stored = [f"{passage.title}\n{passage.text}" for passage in store.passages()]
    bare = stored[:: max(1, len(stored) // FLOOR_TEXTS)]
    quickest = min(seconds(lambda: embed.embed(bare)) for _ in range(3))
    floor, rate = len(bare) / quickest, report.passages / report.seconds
    yield Measured("bare embedder", len(bare), floor, "passages/s")
    yield Measured("ingest", report.passages, rate, "passages/s", rate / floor, "bare embedder")
    yield Measured("index load", report.passages, 1000 * seconds(lambda: store.search("warm", 1)), "ms")
    times = {
        name: _times(build_retriever(name, RetrieverParts(store, embed, RuleTagger())), asked)
        for name in ("dense", "hybrid", "graph")
    }
    for name, taken in times.items():
        for share in (50, 95):
            value, base = np.percentile(taken, share), np.percentile(times["dense"], share)
            yield Measured(f"{name} p{share}", report.passages, value, "ms", value / base, f"dense p{share}")
    yield Measured("peak memory", report.passages, _peak(), "MB")
    store.close()


def _times(retrieve: Callable[[str, int], object], asked: list[str]) -> list[float]:
    retrieve(asked[0], 8)
    return [1000 * seconds(partial(retrieve, text, 8)) for text in asked]


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _help() -> None:
    subprocess.run([sys.executable, "-m", "ui.cli.main", "--help"], capture_output=True, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, nargs="+", default=[2_000, 20_000], metavar="N")
    parser.add_argument("--json", action="store_true", help="one object a line")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for line in measure(options.passages, Path(folder)):
            if options.json:
                print(json.dumps(asdict(line)), flush=True)
                continue
            ratio = f"{line.ratio:6.2f} x {line.floor}" if line.ratio is not None else ""
            print(f"{line.what:>18} {line.passages:>7} {line.value:>10.1f} {line.unit:<11} {ratio}", flush=True)


if __name__ == "__main__":
    main()
