"""Asks the program the questions over its sample documents: `python -m tests.bench.samples [--json]`.

Exit code 4 when fewer than 12 answers are right, an unanswerable question got an answer, or a file was refused.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from rag.types import Answer, Question
from ui.samples.questions import SAMPLE_DOCUMENTS, sample_questions
from ui.settings import Settings
from ui.workspace import Workspace

LEAST_RIGHT = 12


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question.

    `first` says whether what is written before the first citation mark is already right, as a hurried reader takes
    it; `found` is the share of the documents needed that the hits hold.
    """

    question: str
    hops: int
    right: bool
    first: bool
    abstained: bool
    declined: bool
    found: float
    words: int
    seconds: float
    answer: str

    @property
    def good(self) -> bool:
        """Right, or for a question of no hops, which nothing answers, without a short answer."""
        return self.right if self.hops else self.declined


def says(text: str, form: str) -> bool:
    """Whether the text holds the form as whole words, case and white space aside."""
    words = r"\s+".join(re.escape(word) for word in form.split())
    return re.search(rf"(?<![\w,.]){words}(?!\w|[,.]\d)", text, re.IGNORECASE) is not None


def is_right(answer: Answer, forms: Iterable[str]) -> bool:
    """Whether the answer, or a quote of it that was found in its passage, says one of the forms."""
    texts = [answer.text, *(citation.quote for citation in answer.citations if citation.start >= 0)]
    return not answer.abstained and any(says(text, form) for form in forms for text in texts)


def outcomes(workspace: Workspace) -> list[Outcome]:
    """Ask everything; the sample documents are already in the workspace."""
    files = {document.id: Path(document.source).name for document in workspace.store.documents(workspace.where)}
    questions = sample_questions()
    asked = [(item.question, (item.answer, *item.aliases), item.documents) for item in questions.answerable]
    asked += [(item.question, (), ()) for item in questions.unanswerable]
    rows = []
    for question, forms, needed in asked:
        answer = workspace.ask(Question(question))
        hits = {files[hit.passage.document_id] for hit in answer.hits}
        rows.append(
            Outcome(
                question=question,
                hops=len(needed),
                right=is_right(answer, forms),
                first=not answer.abstained and any(says(answer.text.partition("[")[0], form) for form in forms),
                abstained=answer.abstained,
                declined=answer.declines,
                found=len(hits & set(needed)) / len(needed) if needed else 1.0,
                words=len(answer.text.split()),
                seconds=round(answer.seconds, 3),
                answer=answer.text,
            )
        )
    return rows


def show(rows: list[Outcome], refused: list[str], as_json: bool) -> None:
    """Print one line a question and the totals, or one JSON object a line."""
    right, abstained = totals(rows)
    answerable = sum(row.hops > 0 for row in rows)
    if as_json:
        for row in rows:
            print(json.dumps(asdict(row), ensure_ascii=False))
        summary = {"right": right, "first": sum(row.first for row in rows), "answerable": answerable}
        others = {"abstained": abstained, "unanswerable": len(rows) - answerable, "refused": refused}
        print(json.dumps({**summary, **others}))
        return
    for line in refused:
        print(f"refused {line}")
    print(f"{'':5}{'hops':>5}{'first':>7}{'found':>7}{'words':>7}{'seconds':>9}  question / answer")
    for row in rows:
        mark = "ok" if row.good else "none" if row.abstained else "wrong"
        first = "yes" if row.first else "-"
        figures = f"{mark:5}{row.hops:5}{first:>7}{row.found:7.2f}{row.words:7}{row.seconds:9.3f}"
        print(f"{figures}  {row.question}")
        print(f"{'':42}{' '.join(row.answer.split())}")
    print(f"right {right} of {answerable} (bar {LEAST_RIGHT}), {sum(row.first for row in rows)} at first sight")
    print(f"abstained {abstained} of {len(rows) - answerable} unanswerable (bar: all)")


def totals(rows: list[Outcome]) -> tuple[int, int]:
    """How many answerable questions were answered right, and how many unanswerable ones were abstained."""
    return sum(row.good for row in rows if row.hops), sum(row.good for row in rows if not row.hops)


def main(arguments: list[str]) -> int:
    """Ingest the samples into a folder of their own, ask, print, and return the exit code."""
    with tempfile.TemporaryDirectory() as folder, Workspace(Settings(data_dir=Path(folder))) as workspace:
        files = workspace.ingest([SAMPLE_DOCUMENTS]).outcomes
        refused = [f"{Path(file.source).name}: {file.message}" for file in files if file.state == "refused"]
        rows = outcomes(workspace)
    show(rows, refused, "--json" in arguments)
    right, _ = totals(rows)
    reached = right >= LEAST_RIGHT and all(row.good for row in rows if not row.hops)
    return 0 if reached and not refused else 4


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
