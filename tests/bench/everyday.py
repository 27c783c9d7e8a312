"""Asks everyday questions end to end: `python -m tests.bench.everyday DIR… [--answerer offline|model] [--half odd]`.

DIR holds questions.json beside corpus.json or documents/. Every question is asked of the product as a user would, with
its history where it has one. What is shown first is the answer and its cited evidence, at most `SHOWN_WORDS` words of
it; the gold text is shown when an answer or an alias of at most `SHORT_WORDS` words stands there, or `COVERED` of the
content words of a gold sentence. A short answer is right when it says what the gold answer says (`is_right`). An answer
is wrong when its short answer is, or when no gold text is shown, or when nothing answers the question.

`--json` prints one object a line. `--sample N` prints N answers drawn by a seed, with everything that a user sees.
`--keep FOLDER` keeps what was ingested for the next run. `--baseline` names retrievers to measure beside.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from graph.text.citation_markers import strip_markers
from graph.text.stemming import stems
from rag.answer.extractive.sentences import quotable_bounds
from rag.types import Answer, Question, Turn
from tests.bench.answers import normal, token_f1
from tests.bench.everyday_retrieval import HALVES, METHODS, measure_retrieval, read_questions, record_name, set_name
from ui.settings import Settings
from ui.workspace import Workspace

SHOWN_WORDS = 120
SHORT_WORDS = 8
COVERED = 0.6
LEAST_SENTENCE_WORDS = 4
RIGHT_F1 = 0.6
_NUMBER = re.compile(r"\(?[A-Z$€£¥]{0,4}\s?(-?\d[\d,]*(?:\.\d+)?)\s?%?\)?")

VERDICTS = ("Yes", "No", "It depends")
YES_NO = ("yes", "no")
"""The labels of yes-or-no questions; "it depends" is a third answer, to questions of the kind `condition`."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a set with its gold: short answers, longer texts, and the records or files."""

    number: int
    question: Question
    kind: str
    golds: tuple[str, ...]
    texts: tuple[str, ...]
    records: frozenset[str]
    label: str

    @property
    def answerable(self) -> bool:
        return self.kind != "unanswerable"


@dataclass(frozen=True, slots=True)
class Judged:
    """How one answer did; `right` is None where no short answer was given or no short gold is known."""

    asked: Asked
    answer: Answer
    short: str
    right: bool | None
    shown: bool
    found: bool

    @property
    def wrong(self) -> bool:
        if not self.asked.answerable:
            return self.answer.state == "answered"
        return not self.shown if self.right is None else not self.right

    @property
    def green(self) -> bool:
        return self.answer.state == "answered" and self.answer.support == "supported"


def read_asked(directory: Path) -> list[Asked]:
    """Return the questions of a set, in order."""
    rows = json.loads((directory / "questions.json").read_text(encoding="utf-8"))
    return [_asked(number, row) for number, row in enumerate(rows)]


def _asked(number: int, row: dict[str, Any]) -> Asked:
    answers = [text for text in (row.get("answer"), *(row.get("answer_aliases") or ())) if text]
    first = answers[0].split()[0].strip(".,:;").casefold() if answers else ""
    label = "depends" if answers and answers[0].startswith("It depends") else first if first in YES_NO else ""
    history = tuple(Turn(turn["role"], turn["text"]) for turn in row.get("history") or ())
    golds = [] if label or row.get("answer_form") in ("free", "summary", "evidence") else answers
    texts = list(row.get("evidence") or ()) or [text for text in answers if len(text.split()) > SHORT_WORDS]
    records = frozenset(str(idx).partition("#page=")[0] for idx in row["gold_idx"])
    kind = "unanswerable" if not records else row.get("kind", "other")
    return Asked(number, Question(row["question"], history), kind, tuple(golds), tuple(texts), records, label)


def shown_words(answer: Answer) -> str:
    """Return what is shown first: the answer, then the quotes that it does not hold, cut after `SHOWN_WORDS` words."""
    text = " ".join(strip_markers(answer.text).split())
    quotes = [" ".join(citation.quote.split()) for citation in answer.citations]
    return " ".join(" ".join([text, *(quote for quote in quotes if quote not in text)]).split()[:SHOWN_WORDS])


def is_shown(asked: Asked, text: str) -> bool:
    """Whether the gold text stands in what is shown."""
    words = f" {' '.join(normal(text))} "
    short = [gold for gold in asked.golds if len(gold.split()) <= SHORT_WORDS]
    if any(f" {' '.join(normal(gold))} " in words for gold in short if normal(gold)):
        return True
    said = set(stems(text))
    return any(len(said & wanted) >= COVERED * len(wanted) for wanted in _gold_sentences(asked))


