"""Asks a small model everyday questions beside the offline answerer: `python -m tests.bench.small_model [--json]`.

`GRAPHLOOP_BENCH_GGUF` names the model's file. `--count N` questions (60) are drawn evenly from a `--half` (odd) of
`--sets` (rules, contracts, gov_pages, manuals, papers) and asked through the product's own pipeline by `--answerers`
(offline, model; `plain` is the model with the prompt of larger ones). Counts are shares
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

from rag.answer.model_answerer import ModelAnswerer
from rag.llm.families import model_limits
from rag.llm.protocol import Options
from rag.types import Answer, Answerer, Question
from tests.bench.answers import normal
from tests.support.shared import DATA
from ui.asking import ask_once
from ui.settings import Settings
from ui.settings_schema import LLMSettings
from ui.workspace import Workspace

VARIABLE = "GRAPHLOOP_BENCH_GGUF"
SETS = ("rules", "contracts", "gov_pages", "manuals", "papers")
HALVES = ("even", "odd")
ANSWERERS = ("offline", "model", "plain")
"""`plain` is the model with the prompt of larger ones."""

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
class Chosen:
    """What to ask of whom; `count` is the number of questions of all sets."""

    model: str
    count: int
    half: str
    sets: Sequence[str]
    answerers: Sequence[str]


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


def ask(workspace: Workspace, question: str, answerer: Answerer) -> Reply:
    """Ask as the product does."""
    started = time.perf_counter()
    first: list[float] = []
    own = workspace.settings.retrieval
    answer = ask_once(
        workspace,
        Question(question),
        own.k,
        own.retriever,
        workspace.where,
        answerer,
        lambda _: first.append(time.perf_counter() - started),
    )
    last = time.perf_counter() - started
    return Reply(answer, first[0] if first else last, last)


def plain_answerer(workspace: Workspace) -> Answerer:
    """Give the model the prompt of larger ones: all rules, whole passages, no second try."""
    model = workspace.model()
    assert model is not None
    limits = model_limits(model.name, workspace.settings.llm.context, workspace.settings.llm.max_tokens)
    return ModelAnswerer(model, limits.room, Options(max_tokens=limits.reply))


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


def ask_set(name: str, chosen: Chosen) -> dict[str, list[tuple[Asked, Reply]]]:
    """The questions of a set with the replies of each answerer."""
    found: dict[str, list[tuple[Asked, Reply]]] = {}
    asked = questions(name, max(1, chosen.count // len(chosen.sets)), chosen.half)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        with Workspace(settings) as workspace:
            workspace.ingest([DATA / "everyday" / name / "open" / "corpus.json"])
        for answerer in chosen.answerers:
            llm = LLMSettings() if answerer == "offline" else LLMSettings(provider="local", model=chosen.model)
            with Workspace(settings.model_copy(update={"llm": llm})) as workspace:
                answer = plain_answerer(workspace) if answerer == "plain" else workspace.answerer()
                found[answerer] = [(each, ask(workspace, each.question, answer)) for each in asked]
    return found


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--half", choices=HALVES, default="odd")
    parser.add_argument("--sets", nargs="+", default=SETS, choices=SETS)
    parser.add_argument("--answerers", nargs="+", default=ANSWERERS[:2], choices=ANSWERERS)
    parser.add_argument("--show", action="store_true", help="print every question with its answers")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    chosen = Chosen(os.environ.get(VARIABLE, ""), given.count, given.half, given.sets, given.answerers)
    if not chosen.model or not (DATA / "everyday").is_dir():
        print("SKIPPED: the everyday sets are not here" if chosen.model else f"SKIPPED: {VARIABLE} names no model")
        return
    pairs: dict[str, list[tuple[Asked, Reply]]] = {answerer: [] for answerer in chosen.answerers}
    for name in chosen.sets:
        for answerer, found in ask_set(name, chosen).items():
            pairs[answerer] += found
            for asked, reply in found if given.show else ():
                print(f"{name} {answerer} ({reply.last:.0f} s) {asked.question}\n  gold {asked.golds}")
                print(f"  {reply.answer.text!r}", flush=True)
    rows = [summarize(answerer, found) for answerer, found in pairs.items()]
    for row in rows:
        print(
            json.dumps(asdict(row))
            if given.json
            else "  ".join(f"{key} {cell(value)}" for key, value in asdict(row).items())
        )


def cell(value: object) -> str:
    """A value of a row for people."""
    return f"{value:.2f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
