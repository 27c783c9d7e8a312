"""How often retrievers find what everyday questions ask for: `python -m tests.bench.everyday_retrieval DIR… [--json]`.

DIR holds questions.json beside corpus.json (one result a record) or documents/ (one result a file). A result is ranked
by its best passage of 40. hit@1: the best result is gold; recall@5: the share of gold among the best five. Questions
without gold are left out. They count from 0 in the order of the file: the even half is for choosing and fitting, the
odd one reports. `--keep FOLDER` keeps the stores for the next run; `--json` prints one object a line.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from graph.sqlite.store import SqliteStore
from graph.store import GraphReader
from graph.types import Document
from ingest.ledger import Ledger
from ingest.pipeline import ingest
from rag.ner.rules import RuleTagger
from rag.retrieve import build_retriever
from rag.retrieve.spec import RetrieverParts
from rag.types import Retriever
from tests.bench.corpus import embedder, extractor
from tests.bench.measures import recall

METHODS = ("graph", "hybrid", "rrf", "dense", "bm25")
HALVES = {"even": (0,), "odd": (1,), "all": (0, 1)}
DEPTH = 40
PAGE_MARK = "#page="


@dataclass(frozen=True, slots=True)
class EverydayQuestion:
    """A question, its place in the file, its kind, and the records or files that answer it."""

    number: int
    text: str
    kind: str
    gold: frozenset[str]


@dataclass(frozen=True, slots=True)
class RetrievalLine:
    """The means of one method over the questions of a set, kind and half; `ms` is the middle of their milliseconds."""

    set: str
    kind: str
    half: str
    method: str
    questions: int
    hit_at_1: float
    recall_at_5: float
    ms: float

    def printed(self) -> dict[str, object]:
        """Return the line with the names of its measures as they are written."""
        names = {"hit_at_1": "hit@1", "recall_at_5": "recall@5"}
        return {names.get(name, name): value for name, value in asdict(self).items()}


class Searchable(Protocol):
    """A workspace as far as it is measured here."""

    @property
    def store(self) -> GraphReader: ...

    def retriever(self, name: str) -> Retriever: ...


@dataclass(frozen=True, slots=True)
class StoredSet:
    """A set of questions in a store of its own, searched like a workspace."""

    store: SqliteStore
    parts: RetrieverParts

    def retriever(self, name: str) -> Retriever:
        return build_retriever(name, self.parts)


def set_name(directory: Path) -> str:
    """The name of a set: that of its folder, or of the one above `open`."""
    return directory.parent.name if directory.name == "open" else directory.name


def read_questions(directory: Path) -> tuple[EverydayQuestion, ...]:
    """The questions of a set that something answers, in order; of gold in a file's page, the file."""
    rows = json.loads((directory / "questions.json").read_text(encoding="utf-8"))
    return tuple(
        EverydayQuestion(
            number,
            row["question"],
            row.get("kind", "other"),
            frozenset(str(idx).partition(PAGE_MARK)[0] for idx in row["gold_idx"]),
        )
        for number, row in enumerate(rows)
        if row["gold_idx"]
    )


def measure_retrieval(
    workspace: Searchable, questions: Sequence[EverydayQuestion], name: str, methods: Sequence[str] = METHODS
) -> list[RetrievalLine]:
    """Ask every retriever every question; one line for each method and half, over all kinds and for each kind."""
    records = {document.id: record_name(document) for document in workspace.store.documents()}
    lines: list[RetrievalLine] = []
    for method in methods:
        retrieve = workspace.retriever(method)
        rows = np.array([_ask(retrieve, question, records) for question in questions])
        lines += _summarize(name, method, questions, rows)
    return lines


def record_name(document: Document) -> str:
    """The name of a document as gold gives it: its record in corpus.json, or its file's path below documents/."""
    if document.locator and Path(document.source).name == "corpus.json":
        return document.locator
    return Path(document.source).as_posix().rpartition("/documents/")[2]


def _ask(retrieve: Retriever, question: EverydayQuestion, records: dict[str, str]) -> tuple[float, float, float]:
    begin = time.perf_counter()
    hits = retrieve(question.text, DEPTH)
    milliseconds = 1000 * (time.perf_counter() - begin)
    ranked = list(dict.fromkeys(records[hit.passage.document_id] for hit in hits))
    return float(not question.gold.isdisjoint(ranked[:1])), recall(ranked, question.gold, 5), milliseconds


def _summarize(
    name: str, method: str, questions: Sequence[EverydayQuestion], rows: np.ndarray
) -> Iterator[RetrievalLine]:
    kinds = np.array([question.kind for question in questions])
    parity = np.array([question.number % 2 for question in questions])
    for half, remainders in HALVES.items():
        for kind in ("all", *sorted(set(kinds))):
            chosen = np.isin(parity, remainders) & ((kinds == kind) | (kind == "all"))
            if chosen.any():
                hit, found = rows[chosen, :2].mean(axis=0).round(4).tolist()
                middle = round(float(np.median(rows[chosen, 2])), 1)
                yield RetrievalLine(name, str(kind), half, method, int(chosen.sum()), hit, found, middle)


def open_set(directory: Path, folder: Path) -> StoredSet:
    """A set in a store in `folder`, ingested unless it is there already."""
    name = set_name(directory)
    source = directory / "corpus.json"
    source = source if source.exists() else directory / "documents"
    embed, tagger = embedder(), RuleTagger()
    store = SqliteStore(folder / f"{name}.db")
    report = ingest([source], store, embed, extractor(), Ledger(folder / f"{name}.journal.db"))
    refused = [outcome for outcome in report.outcomes if outcome.state == "refused"]
    if refused:
        raise SystemExit(f"{name}: {refused[0]}")
    return StoredSet(store, RetrieverParts(store, embed, tagger))


def mean_of_sets(lines: Sequence[RetrievalLine]) -> Iterator[RetrievalLine]:
    """For each half and method the mean over sets, each counting once."""
    for half, method in dict.fromkeys((line.half, line.method) for line in lines):
        own = [line for line in lines if (line.half, line.method, line.kind) == (half, method, "all")]
        hit, found, middle = (
            float(np.mean(values)) for values in zip(*((o.hit_at_1, o.recall_at_5, o.ms) for o in own), strict=True)
        )
        asked = sum(line.questions for line in own)
        yield RetrievalLine("mean", "all", half, method, asked, round(hit, 4), round(found, 4), round(middle, 1))


def show(lines: Sequence[RetrievalLine]) -> None:
    """Print lines as a table."""
    for line in lines:
        print(
            f"{line.set:<16}{line.kind:<14}{line.half:<6}{line.method:<16}{line.questions:>5}"
            f"{line.hit_at_1:>9.3f}{line.recall_at_5:>9.3f}{line.ms:>9.1f}",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directories", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--half", choices=[*HALVES], default="odd")
    parser.add_argument("--method", action="append", metavar="NAME", help="a retriever to ask; five when not given")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the stores here and use those that are there")
    parser.add_argument("--json", action="store_true", help="one object a line")
    options = parser.parse_args()
    told: list[RetrievalLine] = []
    with tempfile.TemporaryDirectory() as folder:
        for directory in options.directories:
            place = directory.resolve()
            stored = open_set(place, options.keep or Path(folder))
            measured = measure_retrieval(stored, read_questions(place), set_name(place), options.method or METHODS)
            stored.store.close()
            told += [line for line in measured if line.half == options.half]
    told += mean_of_sets(told)
    if options.json:
        for line in told:
            print(json.dumps(line.printed()))
    else:
        show(told)


if __name__ == "__main__":
    main()