def _gold_sentences(asked: Asked) -> Iterator[set[str]]:
    """Yield the content words of each gold sentence; short ones only where a text has no other."""
    for text in (*asked.texts, *(gold for gold in asked.golds if len(gold.split()) > SHORT_WORDS)):
        sentences = [set(stems(text[start:end])) for start, end in quotable_bounds(text)]
        long = [words for words in sentences if len(words) >= LEAST_SENTENCE_WORDS]
        yield from long or [set(stems(text))]


def is_right(asked: Asked, short: str) -> bool | None:
    """Whether a short answer says what a gold answer says; None without a short answer or a gold that can tell."""
    if not short:
        return None
    if asked.label:
        said = short.split(maxsplit=1)[0].strip(".,:;–—").casefold()
        return said == asked.label or (asked.label == "depends" and short.casefold().startswith("it depends"))
    if asked.golds:
        return any(_says(short, gold) for gold in asked.golds)
    if short in VERDICTS:
        return None
    spaced = f" {' '.join(normal(short))} "
    return any(spaced in f" {' '.join(normal(text))} " for text in asked.texts) if asked.texts else None


def _says(short: str, gold: str) -> bool:
    """Whether two short texts say the same: alike numbers, one within the other, or shared words (F1)."""
    said, wanted = _NUMBER.fullmatch(short), _NUMBER.fullmatch(gold)
    if said and wanted:
        return float(said[1].replace(",", "")) == float(wanted[1].replace(",", ""))
    left, right = f" {' '.join(normal(short))} ", f" {' '.join(normal(gold))} "
    within = left.strip() and (left in right or right in left)
    return bool(within and len(left) <= 3 * len(right)) or token_f1(short, gold) >= RIGHT_F1


def judge(asked: Asked, answer: Answer, found: bool) -> Judged:
    """Judge one answer."""
    short = answer.short if answer.state == "answered" else ""
    return Judged(asked, answer, short, is_right(asked, short), is_shown(asked, shown_words(answer)), found)


def ask_all(workspace: Workspace, questions: Sequence[Asked], records: dict[str, str]) -> list[Judged]:
    """Ask every question of the workspace; `found` says whether gold is among the first five records."""
    judged = []
    for asked in questions:
        answer = workspace.ask(asked.question, strict=True)
        named = list(dict.fromkeys(records[hit.passage.document_id] for hit in (*answer.hits, *answer.hidden)))
        judged.append(judge(asked, answer, bool(asked.records & set(named[:5]))))
    return judged


def measure(judged: Sequence[Judged]) -> dict[str, float | None]:
    """Return the measures of some answers; None where nothing is there to measure."""
    can = [item for item in judged if item.asked.answerable]
    short = [item for item in can if item.right is not None]
    labelled = [item for item in can if item.asked.label in YES_NO and item.asked.kind == "yes_no"]
    said = [item for item in labelled if item.right is not None]
    wrong = [item for item in judged if item.wrong]
    cannot = [item for item in judged if not item.asked.answerable]
    kept = [item for item in can if item.found]
    return {
        "answered": _share([item.answer.state == "answered" for item in judged]),
        "evidence": _share([item.answer.state == "evidence" for item in judged]),
        "not_found": _share([item.answer.state == "not found" for item in judged]),
        "not_found_though_found": _share([item.answer.state == "not found" for item in kept]),
        "short_precision": _share([bool(item.right) for item in short]),
        "short_coverage": _share([item.right is not None for item in can]),
        "gold_shown": _share([item.shown for item in can]),
        "yes_no_right": _share([bool(item.right) for item in said]),
        "yes_no_coverage": _share([item.right is not None for item in labelled]),
        "green_when_wrong": _share([item.green for item in wrong]),
        "unanswerable_answered": _share([item.answer.state == "answered" for item in cannot]),
        "gold_in_five": _share([item.found for item in can]),
        "risk_coverage": risk_coverage(judged),
        "p50_ms": round(float(np.median([item.answer.seconds for item in judged])) * 1000, 1) if judged else None,
    }


def risk_coverage(judged: Sequence[Judged]) -> float | None:
    """Return the area under the risk-coverage curve (El-Yaniv and Wiener, 2010): the mean share of wrong answers among
    those given at each confidence, most confident first; lower is better."""
    given = sorted(judged, key=lambda item: -(item.answer.confidence or 0.0))
    wrong = np.cumsum([item.wrong for item in given])
    return round(float((wrong / np.arange(1, len(given) + 1)).mean()), 4) if given else None


def _share(flags: Sequence[bool]) -> float | None:
    return round(sum(flags) / len(flags), 4) if flags else None


@contextmanager
def opened(directory: Path, folder: Path, model: bool) -> Iterator[Workspace]:
    """A workspace that holds the set's documents; without `model` no language model is asked."""
    source = directory / "corpus.json"
    source = source if source.exists() else directory / "documents"
    chosen = Settings(data_dir=folder / set_name(directory))
    settings = chosen if model else chosen.model_copy(update={"llm": Settings(data_dir=folder).llm})
    with Workspace(settings) as workspace:
        if not any(True for _ in workspace.store.documents(workspace.where)):
            workspace.ingest([source])
        yield workspace


