"""Memory of an ingest of one long text, and of the first search after it.

`python -m tests.bench.memory [--hashed] [MEGABYTES ...]`

One line a size: the highest resident memory of the ingesting process, of the one that reads the file and of both at
one moment, then of a process that searches what was taken in, in megabytes; passages and seconds. The texts are those
of the retrieval corpora, one after the other. `--hashed` puts digests of words in the place of the embedder's vectors:
they say nothing about retrieval, and cost as much memory in a tenth of the time.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import platformdirs

from graph.sqlite.store import SqliteStore
from ingest.extract.rules import Extractor
from ingest.ledger import Ledger
from ingest.pipeline import ingest
from rag.embed.minilm import MiniLM
from rag.embed.protocol import Embedder
from rag.ner.rules import RuleTagger
from tests.support.hashed import Hashed
from tests.support.shared import DATA

SIZES = (1, 2, 5, 10, 100)
MEGABYTE = 1_000_000
BAR = 700
_PAUSE = 0.05


def main(arguments: list[str]) -> int:
    """Print the table; 1 when a size is above the bar."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", nargs="*", type=float, default=SIZES)
    parser.add_argument("--hashed", action="store_true")
    parser.add_argument("--worker", nargs=2, metavar=("STEP", "FOLDER"), help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    embedder = Hashed() if given.hashed else MiniLM(Path(platformdirs.user_cache_dir("graphloop")))
    if given.worker:
        step, folder = given.worker
        (_take if step == "ingest" else _search)(Path(folder), embedder)
        return 0
    sys.stdout.write("megabytes  ingest  reader  both  search  passages  seconds\n")
    above = False
    for size in given.sizes:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "long.txt").write_text("".join(text(int(size * MEGABYTE))))
            took = _measured("ingest", folder, given.hashed)
            searched = _measured("search", folder, given.hashed)
        sys.stdout.write(
            f"{size:9g}  {took['parent']:6.0f}  {took['child']:6.0f}  {took['both']:4.0f}  {searched['parent']:6.0f}"
            f"  {took['passages']:8.0f}  {took['seconds']:7.0f}\n"
        )
        sys.stdout.flush()
        above = above or took["both"] > BAR
    return int(above)


def text(size: int) -> Iterator[str]:
    """So many characters, the corpora again and again with a number in each paragraph."""
    corpora = sorted((DATA / "retrieval").glob("*/corpus.json"))
    records = [record for file in corpora for record in json.loads(file.read_text())]
    number = 0
    while size > 0:
        record = records[number % len(records)]
        number += 1
        piece = f"{record['title']} ({number})\n\n{record['text']}\n\n"[:size]
        size -= len(piece)
        yield piece


def _take(folder: Path, embedder: Embedder) -> None:
    store, ledger = SqliteStore(folder / "graph.db"), Ledger(folder / "journal.db")
    report = ingest([folder / "long.txt"], store, embedder, Extractor(RuleTagger()), ledger)
    outcome = report.outcomes[0]
    if outcome.state == "refused":
        raise SystemExit(f"{outcome.reason}: {outcome.message}")
    sys.stdout.write(json.dumps({"passages": report.passages, "seconds": report.seconds}))


def _search(folder: Path, embedder: Embedder) -> None:
    store = SqliteStore(folder / "graph.db")
    begun = time.monotonic()
    hits = store.search("Who wrote the song?", 10)
    hits = [*hits, *store.nearest(embedder.embed(["Who wrote the song?"], "query")[0], 10)]
    sys.stdout.write(json.dumps({"passages": len(hits), "seconds": time.monotonic() - begun}))


def _measured(step: str, folder: str, hashed: bool) -> dict[str, float]:
    """What the step says of itself, and the highest memory of its processes."""
    command = [sys.executable, "-m", "tests.bench.memory", "--worker", step, folder, *(["--hashed"] if hashed else [])]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    highest = {"parent": 0.0, "child": 0.0, "both": 0.0}

    def watch() -> None:
        while process.poll() is None:
            parent, child = _resident(process.pid), sum(map(_resident, _children(process.pid)))
            for name, value in (("parent", parent), ("child", child), ("both", parent + child)):
                highest[name] = max(highest[name], value)
            time.sleep(_PAUSE)

    watcher = threading.Thread(target=watch)
    watcher.start()
    told, _ = process.communicate()
    watcher.join()
    return {**highest, **json.loads(told)}


def _children(parent: int) -> list[int]:
    try:
        return [int(name) for name in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()] or [
            int(name)
            for task in Path(f"/proc/{parent}/task").iterdir()
            for name in (task / "children").read_text().split()
        ]
    except OSError:
        return []


def _resident(process: int) -> float:
    """Megabytes; 0 for a process that is gone."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * 4096 / MEGABYTE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
