"""How well follow-up questions are resolved: `python -m tests.bench.followups DIR [--half odd] [--json]`.

DIR is laid out as `everyday/chat_docs/open`: its questions with a history are asked of `graph`, once as the last turn
alone, once resolved by `make_standalone`, and where there is one, as the annotators' rewrite. `--passages FILE` does
the same with training conversations that hold their passages (mtrag). `--rewrites FILE` compares the content words that
a resolved question adds with those that annotators add (canard). `--keep FOLDER` keeps what was ingested.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from graph.text.stemming import stems
from rag.followup import make_standalone
from rag.types import Question, Retriever, Turn
from tests.bench.everyday_retrieval import DEPTH, HALVES, open_set, record_name, set_name
from tests.bench.measures import recall

REWRITE_FIELD = "rewrite"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question with a history, the records that answer it, and the annotators' rewrite if there is one."""

    number: int
    question: Question
    gold: frozenset[str]
    rewrite: str = ""

    def wording(self, method: str) -> str:
        """Return what is searched for by a method."""
        if method == "rewrite":
            return self.rewrite
        return make_standalone(self.question) if method == "history" else self.question.text


@dataclass(frozen=True, slots=True)
class FollowUpLine:
    """The means of one method over the follow-ups of a set and half."""

    set: str
    half: str
    method: str
    questions: int
    hit_at_1: float
    recall_at_5: float
    changed: float


@dataclass(frozen=True, slots=True)
class RewriteLine:
    """How far the words that are added agree with those that annotators add, as means over questions.

    `precision` counts only questions to which words are added; `kept` is the share of complete questions left alone.
    """

    set: str
    half: str
    questions: int
    precision: float
    recall: float
    changed: float


def read_followups(rows: Sequence[dict[str, Any]]) -> list[FollowUp]:
    """Return the questions of a set that have a history and something that answers them."""
    return [
        FollowUp(
            number,
            Question(row["question"], read_history(row)),
            frozenset(map(str, row["gold_idx"])),
            row.get(REWRITE_FIELD) or "",
        )
        for number, row in enumerate(rows)
        if row.get("history") and row["gold_idx"]
    ]


def read_history(row: dict[str, Any]) -> tuple[Turn, ...]:
    """Return the conversation before a question."""
    return tuple(Turn(turn["role"], turn["text"]) for turn in row["history"])


def measure(
    name: str, half: str, followups: Sequence[FollowUp], retrieve: Retriever, records: dict[str, str]
) -> Iterator[FollowUpLine]:
    """Yield a line for each method; the rewrite's only over questions that have one."""
    chosen = [item for item in followups if item.number % 2 in HALVES[half]]
    for method in ("last turn", "history", "rewrite"):
        rows = []
        for item in (item for item in chosen if method != "rewrite" or item.rewrite):
            hits = retrieve(item.wording(method), DEPTH)
            ranked = list(dict.fromkeys(records[hit.passage.document_id] for hit in hits))
            first = float(not item.gold.isdisjoint(ranked[:1]))
            rows.append((first, recall(ranked, item.gold, 5), float(item.wording(method) != item.question.text)))
        if rows:
            means = np.array(rows).mean(axis=0).round(4).tolist()
            yield FollowUpLine(name, half, method, len(rows), *means)


def measure_directory(directory: Path, name: str, half: str, folder: Path) -> Iterator[FollowUpLine]:
    """Ingest a set and measure its follow-ups."""
    followups = read_followups(json.loads((directory / "questions.json").read_text(encoding="utf-8")))
    stored = open_set(directory, folder)
    try:
        records = {document.id: record_name(document) for document in stored.store.documents()}
        yield from measure(name, half, followups, stored.retriever("graph"), records)
    finally:
        stored.store.close()


def write_set(file: Path, folder: Path) -> Path:
    """Write training conversations with their passages as a set of questions over one corpus."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    corpus: dict[str, dict[str, object]] = {}
    questions = []
    for row in rows:
        places = []
        for passage in row["context"]:
            record = corpus.setdefault(passage["text"], {"idx": len(corpus), **passage})
            places.append(record["idx"])
        questions.append(row | {"gold_idx": [places[index] for index in row["gold_idx"]]})
    target = folder / file.parent.name
    target.mkdir(parents=True, exist_ok=True)
    (target / "corpus.json").write_text(json.dumps(list(corpus.values())), encoding="utf-8")
    (target / "questions.json").write_text(json.dumps(questions), encoding="utf-8")
    return target


def measure_rewrites(file: Path, half: str) -> RewriteLine:
    """Compare the words that are added to each question with those that the annotators' rewrite adds."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    scores = []
    for row in (row for number, row in enumerate(rows) if number % 2 in HALVES[half] and row.get("history")):
        own = set(stems(row["question"]))
        added = set(stems(make_standalone(Question(row["question"], read_history(row))))) - own
        wanted = set(stems(row["answers"][0])) - own
        shared = len(added & wanted)
        scores.append(
            (shared / len(added) if added else np.nan, shared / len(wanted) if wanted else np.nan, bool(added))
        )
    precision, found, changed = np.nanmean(np.array(scores, dtype=float), axis=0).round(4).tolist()
    return RewriteLine(file.parent.name, half, len(scores), precision, found, changed)


def show(line: FollowUpLine | RewriteLine) -> None:
    """Print a line of the table."""
    if isinstance(line, RewriteLine):
        method, measures = "added words", f"precision {line.precision:.3f}  recall {line.recall:.3f}"
    else:
        method, measures = line.method, f"hit@1 {line.hit_at_1:.3f}  recall@5 {line.recall_at_5:.3f}"
    print(f"{line.set:<12}{line.half:<6}{method:<12}{line.questions:>5}  {measures}  changed {line.changed:.2f}")


def main(arguments: Sequence[str]) -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directories", nargs="*", type=Path, metavar="DIR")
    parser.add_argument("--passages", type=Path, action="append", default=[], metavar="FILE")
    parser.add_argument("--rewrites", type=Path, action="append", default=[], metavar="FILE")
    parser.add_argument("--half", choices=tuple(HALVES), default="odd")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("--json", action="store_true", help="one object a line")
    options = parser.parse_args(arguments)
    lines: list[FollowUpLine | RewriteLine] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.keep or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        for directory in (place.resolve() for place in options.directories):
            lines += measure_directory(directory, set_name(directory), options.half, folder)
        for file in options.passages:
            lines += measure_directory(write_set(file, folder), file.parent.name, options.half, folder)
    lines += [measure_rewrites(file, options.half) for file in options.rewrites]
    for line in lines:
        if options.json:
            print(json.dumps({name: getattr(line, name) for name in line.__slots__}))
        else:
            show(line)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
