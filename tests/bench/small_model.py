"""Asks a small model everyday questions beside the offline answerer: `python -m tests.bench.small_model [--json]`.

`GRAPHLOOP_BENCH_GGUF` names the model's file. `--count N` questions (60) are drawn evenly from a `--half` (odd) of
`--sets` (rules, contracts, gov_pages, manuals, papers) and asked through the product's own pipeline. Counts are shares
of the answerable questions, `false_answers` of the unanswerable ones; seconds are medians and include retrieval.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from rag.types import Answer, Question
from tests.bench.answers import normal
from tests.support.shared import DATA
from ui.settings import Settings
from ui.settings_schema import LLMSettings
from ui.workspace import Workspace

VARIABLE = "GRAPHLOOP_BENCH_GGUF"
SETS = ("rules", "contracts", "gov_pages", "manuals", "papers")
HALVES = ("even", "odd")
SHORT_WORDS = 5
LEAST_SHARED = 0.6
COPY_WORDS = 30
_MARKER = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its gold answers, none where nothing answers it, and its kind."""

    question: str
    golds: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, with the seconds to its first and its last word."""

    answer: Answer
    first: float
    last: float


@dataclass(frozen=True, slots=True)
class Row:
    """How one answerer did."""

    answerer: str
    questions: int
    gold: float
    refused: float
    copied: float
    cited: float
    false_answers: float
    first: float
    last: float


def questions(name: str, count: int, half: str) -> list[Asked]:
    """Questions of a half of a set without history, at equal distances."""
    first = HALVES.index(half)
    items = json.loads((DATA / "everyday" / name / "open" / "questions.json").read_text("utf-8"))[first::2]
    items = [item for item in items if not item.get("history")]
    step = max(1, len(items) // count)
    return [
        Asked(item["question"], tuple(filter(None, (item["answer"], *item["answer_aliases"]))), item["kind"])
        for item in items[::step][:count]
    ]


def ask(workspace: Workspace, question: str) -> Reply:
    """Ask as the product does."""
    started = time.perf_counter()
    first: list[float] = []
    answer = workspace.ask(Question(question), strict=True, write=lambda _: first.append(time.perf_counter() - started))
    last = time.perf_counter() - started
    return Reply(answer, first[0] if first else last, last)


def shows_gold(text: str, asked: Asked) -> bool:
    """Whether a text says a gold answer: yes or no as its first word, a short one as it stands, else by its words."""
    said = normal(_MARKER.sub(" ", text))
    for gold in map(normal, asked.golds):
        if gold in (["yes"], ["no"]):
            if said[:1] == gold:
                return True
        elif len(gold) <= SHORT_WORDS:
            if gold and f" {' '.join(gold)} " in f" {' '.join(said)} ":
                return True
        elif len(set(gold) & set(said)) >= LEAST_SHARED * len(set(gold)):
            return True
    return False


def copies(answer: Answer) -> bool:
    """Whether the answer is but a long stretch of a passage."""
    said = normal(_MARKER.sub(" ", answer.text))
    whole = " ".join(said)
    return len(said) >= COPY_WORDS and any(whole in " ".join(normal(hit.passage.text)) for hit in answer.hits)


def summarize(name: str, pairs: Sequence[tuple[Asked, Reply]]) -> Row:
    """Count what one answerer said."""
    can = [(asked, reply.answer) for asked, reply in pairs if asked.golds]
    cannot = [reply.answer for asked, reply in pairs if not asked.golds]
    said = [answer for _, answer in can if not answer.abstained]
    quotes = [citation for answer in said for citation in answer.citations]
    return Row(
        name,
        len(pairs),
        share(sum(not answer.abstained and shows_gold(answer.text, asked) for asked, answer in can), len(can)),
        share(sum(answer.abstained for _, answer in can), len(can)),
        share(sum(copies(answer) for answer in said), len(can)),
        share(sum(quote.verified for quote in quotes), len(quotes)),
        share(sum(not answer.abstained for answer in cannot), len(cannot)),
        median(reply.first for _, reply in pairs),
        median(reply.last for _, reply in pairs),
    )


def share(part: int, whole: int) -> float:
    """A part of the whole; 0 of nothing."""
    return part / whole if whole else 0.0


def ask_set(name: str, count: int, half: str, model: str) -> dict[str, list[tuple[Asked, Reply]]]:
    """The questions of a set with the replies of both answerers."""
    found: dict[str, list[tuple[Asked, Reply]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        with Workspace(settings) as workspace:
            workspace.ingest([DATA / "everyday" / name / "open" / "corpus.json"])
        for answerer, llm in (("offline", LLMSettings()), ("model", LLMSettings(provider="local", model=model))):
            with Workspace(settings.model_copy(update={"llm": llm})) as workspace:
                found[answerer] = [(asked, ask(workspace, asked.question)) for asked in questions(name, count, half)]
    return found


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--half", choices=HALVES, default="odd")
    parser.add_argument("--sets", nargs="+", default=SETS, choices=SETS)
    parser.add_argument("--show", action="store_true", help="print every question with its answers")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    model = os.environ.get(VARIABLE, "")
    if not model or not (DATA / "everyday").is_dir():
        print(f"SKIPPED: {VARIABLE} names no model" if not model else "SKIPPED: the everyday sets are not here")
        return
    count = max(1, chosen.count // len(chosen.sets))
    pairs: dict[str, list[tuple[Asked, Reply]]] = {"offline": [], "model": []}
    for name in chosen.sets:
        for answerer, found in ask_set(name, count, chosen.half, model).items():
            pairs[answerer] += found
            for asked, reply in found if chosen.show else ():
                print(f"{name} {answerer} ({reply.last:.0f} s) {asked.question}\n  gold {asked.golds}")
                print(f"  {reply.answer.text!r}")
    rows = [summarize(answerer, found) for answerer, found in pairs.items()]
    for row in rows:
        print(
            json.dumps(asdict(row))
            if chosen.json
            else "  ".join(f"{key} {cell(value)}" for key, value in asdict(row).items())
        )


def cell(value: object) -> str:
    """A value of a row for people."""
    return f"{value:.2f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
