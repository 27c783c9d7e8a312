"""Kills an ingest with -9 at random moments and resumes it: `python -m tests.bench.kill [--kills N] [--json]`.

Each line: after how many passages it was killed, the documents in the store then, what `check()` said, and whether
the resumed graph equals that of an undisturbed run. Exit code 1 when one does not.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import platformdirs

from graph.sqlite.store import SqliteStore
from graph.types import Kind, Subgraph
from ingest.extract.rules import Extractor
from ingest.ledger import Ledger
from ingest.pipeline import ingest
from ingest.report import Event, IngestAdvanced
from rag.embed.minilm import MiniLM
from rag.ner.rules import RuleTagger
from tests.support.shared import DATA

RECORDS = 400
_KINDS: tuple[Kind, ...] = ("passage", "sentence")


@dataclass(frozen=True, slots=True)
class Kill:
    """One killed ingest; `documents` and `check` as the kill left them."""

    after_passages: int
    delay: float
    documents: int
    check: tuple[str, ...]
    equal: bool

    @property
    def good(self) -> bool:
        return self.equal and not self.check


def dump(data: Path) -> dict[str, object]:
    """Everything a store holds, in a form whose equality is that of the graphs, vectors to the bit."""
    store = SqliteStore(data / "graph.db")
    graph = store.read([document.id for document in store.documents()])
    store.close()
    return {"values": _values(graph), "vectors": _vectors(graph)}


def _values(graph: Subgraph) -> list[frozenset[object]]:
    parts: Sequence[Sequence[object]] = (
        graph.documents,
        graph.passages,
        graph.sentences,
        graph.entities,
        graph.mentions,
        graph.relations,
        graph.fragments,
    )
    return [frozenset(part) for part in parts]


def _vectors(graph: Subgraph) -> dict[str, bytes]:
    found = [graph.vectors[kind] for kind in _KINDS]
    return {name: row.tobytes() for one in found for name, row in zip(one.ids, one.matrix, strict=True)}


def take(data: Path, paths: Sequence[str]) -> None:
    """One ingest, saying on standard output how many passages are in after each document."""

    def say(event: Event) -> None:
        if isinstance(event, IngestAdvanced):
            print(event.passages, flush=True)

    store, ledger = SqliteStore(data / "graph.db"), Ledger(data / "journal.db")
    cache = Path(platformdirs.user_cache_dir("graphloop-tests", appauthor=False))
    print("ready", flush=True)
    ingest(paths, store, MiniLM(cache), Extractor(RuleTagger()), ledger, progress=say)
    ledger.close()
    store.close()


def start(data: Path, paths: Sequence[str]) -> subprocess.Popen[str]:
    """An ingest in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.kill", "--take", str(data), *paths]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])


def finish(data: Path, paths: Sequence[str]) -> int:
    """Run an ingest to its end, and say how many passages it took in."""
    process = start(data, paths)
    said, _ = process.communicate(timeout=600)
    if process.returncode:
        raise RuntimeError(f"the ingest ended with {process.returncode}")
    return int(said.split()[-1])


def kill_once(data: Path, paths: Sequence[str], after: int, delay: float, expected: dict[str, object]) -> Kill:
    """Kill an ingest `delay` seconds after it took in so many passages, look at what it left, and resume it."""
    process = start(data, paths)
    assert process.stdout is not None
    for line in process.stdout:
        if (line.strip() == "ready" and after == 0) or (line.strip().isdigit() and int(line) >= after > 0):
            break
    time.sleep(delay)
    process.kill()
    process.communicate()
    store = SqliteStore(data / "graph.db")
    documents, check = store.about().documents, tuple(store.check())
    store.close()
    finish(data, paths)
    return Kill(after, round(delay, 3), documents, check, dump(data) == expected)


def kills(paths: Sequence[str], count: int, seed: int = 0) -> list[Kill]:
    """Kills spread at random over the whole of an ingest, from before its first document to its last."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder, "undisturbed")
        passages = finish(whole, paths)
        expected = dump(whole)
        made = []
        for number in range(count):
            after = chance.randint(passages * number // count, passages * (number + 1) // count - 1)
            data = Path(folder, f"killed{number}")
            made.append(kill_once(data, paths, after, chance.random() * 0.3, expected))
        return made


def corpus(folder: Path) -> list[str]:
    """The sample documents, and records of a public set where it is there, written into a folder."""
    from ui.samples.questions import SAMPLE_DOCUMENTS

    source = DATA / "retrieval" / "hotpotqa_dev200" / "corpus.json"
    if not source.is_file():
        return [str(SAMPLE_DOCUMENTS)]
    some = folder / "corpus.json"
    some.write_text(json.dumps(json.loads(source.read_text("utf-8"))[:RECORDS]), "utf-8")
    return [str(SAMPLE_DOCUMENTS), str(some)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--take", nargs="+", metavar="PATH", help="ingest into the first path, for the kills")
    chosen = parser.parse_args()
    if chosen.take:
        take(Path(chosen.take[0]), chosen.take[1:])
        return 0
    with tempfile.TemporaryDirectory() as folder:
        made = kills(corpus(Path(folder)), chosen.kills)
    for kill in made:
        if chosen.json:
            print(json.dumps(asdict(kill)))
        else:
            state = "equal" if kill.equal else "DIFFERENT"
            print(f"{kill.after_passages:5} passages + {kill.delay:.3f} s: {kill.documents:4} documents,", end=" ")
            print(f"check {list(kill.check) or 'empty'}, resumed graph {state}")
    return 0 if all(kill.good for kill in made) else 1


if __name__ == "__main__":
    sys.exit(main())