def lines(name: str, half: str, judged: Sequence[Judged]) -> Iterator[dict[str, object]]:
    """Yield the measures of all kinds together, then of each."""
    chosen = [item for item in judged if item.asked.number % 2 in HALVES[half]]
    kinds = sorted({item.asked.kind for item in chosen})
    for kind in ("all", *kinds):
        own = [item for item in chosen if kind in ("all", item.asked.kind)]
        yield {"set": name, "kind": kind, "half": half, "questions": len(own), "method": "ask", **measure(own)}


def mean_line(rows: Iterable[dict[str, object]], half: str) -> dict[str, object]:
    """Return the mean over sets of each measure, each set counting once."""
    every = [row for row in rows if row["kind"] == "all" and row["half"] == half and row["method"] == "ask"]
    names = [name for name in every[0] if name not in ("set", "kind", "half", "questions", "method")]
    means: dict[str, object] = {}
    for name in names:
        values = [float(str(row[name])) for row in every if row[name] is not None]
        means[name] = round(sum(values) / len(values), 4) if values else None
    asked = sum(int(str(row["questions"])) for row in every)
    return {"set": "mean", "kind": "all", "half": half, "questions": asked, "method": "ask", **means}


COLUMNS = (
    "answered", "evidence", "not_found", "not_found_though_found", "short_precision", "short_coverage", "gold_shown",
    "yes_no_right", "yes_no_coverage", "green_when_wrong", "unanswerable_answered", "gold_in_five", "risk_coverage",
)  # fmt: skip
HEADS = ("answ", "evid", "none", "none*", "short", "cover", "shown", "yesno", "cover", "green", "unans", "in5", "risk")


def show(row: dict[str, object]) -> None:
    """Print a row as a line of a table."""
    if row["method"] != "ask":
        print(f"{row['set']!s:<13}{row['kind']!s:<13}{row['questions']!s:>5}  {row['method']!s:<10}", end="")
        print(f" hit@1 {row['hit@1']:.3f}  recall@5 {row['recall@5']:.3f}", flush=True)
        return
    cells = "".join(f"{'–' if row[name] is None else format(row[name], '.3f'):>7}" for name in COLUMNS)
    print(f"{row['set']!s:<13}{row['kind']!s:<13}{row['questions']!s:>5}{cells}", flush=True)


def show_sample(judged: Sequence[tuple[str, Judged]], count: int, seed: int) -> None:
    """Print some answers with everything a user sees, and their gold."""
    for name, item in random.Random(seed).sample(list(judged), min(count, len(judged))):
        gold = item.asked.golds or ((item.asked.label,) if item.asked.label else item.asked.texts[:1])
        print(f"\n# {name} {item.asked.number} ({item.asked.kind})\n> {item.asked.question.text}")
        print(
            f"{item.answer.state}, {item.answer.support or 'no support'}, confidence {item.answer.confidence or 0:.2f}"
        )
        print(f"{item.answer.text}\ngold: {'; '.join(gold)[:300]}")
        print(f"right: {item.right}, gold shown: {item.shown}, gold in the first five: {item.found}")


def parse_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directories", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--answerer", choices=("offline", "model"), default="offline")
    parser.add_argument("--half", choices=tuple(HALVES), default="odd")
    parser.add_argument("--methods", default=",".join(METHODS), help="retrievers to measure; empty for none")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("--sample", type=int, default=0, metavar="N")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Measure every set, print, and return the exit code."""
    chosen = parse_arguments(arguments)
    told: list[dict[str, object]] = []
    sampled: list[tuple[str, Judged]] = []
    if not chosen.json:
        print(f"{'set':<13}{'kind':<13}{'n':>5}{''.join(f'{head:>7}' for head in HEADS)}")
    with tempfile.TemporaryDirectory() as temporary:
        for directory in (place.resolve() for place in chosen.directories):
            name, asked = set_name(directory), read_asked(directory)
            half = [item for item in asked if item.number % 2 in HALVES[chosen.half]]
            with opened(directory, chosen.keep or Path(temporary), chosen.answerer == "model") as workspace:
                records = {item.id: record_name(item) for item in workspace.store.documents(workspace.where)}
                judged = ask_all(workspace, half, records)
                methods = [method for method in chosen.methods.split(",") if method]
                ranked = measure_retrieval(workspace, read_questions(directory), name, methods)
            rows = [*lines(name, chosen.half, judged), *(row.printed() for row in ranked if row.half == chosen.half)]
            told += rows
            sampled += [(name, item) for item in judged]
            for row in rows:
                print(json.dumps(row), flush=True) if chosen.json else show(row)
    mean = mean_line(told, chosen.half)
    print(json.dumps(mean)) if chosen.json else show(mean)
    show_sample(sampled, chosen.sample, chosen.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
