"""Whether answer_correctness sees what people see: `python -m tests.bench.minimal_pairs DIR... [--json] [--show]`.

DIRs are laid out as `everyday/*/open`: questions.json holds questions with `answer` and `answer_aliases`. Rules make
minimal pairs of the gold answers (`tests.bench.pair_rules`). The even-numbered questions of a set are seen while the
rules of the metric are made, the odd-numbered ones are not. Printed is, a kind and half a line, how many answers are
wrong and scored right, and right and scored wrong; `--show` prints those of the seen half. Exit code 1 if more than 3%
or 5% of the unseen half are.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from evals.judges.cached_embedder import CachedEmbedder
from evals.metrics.answer_correctness import judge_correctness
from evals.types import CORRECT_FROM
from graph.text.citation_markers import strip_markers
from rag.embed.protocol import Embedder
from tests.bench.pair_golds import Gold
from tests.bench.pair_rules import RULES, MadeAnswer, make_pairs
from ui.models import open_embedder
from ui.settings import Settings

MOST_WRONG_CALLED_RIGHT, MOST_RIGHT_CALLED_WRONG = 0.03, 0.05
HALVES = ("seen", "unseen")
PRINTED_CHARACTERS = 110


@dataclass(frozen=True, slots=True)
class Tally:
    """The answers of a kind and half, and how many of them are scored otherwise than they are."""

    kind: str
    half: str
    wrong: int = 0
    wrong_called_right: int = 0
    right: int = 0
    right_called_wrong: int = 0

    @property
    def good(self) -> bool:
        return (
            self.wrong_called_right <= MOST_WRONG_CALLED_RIGHT * self.wrong
            and self.right_called_wrong <= MOST_RIGHT_CALLED_WRONG * self.right
        )


@dataclass(frozen=True, slots=True)
class Scored:
    """An answer with its score and the reason."""

    made: MadeAnswer
    value: float
    reason: str

    @property
    def called_right(self) -> bool:
        return self.value >= CORRECT_FROM

    @property
    def half(self) -> str:
        return HALVES[self.made.gold.number % 2]


def read_golds(folder: Path) -> list[Gold]:
    """The questions of a set that have an answer; the question without what was put before it."""
    rows = json.loads((folder / "questions.json").read_text(encoding="utf-8"))
    name = folder.parent.name if folder.name == "open" else folder.name
    return [
        Gold(
            name,
            number,
            row.get("question_alone") or row["question"],
            row["answer"].strip(),
            tuple(row["answer_aliases"]),
        )
        for number, row in enumerate(rows)
        if row.get("answer") and row.get("kind") != "unanswerable"
    ]


def score(answers: Sequence[MadeAnswer], embedder: Embedder) -> Iterator[Scored]:
    """Score every answer as a text."""
    for one in answers:
        value, reason = judge_correctness(one.gold.question, strip_markers(one.text), one.gold.references, embedder)
        yield Scored(one, value, reason)


def tally(scored: Sequence[Scored], kind: str, half: str) -> Tally:
    """Count the answers of a kind and half; of all kinds if it is "all"."""
    chosen = [one for one in scored if one.half == half and kind in ("all", one.made.kind)]
    wrong, right = ([one for one in chosen if one.made.right == verdict] for verdict in (False, True))
    return Tally(
        kind,
        half,
        len(wrong),
        sum(one.called_right for one in wrong),
        len(right),
        sum(not one.called_right for one in right),
    )


def show_failures(scored: Sequence[Scored]) -> None:
    """Print the answers of the seen half that are scored otherwise than they are."""
    for one in scored:
        if one.half == "seen" and one.called_right != one.made.right:
            gold = one.made.gold
            print(f"{one.made.kind}: {'right' if one.made.right else 'wrong'}, scored {one.value:.2f} ({one.reason})")
            print(f"    {gold.set} {gold.number}: {gold.question[-PRINTED_CHARACTERS:]}")
            print(f"    {' / '.join(gold.references)[:PRINTED_CHARACTERS]!r}: {one.made.text[:PRINTED_CHARACTERS]!r}")


def main(arguments: Sequence[str]) -> int:
    """Make the pairs, score them, print, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directories", type=Path, nargs="+", metavar="DIR")
    parser.add_argument("--json", action="store_true", help="one object a line")
    parser.add_argument("--show", action="store_true", help="print the failures of the seen half")
    options = parser.parse_args(arguments)
    golds = [gold for folder in options.directories for gold in read_golds(folder)]
    pairs = [one for half in (0, 1) for one in make_pairs([gold for gold in golds if gold.number % 2 == half])]
    with tempfile.TemporaryDirectory() as folder:
        scored = list(score(pairs, CachedEmbedder(open_embedder(Settings(), Path(folder)))))
    tallies = [tally(scored, kind, half) for kind in (*RULES, "all") for half in HALVES]
    if options.show:
        show_failures(scored)
    for one in tallies:
        if options.json:
            print(json.dumps(asdict(one)))
        elif one.wrong or one.right:
            print(f"{one.kind:22} {one.half:7} wrong called right {one.wrong_called_right:3} of {one.wrong:4}   "
                  f"right called wrong {one.right_called_wrong:3} of {one.right:4}")  # fmt: skip
    return int(not all(one.good for one in tallies if one.kind == "all" and one.half == "unseen"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
