"""ARC (P. Clark et al., 2018): science questions from school exams."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evals.benchmarks.choices import measure_choices
from evals.benchmarks.types import Benchmark, MultipleChoice
from evals.files import read_jsonl
from graph.errors import UsageError


@dataclass(frozen=True, slots=True)
class ARCOption:
    """An option in the file."""

    text: str
    label: str


@dataclass(frozen=True, slots=True)
class ARCQuestion:
    """A question in the file."""

    stem: str
    choices: tuple[ARCOption, ...]


@dataclass(frozen=True, slots=True)
class ARCRecord:
    """A line of the file."""

    id: str
    question: ARCQuestion
    answerKey: str  # noqa: N815 named so in the file


def read_arc(path: Path) -> list[MultipleChoice]:
    """Read the questions of one split of ARC-Easy or ARC-Challenge."""
    return [_choice(path, number, line) for number, line in enumerate(read_jsonl(path, ARCRecord), 1)]


def _choice(path: Path, number: int, line: ARCRecord) -> MultipleChoice:
    labels = [option.label for option in line.question.choices]
    if line.answerKey not in labels:
        raise UsageError(
            f"{path}, item {number}: no option has the label {line.answerKey!r}", "give the file as it is published"
        )
    options = tuple(option.text for option in line.question.choices)
    return MultipleChoice(line.id, line.question.stem, options, labels.index(line.answerKey))


SETS = (
    Benchmark(
        "arc",
        "science questions of school exams, three to five options",
        "ARC-Easy-Test.jsonl, ARC-Challenge-Test.jsonl",
        "https://allenai.org/data/arc",
        read_arc,
        measure_choices,
    ),
)
