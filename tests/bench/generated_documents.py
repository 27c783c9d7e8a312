"""Cases from everyday documents: `python -m tests.bench.generated_documents DIR… [--count 100] [--read 40] [--json]`.

DIR is a set laid out as `everyday/*/open`, of which only the documents are read, or any folder of documents. Each is
taken in first, which is not counted; then cases are made as `graphloop eval generate` makes them. Printed for each:
cases kept, the kinds, the documents and sections covered, why others yield nothing, and seconds. Then cases drawn from
all by a seed, with their gold, for reading. `--keep FOLDER` keeps what was ingested for the next run.
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
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evals.generate import GenerationResult
from evals.types import Case
from tests.bench.everyday import opened
from tests.bench.everyday_retrieval import set_name
from ui.generation import make_cases
from ui.settings import Settings
from ui.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Made:
    """What was made from one folder, from how many passages, and the seconds it took."""

    name: str
    passages: int
    result: GenerationResult
    seconds: float


def make(directory: Path, folder: Path, count: int, seed: int) -> Made:
    """Take a folder in and make cases of it."""
    with _workspace(directory, folder) as workspace:
        passages = workspace.store.about().passages
        begin = time.perf_counter()
        result = make_cases(workspace, count, seed)
        return Made(_name(directory), passages, result, time.perf_counter() - begin)


def _name(directory: Path) -> str:
    return set_name(directory) if (directory / "questions.json").exists() else directory.name


@contextmanager
def _workspace(directory: Path, folder: Path) -> Iterator[Workspace]:
    if (directory / "questions.json").exists():
        with opened(directory, folder, model=False) as workspace:
            yield workspace
        return
    with Workspace(Settings(data_dir=folder / directory.name)) as workspace:
        if not any(True for _ in workspace.store.documents(workspace.where)):
            workspace.ingest([directory])
        yield workspace


def row(made: Made) -> dict[str, object]:
    """Return what is printed of one folder."""
    coverage = made.result.coverage
    return {
        "set": made.name,
        "passages": made.passages,
        "kept": len(made.result.cases),
        "kinds": dict(Counter(case.kind for case in made.result.cases).most_common()),
        "documents": coverage.documents,
        "documents_covered": coverage.covered,
        "sections": coverage.sections,
        "sections_covered": coverage.covered_sections,
        "silent": dict(coverage.reasons),
        "seconds": round(made.seconds, 1),
    }


def print_cases(made: Sequence[Made], count: int, seed: int) -> None:
    """Print cases drawn from all folders with their references and gold."""
    found: list[tuple[str, Case]] = [(part.name, case) for part in made for case in part.result.cases]
    generator = random.Random(f"{seed} read")
    for number, (name, case) in enumerate(generator.sample(found, min(count, len(found))), 1):
        said = "".join(f"{turn.role}: {turn.text} / " for turn in case.history)
        print(f"{number}. [{name}, {case.kind}] {said}{case.question}\n   = {case.reference or 'not answerable'}")
        for gold in case.gold:
            print(f"   < {' '.join(gold.quote.split())[:400]}")


def main() -> int:
    """Print the measures and the cases to read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directories", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--read", type=int, default=40)
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        made = []
        for directory in chosen.directories:
            made.append(make(directory, chosen.keep or Path(temporary), chosen.count, chosen.seed))
            print(json.dumps(row(made[-1]), ensure_ascii=False), flush=True)
    if not chosen.json:
        print_cases(made, chosen.read, chosen.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
