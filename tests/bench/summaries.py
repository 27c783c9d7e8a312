"""Asks for summaries: `python -m tests.bench.summaries DIR… [--half odd|even|all] [--keep FOLDER] [--list]`.

DIR holds questions.json beside corpus.json or documents/; the questions of the kind `summary` are asked. What the
product answers is compared with the floor: as many words as the product writes, chosen in the same way
from the 20 passages that `hybrid` finds for the question. Gold statements are the sentences of the gold summary.

coverage: the mean support of the gold statements in the summary, by the offline judge of support. complete: the metric
answer_completeness. rouge_1: of the gold summary. precise: the share of the summary's quotes that come from records
marked as gold, over requests on a part of a document. Below: the mean differences with their 95% intervals.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evals.bootstrap import mean_interval
from evals.judges.long_answers import completeness_score, reference_overlap
from evals.judges.sentences import claims
from evals.judges.support import best_support
from evals.metrics.rouge import Rouge1
from graph.text.citation_markers import strip_markers
from rag.summary.sentences import select_sentences, summary_candidates, topic_similarity
from rag.types import Question
from tests.bench.everyday import opened
from tests.bench.everyday_retrieval import HALVES, record_name, set_name
from ui.workspace import Workspace

FLOOR, PRODUCT = "top 20 + extract", "graphloop"
FLOOR_PASSAGES = 20
MIN_WORDS = 60
MEASURES = ("coverage", "complete", "rouge_1", "precise")
WHOLE = "whole meeting"


@dataclass(frozen=True, slots=True)
class AskedSummary:
    """A request with its gold summary, the records that it is about, and whether they are a whole document."""

    text: str
    gold: str
    records: frozenset[str]
    whole: bool


@dataclass(frozen=True, slots=True)
class WrittenSummary:
    """The text of a summary, and the records that its quotes come from."""

    text: str
    records: tuple[str, ...]


def read_requests(directory: Path, half: str) -> list[AskedSummary]:
    """Return the requests for a summary in a set, those of one half."""
    rows = json.loads((directory / "questions.json").read_text(encoding="utf-8"))
    return [
        AskedSummary(row["question"], row["answer"], frozenset(map(str, row["gold_idx"])), WHOLE in row.get("tags", ()))
        for number, row in enumerate(rows)
        if row.get("kind") == "summary" and row["answer"] and number % 2 in HALVES[half]
    ]


def ask_product(workspace: Workspace, request: AskedSummary, records: dict[str, str]) -> WrittenSummary:
    """Ask as a user would."""
    answer = workspace.ask(Question(request.text), strict=True)
    documents = {hit.passage.id: hit.passage.document_id for hit in answer.hits}
    return WrittenSummary(
        strip_markers(answer.text), tuple(records[documents[citation.passage_id]] for citation in answer.citations)
    )


def write_floor(workspace: Workspace, request: AskedSummary, records: dict[str, str], words: int) -> WrittenSummary:
    """Summarise what one search finds in at most so many words."""
    passages = [hit.passage for hit in workspace.retriever("hybrid")(request.text, FLOOR_PASSAGES)]
    found = summary_candidates(passages)
    similarity = topic_similarity(found, request.text, workspace.embedder)
    chosen = select_sentences(found, passages, words, similarity)
    return WrittenSummary(
        "\n".join(one.text for one in chosen), tuple(records[one.passage.document_id] for one in chosen)
    )


def measure_summary(request: AskedSummary, written: WrittenSummary, workspace: Workspace) -> tuple[float, ...]:
    """Return the measures in their order."""
    embedder = workspace.embedder
    supports = [best_support(claim, (written.text,), embedder).value for claim in claims(request.gold)]
    overlap = reference_overlap(request.text, written.text, request.gold, embedder)
    inside = [record in request.records for record in written.records]
    return (
        sum(supports) / max(1, len(supports)),
        completeness_score(overlap),
        Rouge1().compare(written.text, (request.gold,)).value or 0.0,
        float("nan") if request.whole else sum(inside) / max(1, len(inside)),
    )


def describe_differences(name: str, floor: np.ndarray, product: np.ndarray) -> Iterator[str]:
    """Yield a line for each system, then one for the differences with their intervals."""
    for system, rows in ((FLOOR, floor), (PRODUCT, product)):
        yield f"{name:<12}{system:<18}{len(rows):>4}" + "".join(f"{value:>10.3f}" for value in np.nanmean(rows, axis=0))
    cells = []
    for column in (product - floor).T:
        known = column[~np.isnan(column)]
        low, high = mean_interval(known)
        cells.append(f"{known.mean():+.3f} ({low:+.3f} to {high:+.3f})")
    yield f"{name:<12}{'difference':<18}{len(floor):>4}  " + ", ".join(
        f"{measure} {cell}" for measure, cell in zip(MEASURES, cells, strict=True)
    )


def measure_set(directory: Path, folder: Path, half: str, listed: bool) -> None:
    """Ask all requests of a set of both systems and print the measures."""
    requests = read_requests(directory, half)
    rows: list[tuple[tuple[float, ...], tuple[float, ...]]] = []
    with opened(directory, folder, False) as workspace:
        records = {item.id: record_name(item) for item in workspace.store.documents(workspace.where)}
        for request in requests:
            product = ask_product(workspace, request, records)
            floor = write_floor(workspace, request, records, max(MIN_WORDS, len(product.text.split())))
            rows.append((measure_summary(request, floor, workspace), measure_summary(request, product, workspace)))
            if listed:
                print(f"\n> {request.text}\n{product.text}\n-- floor: {floor.text}\n-- gold: {request.gold}")
    print(f"{'set':<12}{'system':<18}{'n':>4}" + "".join(f"{measure:>10}" for measure in MEASURES))
    for line in describe_differences(
        set_name(directory), np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    ):
        print(line, flush=True)


def main(arguments: Sequence[str]) -> int:
    """Measure every set, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directories", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--half", choices=tuple(HALVES), default="odd")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("--list", action="store_true", help="print every summary with its gold")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        for directory in chosen.directories:
            measure_set(directory.resolve(), chosen.keep or Path(temporary), chosen.half, chosen.list)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
