"""MultiRC (D. Khashabi et al., 2018) in SuperGLUE: which answers to a question a passage supports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from evals.benchmarks.choices import choice_figures, choice_notes, choose_answers
from evals.benchmarks.classes import f1
from evals.benchmarks.reading import measure_proportion
from evals.benchmarks.sets.superglue import SUPERGLUE_FILE, SUPERGLUE_URL
from evals.benchmarks.types import (
    Benchmark,
    BenchmarkReply,
    BenchmarkResult,
    BenchmarkSystem,
    Measurement,
    MultipleChoice,
)
from evals.files import read_jsonl, require_items
from evals.map_concurrent import Progress

OPTIONS = ("no", "yes")
YES_INDEX = OPTIONS.index("yes")


@dataclass(frozen=True, slots=True)
class MultiRCOption:
    """An answer in the file; label 1 is right."""

    text: str
    idx: int
    label: Literal[0, 1]


@dataclass(frozen=True, slots=True)
class MultiRCQuestion:
    """A question in the file."""

    question: str
    idx: int
    answers: Annotated[tuple[MultiRCOption, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class MultiRCText:
    """A text with its questions."""

    text: str
    questions: tuple[MultiRCQuestion, ...]


@dataclass(frozen=True, slots=True)
class MultiRCRecord:
    """A line of the file."""

    idx: int
    passage: MultiRCText


@dataclass(frozen=True, slots=True)
class MultiRCItem:
    """A whole question: each of its answers is a yes/no choice."""

    choices: tuple[MultipleChoice, ...]


def read_multirc(path: Path) -> list[MultiRCItem]:
    """Read the questions of a labelled split as whole items, so that sampling keeps a question's answers together."""
    found = [_item(line, asked) for line in read_jsonl(path, MultiRCRecord) for asked in line.passage.questions]
    return require_items(path, found)


def _item(line: MultiRCRecord, asked: MultiRCQuestion) -> MultiRCItem:
    wording = '{0}\nIs this a right answer to the question? "{1}"'
    return MultiRCItem(
        tuple(
            MultipleChoice(
                f"{line.idx}/{asked.idx}/{option.idx}",
                wording.format(asked.question.strip(), option.text.strip()),
                OPTIONS,
                option.label,
                line.passage.text,
                labels=True,
            )
            for option in asked.answers
        )
    )


def measure(
    published: Benchmark, items: Sequence[MultiRCItem], system: BenchmarkSystem, progress: Progress
) -> BenchmarkResult:
    """Measure F1 over all answers (the paper's F1a), the share of fully right questions, and accuracy."""
    choices = [choice for item in items for choice in item.choices]
    how, replies, _ = choose_answers(choices, system, progress)
    own = (*choice_figures(choices, replies), *_over_answers(choices, replies), _over_questions(items, replies))
    return BenchmarkResult(published.name, system.name, how, own, replies, choice_notes(how, choices, replies))


def _over_answers(choices: Sequence[MultipleChoice], replies: Sequence[BenchmarkReply]) -> list[Measurement]:
    kept = [(choice, reply) for choice, reply in zip(choices, replies, strict=True) if not reply.fault]
    right = [choice.right for choice, _ in kept]
    said = [int(reply.said == OPTIONS[YES_INDEX]) for _, reply in kept]
    return [
        replace(f1(right, said), measure="F1a"),
        replace(f1(right, [YES_INDEX] * len(right)), measure="F1a, always yes"),
    ]


def _over_questions(items: Sequence[MultiRCItem], replies: Sequence[BenchmarkReply]) -> Measurement:
    """Measure the share of questions with all answers judged rightly, without questions that have a fault."""
    every = iter(replies)
    told = [tuple(islice(every, len(item.choices))) for item in items]
    whole = [part for part in told if not any(reply.fault for reply in part)]
    return measure_proportion(
        "questions with all answers right", sum(all(reply.right for reply in part) for part in whole), len(whole)
    )


SETS = (
    Benchmark(
        "multirc",
        "SuperGLUE: which answers to a question a passage bears out",
        SUPERGLUE_FILE,
        SUPERGLUE_URL,
        read_multirc,
        measure,
    ),
)
