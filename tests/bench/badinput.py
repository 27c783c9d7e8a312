"""Reads every bad file there is, and ingests a corpus: `python -m tests.bench.badinput [--json]`.

One line a folder: counts by outcome, the slowest file, and crashes, which are faults that were not turned into a
refusal. Then the ingest of the PDFs, and of hotpotqa_dev200: counts, passages a second and peak memory.
Exit code 1 when anything crashed or a store is not healthy.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import platformdirs

from graph.errors import Refused
from graph.sqlite.store import SqliteStore
from ingest.find import find_files
from ingest.ledger import Ledger
from ingest.pipeline import ingest
from ingest.sandbox import Sandbox
from rag.embed.minilm import MiniLM
from tests.bench.corpus import extractor
from tests.support.shared import DATA

PDFS = ("pdfjs", "qpdf-fuzz", "pypdf-samples", "generated")
FOLDERS = (*PDFS, "python-docx", "defusedxml", "jsontestsuite", "html5lib")
_MEGABYTE = 1024 if sys.platform != "darwin" else 1024 * 1024


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a folder gave; memory in megabytes at its highest.

    A new process counts from its parent's memory, so the child's is never below that of this one at its start.
    """

    folder: str
    files: int
    outcomes: dict[str, int]
    crashes: list[str]
    seconds: float
    slowest: str
    slowest_seconds: float
    parent_megabytes: float
    child_megabytes: float


@dataclass(frozen=True, slots=True)
class Taking:
    """What an ingest gave; memory in megabytes at its highest."""

    corpus: str
    files: int
    outcomes: dict[str, int]
    reasons: dict[str, int]
    documents: int
    passages: int
    seconds: float
    passages_per_second: float
    parent_megabytes: float
    check: list[str]


def peaks() -> tuple[float, float]:
    """Peak resident memory of this process and of the largest process it started, in megabytes."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    own, children = (round(resource.getrusage(kind).ru_maxrss / _MEGABYTE, 1) for kind in kinds)
    return own, children


def reading(folder: Path) -> Reading:
    """Read every file of a folder as ingest would, without storing anything."""
    outcomes: Counter[str] = Counter()
    crashes: list[str] = []
    times: dict[str, float] = {}
    files = find_files([folder]).files
    with Sandbox() as sandbox:
        for path in files:
            began = time.perf_counter()
            try:
                outcomes[f"read as {sandbox.load(path).format}"] += 1
            except Refused as refused:
                outcomes[f"refused: {refused.reason}"] += 1
            except Exception as error:  # noqa: BLE001 a crash is what this looks for
                crashes.append(f"{path.name}: {error!r}")
            times[path.name] = time.perf_counter() - began
    slowest = max(times, key=lambda name: times[name])
    return Reading(
        folder=folder.name,
        files=len(files),
        outcomes=dict(sorted(outcomes.items())),
        crashes=crashes,
        seconds=round(sum(times.values()), 1),
        slowest=slowest,
        slowest_seconds=round(times[slowest], 1),
        parent_megabytes=peaks()[0],
        child_megabytes=peaks()[1],
    )


def taking(name: str, paths: Sequence[Path]) -> Taking:
    """Ingest into a new store with the default parts."""
    with tempfile.TemporaryDirectory() as made:
        store, ledger = SqliteStore(Path(made, "graph.db")), Ledger(Path(made, "journal.db"))
        embedder = MiniLM(Path(platformdirs.user_cache_dir("graphloop-tests", appauthor=False)))
        embedder.embed(["The model is loaded before the clock starts."])
        report = ingest(paths, store, embedder, extractor(), ledger)
        check = store.check()
        store.close()
        ledger.close()
    reasons = Counter(str(outcome.reason) for outcome in report.outcomes if outcome.reason)
    return Taking(
        corpus=name,
        files=len(report.outcomes),
        outcomes={str(state): count for state, count in sorted(report.counts.items())},
        reasons=dict(sorted(reasons.items())),
        documents=report.documents,
        passages=report.passages,
        seconds=round(report.seconds, 1),
        passages_per_second=round(report.passages / report.seconds, 1),
        parent_megabytes=peaks()[0],
        check=check,
    )


def parts() -> dict[str, Callable[[], Reading | Taking]]:
    """Everything to measure, by name; each is measured in a process of its own, so that its memory is its own."""
    bad = DATA / "badinput"
    found: dict[str, Callable[[], Reading | Taking]] = {
        f"read {name}": partial(reading, bad / name) for name in FOLDERS if (bad / name).is_dir()
    }
    pdfs = sorted(path for name in PDFS for path in (bad / name).rglob("*.pdf"))
    if pdfs:
        found["ingest pdf"] = partial(taking, "badinput PDFs", pdfs)
    corpus = DATA / "retrieval" / "hotpotqa_dev200" / "corpus.json"
    if corpus.is_file():
        found["ingest corpus"] = partial(taking, "hotpotqa_dev200", [corpus])
    return found


def measured(name: str) -> Reading | Taking:
    """One part, measured in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.badinput", "--part", name]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=Path(__file__).parents[2])
    values = json.loads(done.stdout)
    return Reading(**values) if name.startswith("read") else Taking(**values)


def lines(result: Reading | Taking) -> Iterator[str]:
    """The result for a reader."""
    if isinstance(result, Reading):
        yield f"{result.folder}: {result.files} files in {result.seconds} s, crashes {len(result.crashes)}"
        yield f"  slowest {result.slowest}, {result.slowest_seconds} s"
    else:
        speed = f"{result.passages} passages at {result.passages_per_second}/s"
        yield f"ingest of {result.corpus}: {result.files} files, {result.documents} documents, {speed}"
        yield f"  refused: {result.reasons or 'none'}; check {result.check or 'empty'}"
    yield "  " + ", ".join(f"{name} {count}" for name, count in result.outcomes.items())
    parsing = f", of the parsing process {result.child_megabytes} MB" if isinstance(result, Reading) else ""
    yield f"  peak memory {result.parent_megabytes} MB{parsing}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--part", help="measure this part alone and print it as JSON")
    chosen = parser.parse_args()
    known = parts()
    if chosen.part:
        print(json.dumps(asdict(known[chosen.part]())))
        return 0
    if not known:
        print(f"skipped: the public data sets are not at {DATA}")
    failed = False
    for name in known:
        result = measured(name)
        failed |= bool(result.crashes if isinstance(result, Reading) else result.check)
        print(json.dumps(asdict(result)) if chosen.json else "\n".join(lines(result)), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
