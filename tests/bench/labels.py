"""What labels do to the metrics' cards: `python -m tests.bench.labels [--json]`.

Thirty pairs of answers of RAGChecker's meta-evaluation, those of odd number, become two runs; the 60 answers are
exported by `eval label --export`, filled in by a script with what its two annotators said, and imported again. They
compared: the answer that one of them prefers gets "yes", the other "no", and both "partly" where neither is better. So
the grades are relative within a pair, and the figures are lower than on grades of single answers would be. Exit code 4
when the cards do not change.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import platformdirs

from evals.archive import Archive
from evals.files import read_lines
from evals.human.rubric import Grade
from evals.human.sheet import SheetLine
from evals.jsonl import write_lines
from evals.meta_evaluation.ragchecker import ComparedAnswers, read_compared_answers
from evals.types import Case, Result
from rag.types import Answer
from tests.shared import DATA
from tests.ui.command import Home, home

FILE = DATA / "judges" / "ragchecker" / "human_labeled_data.json"
PAIRS = 30
METRICS = ("answer_completeness", "answer_correctness", "answer_precision")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two answers to a question, and what each annotator says of correctness, completeness and the whole."""

    first: Result
    second: Result
    labels: tuple[tuple[float, ...], ...]


def pairs(file: Path, count: int = PAIRS) -> list[Pair]:
    """The first pairs of odd number that two people compared."""
    by_pair: dict[int, list[ComparedAnswers]] = {}
    for one in read_compared_answers(file):
        by_pair.setdefault(one.pair, []).append(one)
    odd = [
        found for pair, found in by_pair.items() if pair % 2 and len(found) > 1 and found[0].first != found[0].second
    ]
    return [_pair(found) for found in odd[:count]]


def _pair(found: Sequence[ComparedAnswers]) -> Pair:
    one = found[0]
    case = Case.make(one.question, one.reference, kind="imported", origin=f"ragchecker:{one.pair}")
    results = [Result(case, Answer(text, model=name)) for name, text in (("first", one.first), ("second", one.second))]
    return Pair(results[0], results[1], tuple(other.labels for other in found[:2]))


def keep(data: Path, known: Sequence[Pair]) -> None:
    """Put the answers into the journal as two runs."""
    archive = Archive(data / "journal.db")
    for name in ("first", "second"):
        results = [getattr(pair, name) for pair in known]
        run = archive.create(name, [result.case for result in results])
        for result in results:
            archive.append(run.id, result)
    archive.close()


def filled(sheet: Path, known: Sequence[Pair], rater: int) -> Path:
    """The sheet with what one annotator said; lines keep their order."""
    said = {}
    for pair in known:
        for result, sign in ((pair.first, -1), (pair.second, 1)):
            assert result.answer
            said[result.case.question, result.answer.text] = [sign * label for label in pair.labels[rater]]
    lines = []
    for line in read_lines(sheet, SheetLine):
        correct, complete, whole = (_grade(label) for label in said[line.question, line.answer])
        lines.append(replace(line, correct=correct, complete=complete, helpful=whole, rater=f"annotator {rater + 1}"))
    path = sheet.with_name(f"filled-{rater + 1}.jsonl")
    write_lines(path, lines)
    return path


def _grade(label: float) -> Grade:
    return "yes" if label > 0 else "no" if label < 0 else "partly"


def cards(made: Home) -> dict[str, Any]:
    """The cards of the metrics that are told by what the annotators were asked."""
    found = made.run("eval", "metrics", "--json").data
    return {card["metric"]: card for card in found if card["metric"] in METRICS}


def labelled(made: Home, known: Sequence[Pair]) -> Any:
    """Export, fill in for both annotators, import; what `eval label --json` says."""
    keep(made.data, known)
    sheet = made.folder / "sheet.jsonl"
    ran = made.run("eval", "label", "first", "second", "-n", str(2 * len(known)), "--export", sheet)
    assert ran.code == 0, ran
    files = [filled(sheet, known, rater) for rater in (0, 1)]
    ran = made.run("eval", "label", "--import", files[0], "--import", files[1], "--json")
    assert ran.code == 0, ran
    return ran.data


def printed(made: Home) -> str:
    """The cards as `eval metrics` prints them."""
    parts = made.run("eval", "metrics").out.split("\n")
    shown = [line for line in _blocks(parts) if line.startswith(METRICS)]
    return "\n".join(shown)


def _blocks(lines: Sequence[str]) -> list[str]:
    blocks: list[str] = []
    for line in lines:
        if line.startswith(" ") and blocks:
            blocks[-1] += f"\n{line}"
        elif line:
            blocks.append(line)
    return blocks


def main(arguments: list[str]) -> int:
    """Measure, print, and return the exit code."""
    cache = Path(platformdirs.user_cache_dir("graphloop-tests", appauthor=False))
    with tempfile.TemporaryDirectory() as folder:
        made = home(Path(folder), cache)
        known = pairs(FILE)
        before = cards(made)
        text = printed(made)
        said = labelled(made, known)
        after = cards(made)
        if "--json" in arguments:
            print(json.dumps({"before": before, "labels": said["labelled"], "after": after}))
        else:
            print(f"before\n{text}\n\nlabels: {said['labelled']} answers by 2 raters")
            print(made.run("eval", "label").out)
            print(f"\nafter\n{printed(made)}")
    changed = [name for name in METRICS if after[name]["own"] and not before[name]["own"]]
    return 0 if said["labelled"] == 2 * len(known) and len(changed) == len(METRICS) else 4


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
