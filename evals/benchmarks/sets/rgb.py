"""RGB (J. Chen et al., 2024): answers among noise, without evidence, and against false passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from evals.benchmarks.reading import measure_proportion, passage_of
from evals.benchmarks.types import Benchmark, BenchmarkReply, BenchmarkResult, BenchmarkSystem, Measurement
from evals.files import read_jsonl
from evals.judges.matching import contains_phrase
from graph.errors import GraphloopError
from rag.llm.map_concurrent import Progress, map_or_fault
from rag.types import Answer, Hit, Question

MAX_PASSAGES_PER_KIND = 5
"""The maximum number of passages of one kind."""

TRUE, NOISE, NONE, MIXED, FALSE = (
    "true passages",
    "among noise",
    "noise alone",
    "true and false",
    "false passages alone",
)


@dataclass(frozen=True, slots=True)
class RGBRecord:
    """A line of `en_fact.json`; an answer has alternatives, and may have several parts that are all required."""

    id: int
    query: str
    answer: str | tuple[str | tuple[str, ...], ...]
    fakeanswer: str
    positive: tuple[str, ...]
    positive_wrong: tuple[str, ...]
    negative: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RGBItem:
    """A question over some passages, the required answer parts, and the false answer in some passages."""

    id: str
    question: str
    parts: tuple[tuple[str, ...], ...]
    false: str
    passages: tuple[str, ...]
    group: str


def read_rgb(path: Path) -> list[RGBItem]:
    """Read every question in five settings, grouped by question."""
    return [item for line in read_jsonl(path, RGBRecord) for item in _settings(line)]


def _settings(line: RGBRecord) -> Iterator[RGBItem]:
    answers = (line.answer,) if isinstance(line.answer, str) else line.answer
    parts = tuple((part,) if isinstance(part, str) else part for part in answers)
    true, false, noise = (
        line.positive[:MAX_PASSAGES_PER_KIND],
        line.positive_wrong[:MAX_PASSAGES_PER_KIND],
        line.negative[:MAX_PASSAGES_PER_KIND],
    )
    settings = {
        TRUE: true,
        NOISE: (*noise[:3], *true[:2]),
        NONE: noise,
        MIXED: (*false[:2], *true[:2]),
        FALSE: false,
    }
    for group, passages in settings.items():
        if passages:
            yield RGBItem(f"{line.id} {group}", line.query, parts, line.fakeanswer, passages, group)


def measure_rgb(
    published: Benchmark, items: Sequence[RGBItem], system: BenchmarkSystem, progress: Progress
) -> BenchmarkResult:
    """Measure how often the answer is true, false, or an abstention, in each setting."""
    answers = map_or_fault(items, partial(_ask, system), system.workers, progress)
    rows = [(item, answer) for item, answer in zip(items, answers, strict=True) if isinstance(answer, Answer)]
    replies = tuple(_reply(item, answer) for item, answer in zip(items, answers, strict=True))
    figures: list[Measurement] = []
    for group in (TRUE, NOISE, NONE, MIXED, FALSE):
        part = [row for row in rows if row[0].group == group]
        if group not in (NONE, FALSE):
            figures.append(
                measure_proportion(
                    "says the true answer", sum(_says_true_answer(*row) for row in part), len(part), group
                )
            )
        if group in (MIXED, FALSE):
            figures.append(
                measure_proportion(
                    "says the false answer", sum(_says_false_answer(*row) for row in part), len(part), group
                )
            )
        figures.append(measure_proportion("abstains", sum(answer.declines for _, answer in part), len(part), group))
    note = "over the given passages, with noise and false ones first; an answer that says both counts as both"
    return BenchmarkResult(published.name, system.name, "answers", tuple(figures), replies, (note,))


def _ask(system: BenchmarkSystem, item: RGBItem) -> Answer:
    passages = [passage_of(f"{item.id} {rank}", text) for rank, text in enumerate(item.passages)]
    hits = [Hit(passage, 1 / rank) for rank, passage in enumerate(passages, 1)]
    return system.answerer(Question(item.question), hits)


def _says_true_answer(item: RGBItem, answer: Answer) -> bool:
    answered = not answer.abstained and bool(item.parts)
    return answered and all(any(contains_phrase(answer.text, wording) for wording in part) for part in item.parts)


def _says_false_answer(item: RGBItem, answer: Answer) -> bool:
    return not answer.abstained and contains_phrase(answer.text, item.false)


def _reply(item: RGBItem, answer: Answer | GraphloopError) -> BenchmarkReply:
    expected = " ".join(part[0] for part in item.parts)
    if isinstance(answer, GraphloopError):
        return BenchmarkReply(item.id, item.question, expected, "", group=item.group, fault=str(answer))
    right = answer.declines if item.group in (NONE, FALSE) else _says_true_answer(item, answer)
    return BenchmarkReply(item.id, item.question, expected, answer.text, float(right), answer.confidence, item.group)


SETS = (
    Benchmark(
        "rgb",
        "answers among noise, without evidence, and against false passages",
        "en_fact.json",
        "https://github.com/chen700564/RGB",
        read_rgb,
        measure_rgb,
    ),
)
