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
from rag.llm.map_concurrent import Progress

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
    items = [_item(line, question) for line in read_jsonl(path, MultiRCRecord) for question in line.passage.questions]
    return require_items(path, items)


def _item(line: MultiRCRecord, question: MultiRCQuestion) -> MultiRCItem:
    wording = '{0}\nIs this a right answer to the question? "{1}"'
    return MultiRCItem(
        tuple(
            MultipleChoice(
                f"{line.idx}/{question.idx}/{option.idx}",
                wording.format(question.question.strip(), option.text.strip()),
                OPTIONS,
                option.label,
                line.passage.text,
                labels=True,
            )
            for option in question.answers
        )
    )


def measure_multirc(
    published: Benchmark, items: Sequence[MultiRCItem], system: BenchmarkSystem, progress: Progress
) -> BenchmarkResult:
    """Measure F1 over all answers (the paper's F1a), the share of fully right questions, and accuracy."""
    choices = [choice for item in items for choice in item.choices]
    how, replies, _ = choose_answers(choices, system, progress)
    figures = (*choice_figures(choices, replies), *_over_answers(choices, replies), _over_questions(items, replies))
    return BenchmarkResult(published.name, system.name, how, figures, replies, choice_notes(how, choices, replies))


def _over_answers(choices: Sequence[MultipleChoice], replies: Sequence[BenchmarkReply]) -> list[Measurement]:
    scored = [(choice, reply) for choice, reply in zip(choices, replies, strict=True) if not reply.fault]
    right = [choice.right for choice, _ in scored]
    chosen = [int(reply.said == OPTIONS[YES_INDEX]) for _, reply in scored]
    return [
        replace(f1(right, chosen), measure="F1a"),
        replace(f1(right, [YES_INDEX] * len(right)), measure="F1a, always yes"),
    ]


def _over_questions(items: Sequence[MultiRCItem], replies: Sequence[BenchmarkReply]) -> Measurement:
    """Measure the share of questions with all answers judged rightly, without questions that have a fault."""
    remaining = iter(replies)
    by_question = [tuple(islice(remaining, len(item.choices))) for item in items]
    complete = [part for part in by_question if not any(reply.fault for reply in part)]
    return measure_proportion(
        "questions with all answers right", sum(all(reply.right for reply in part) for part in complete), len(complete)
    )


SETS = (
    Benchmark(
        "multirc",
        "SuperGLUE: which answers to a question a passage supports",
        SUPERGLUE_FILE,
        SUPERGLUE_URL,
        read_multirc,
        measure_multirc,
    ),
)
